import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { people } from '../../examples/sample-company/people';
import type { Persona } from '../../examples/sample-company/people';
import { provideTemporal } from '../../scripts/provision';
import type { ProvidedTemporal } from '../../scripts/provision';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  changesSince,
  closed,
  completePaper,
  effectsSince,
  evidenceOf,
  fourEyes,
  lettersOf,
  proposed,
  storesOf,
  submitVerified,
} from '../support/journeys';
import { PersistentClient } from '../support/persistent-client';
import { testServers } from '../support/servers';
import type { UrlProxy } from '../support/tcp-proxy';
import { startUrlProxy } from '../support/tcp-proxy';

const patience = 240_000;
/** How long a server is away, in ms: longer than a moment, shorter than anybody's time-out. */
const absenceMs = 3_000;

let engine: Engine;
let temporal: ProvidedTemporal;
let books: UrlProxy;
let stateFile: string;
const stops: (() => Promise<unknown>)[] = [];

/** A Temporal server of its own, whose file outlives it, and MongoDB behind a wire. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'habeas-restart-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  stateFile = join(folder, 'temporal.db');
  temporal = await provideTemporal({ stateFile, onProgress: () => undefined });
  stops.push(() => temporal.stop());
  books = await startUrlProxy(testServers().mongoUri);
  stops.push(() => books.stop());
  const started = await startEngine({
    env: {
      DSR_TEMPORAL_ADDRESS: temporal.address,
      DSR_TEMPORAL_NAMESPACE: 'default',
      DSR_MONGODB_URI: books.url,
    },
  });
  stops.push(() => started.stop());
  engine = { ...started, api: new PersistentClient(started.api.baseUrl) };
}, patience);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
}, 60_000);

async function restartTemporal(): Promise<void> {
  const port = Number(temporal.address.split(':')[1]);
  if (temporal.pid !== undefined) process.kill(temporal.pid, 'SIGKILL');
  await temporal.stop();
  await delay(absenceMs);
  temporal = await provideTemporal({ stateFile, port, onProgress: () => undefined });
}

async function cutOffMongo(): Promise<void> {
  books.cut();
  await delay(absenceMs);
  books.mend();
}

/** A deletion during which `disturb` happens four times: before each decision, and while the stores are worked on. */
async function deletionUnder(disturb: () => Promise<void>, person: Persona): Promise<Case> {
  const one = await submitVerified(engine, person, 'deletion');
  await proposed(one, 'plan');
  await Promise.all([disturb(), approve(one, fourEyes)]);
  await disturb();
  await Promise.all([disturb(), completePaper(one)]);
  await closed(one);
  return one;
}

test.each([
  ['Temporal', restartTemporal, people.demo],
  ['MongoDB', cutOffMongo, people.upperCase],
] as const)(
  'When %s goes away and comes back in the middle, then the request goes on and ends with one effect',
  async (_, disturb, person) => {
    const before = await storesOf(engine);
    const sent = engine.company.newsletter.effects().length;
    const one = await deletionUnder(disturb, person);
    const after = await changesSince(engine, before);
    expect(after.added).toEqual([]);
    expect([...after.changed, ...after.removed]).toContain(`customers/${person.customerNumber}`);
    expect(effectsSince(engine, sent).map(({ kind }) => kind)).toEqual(['erasure']);
    const chain = await evidenceOf(one);
    expect(chain.filter(({ type }) => type === 'closed')).toHaveLength(1);
    const messageId = engine.parts.core.messageIdOf(`${one.requestId}/completion/1`);
    const letters = (await lettersOf(one)).filter((mail) => mail.messageId === messageId);
    expect(letters.length).toBeGreaterThanOrEqual(1);
  },
  patience,
);
