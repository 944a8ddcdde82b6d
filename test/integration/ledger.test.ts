import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { people } from '../../examples/sample-company/people';
import { parseRequestId } from '../../domain/ids';
import type { Checksums } from '../../examples/sample-company/seed';
import type { Backup } from '../support/backups';
import { backUp } from '../support/backups';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  approve,
  changesSince,
  closed,
  completePaper,
  evidenceOf,
  fourEyes,
  problemOf,
  storesOf,
  submitVerified,
  untouched,
} from '../support/journeys';
import type { VerifiedCase } from '../support/journeys';

let engine: Engine;
let backup: Backup;
let one: VerifiedCase;
/** The stores before and after the deletion. */
let before: Checksums;
let after: Checksums;
let deletedAt: string;

beforeAll(async () => {
  engine = await startEngine();
  before = await storesOf(engine);
  backup = await backUp(engine);
  one = await submitVerified(engine, people.demo, 'deletion');
  await approve(one, fourEyes);
  await completePaper(one);
  await closed(one);
  deletedAt = new Date().toISOString();
  after = await storesOf(engine);
}, 240_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

describe('When a backup is restored that still holds a deleted person', () => {
  beforeEach(async () => {
    await backup.restore();
    // The processor's list is not ours to restore; everything of ours is back.
    expect((await changesSince(engine, after)).added.length).toBeGreaterThan(0);
    expect((await changesSince(engine, before)).removed).toEqual(['subscribers/C000001']);
  });

  test('then a replay without the time of the backup is refused, and a dry run names who is back and touches nothing', async () => {
    const restored = await storesOf(engine);
    expect(await habeas('ledger', 'replay')).toMatchObject({ status: 2, out: '' });
    const dry = await habeas('ledger', 'replay', '--dry-run', '--json');
    expect(dry.status).toBe(3);
    expect(peopleIn(dry.out)).toEqual([
      { storeId: 'shop', requestId: one.requestId, status: 'found' },
      { storeId: 'support-desk', requestId: one.requestId, status: 'found' },
    ]);
    expect(await changesSince(engine, restored)).toEqual(untouched);
  });

  test('then a replay deletes them again by the same rules, nobody else is touched, and a second one does nothing', async () => {
    // Even when the request's key is destroyed, the ledger knows whom it deleted.
    await engine.parts.books.vault.shred(requestIdOf(one));
    const first = await habeas('ledger', 'replay', '--since', backup.at, '--json');
    expect(first).toMatchObject({ status: 0 });
    expect(peopleIn(first.out)).toEqual([
      { storeId: 'shop', requestId: one.requestId, status: 'deleted' },
      { storeId: 'support-desk', requestId: one.requestId, status: 'deleted' },
    ]);
    expect(await changesSince(engine, after)).toEqual(untouched);
    const entries = (await evidenceOf(one)).filter(({ type }) => type.startsWith('deletionReplay'));
    expect(entries.map(({ type, facts }) => [type, facts['storeId']])).toEqual([
      ['deletionReplayStarted', 'shop'],
      ['deletionReplayed', 'shop'],
      ['deletionReplayStarted', 'support-desk'],
      ['deletionReplayed', 'support-desk'],
    ]);
    expect(entries[1]?.facts).toMatchObject({ code: 'deleted', proof: { kind: 'requery', remaining: 0 } });
    for (const secret of [people.demo.email, people.demo.name])
      expect(first.out + first.err).not.toContain(secret);

    const second = await habeas('ledger', 'replay', '--since', backup.at);
    expect(second).toMatchObject({ status: 0 });
    // What must be kept stands there still, and is named as such; nothing is done to it.
    expect(second.out).toContain('0 deleted again, 1 retained, 0 doubtful, 0 failed');
    expect(second.out).not.toMatch(/^(deleted|failed|doubtful)/m);
    expect(await changesSince(engine, after)).toEqual(untouched);
    expect((await evidenceOf(one)).filter(({ type }) => type.startsWith('deletionReplay'))).toHaveLength(4);
  });

  test('then who was deleted before the backup was made is a newcomer, and is left alone', async () => {
    const restored = await storesOf(engine);
    const since = new Date(Date.now() + 60_000).toISOString();
    const run = await habeas('ledger', 'replay', '--since', since);
    expect(run).toMatchObject({ status: 0 });
    expect(run.out).not.toContain(one.requestId);
    expect(await changesSince(engine, restored)).toEqual(untouched);
  });

  test('then a store that is not in the map is refused before anything is read', async () => {
    const run = await habeas('ledger', 'replay', '--since', backup.at, '--store', 'attic');
    expect(run).toMatchObject({ status: 2, out: '' });
    expect(run.err).toContain('expected one of shop, support-desk');
  });
});

describe('When people are to be imported', () => {
  const check = async (identifiers: unknown) =>
    engine.api.call<{ items: readonly unknown[] }>('POST', '/v1/systems/erasures/check', {
      token: await engine.token('crm-system'),
      body: { identifiers },
    });

  test('then a system learns which of them were erased, since when, and nothing else', async () => {
    const { items } = await check([
      { kind: 'email', value: people.demo.email.toUpperCase() },
      { kind: 'email', value: people.noOrders.email },
    ]);
    expect(items).toEqual([{ erased: true, since: expect.any(String) as string }, { erased: false }]);
    const { since = '' } = items[0] as { since?: string };
    expect(Date.parse(since)).toBeGreaterThan(Date.parse(backup.at));
    const bad = await problemOf(check([{ kind: 'email', value: 'nobody' }]));
    expect(bad).toMatchObject({ status: 422, code: 'DSR_IDENTIFIER_INVALID' });
    const staff = engine.api.call('POST', '/v1/systems/erasures/check', {
      token: await engine.token('wei-operator'),
      body: { identifiers: [{ kind: 'email', value: people.demo.email }] },
    });
    expect(await problemOf(staff)).toMatchObject({ status: 401 });
  });

  test('then a file loses the rows of the erased, and keeps every other row as it stands', async () => {
    const rows = [
      'name,email,note',
      `"Demo, again",${people.demo.email.toUpperCase()},x`,
      `"Other ""quoted""",${people.noOrders.email},"two\nlines"`,
      'Nobody,,x',
    ];
    const file = join(await mkdtemp(join(tmpdir(), 'habeas-import-')), 'leads.csv');
    await writeFile(file, `\uFEFF${rows.join('\r\n')}`);
    const run = await habeas('ledger', 'check', file, '--column', 'email', '--kind', 'email');
    expect(run).toMatchObject({
      status: 3,
      out: `${rows[0]}\r\n${rows[2]}\r\n`,
      err: '1 rows may be imported, 1 refused, 1 without a readable email.\n',
    });
    expect(await habeas('ledger', 'check', file, '--column', 'mail', '--kind', 'email')).toMatchObject({
      status: 2,
      out: '',
    });
  });

  test('then an identifier released by staff may be used again, with evidence, and a replay lets it be', async () => {
    const release = ['ledger', 'release', '--kind', 'email', '--staff', 'shen-privacy'];
    expect(await habeasWith(people.noOrders.email, ...release)).toMatchObject({ status: 3 });
    expect(await habeasWith(people.demo.email, ...release)).toMatchObject({ status: 0 });
    expect((await check([{ kind: 'email', value: people.demo.email }])).items).toEqual([{ erased: false }]);
    const entries = await evidenceOf(one);
    expect(entries.at(-1)).toMatchObject({
      type: 'ledgerReleased',
      actor: { kind: 'staff', id: 'shen-privacy' },
      facts: { identifier: 'email', reason: 'registeredAgain' },
    });
    expect(JSON.stringify(entries)).not.toContain(people.demo.email);
    expect(deletedAt < (entries.at(-1)?.at ?? '')).toBe(true);
  });
});

function requestIdOf({ requestId }: VerifiedCase) {
  const id = parseRequestId(requestId);
  if (id === undefined) throw new Error('The API answered with no request id.');
  return id;
}

function peopleIn(out: string): unknown[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; storeId: string; requestId: string; status: string })
    .filter(({ type }) => type === 'person')
    .map(({ storeId, requestId, status }) => ({ storeId, requestId, status }));
}

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function habeas(...args: readonly string[]): Promise<Run> {
  return habeasWith('', ...args);
}

/** The command as a process of its own, with the environment of a worker. */
function habeasWith(input: string, ...args: readonly string[]): Promise<Run> {
  const bin = join(__dirname, '..', '..', 'bin', 'habeas.cjs');
  return new Promise((resolve) => {
    const env = { ...process.env, ...engine.env };
    const child = execFile(process.execPath, [bin, ...args], { env }, (error, out, err) => {
      const code = error?.code;
      resolve({ status: typeof code === 'number' ? code : error === null ? 0 : -1, out, err });
    });
    child.stdin?.end(input);
  });
}
