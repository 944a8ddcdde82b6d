import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../cli/demo/journey';
import { clockAlertId } from '../../domain/alert';
import { parseRequestId } from '../../domain/ids';
import type { RequestId } from '../../domain/ids';
import type { ThresholdRule } from '../../domain/threshold';
import { people } from '../../examples/sample-company/people';
import { provideTemporal } from '../../scripts/provision';
import type { ProvidedTemporal } from '../../scripts/provision';
import { ensureSchedules, recurring } from '../../worker/schedules';
import { look } from '../../worker/watch';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import { evidenceOf, submit } from '../support/journeys';

const patience = 240_000;
/** A reminder so early in its period that it comes within seconds. */
const soon: ThresholdRule = { code: 'soon', level: 'operator', fraction: 8e-6 };

let engine: Engine;
let temporal: ProvidedTemporal;
let stateFile: string;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'habeas-away-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  stateFile = join(folder, 'temporal.db');
  temporal = await provideTemporal({ stateFile, onProgress: () => undefined });
  stops.push(() => temporal.stop());
  engine = await startEngine({
    worker: false,
    env: {
      DSR_TEMPORAL_ADDRESS: temporal.address,
      DSR_TEMPORAL_NAMESPACE: 'default',
      DSR_ALERT_OPERATOR: 'desk@hailan.example',
    },
  });
  stops.push(() => engine.stop());
  Object.assign(engine.parts.core.settings.clocks, { thresholds: [soon] });
  await engine.startWorker();
}, patience);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
}, 60_000);

const schedule = (id: string) => engine.temporal.client.schedule.getHandle(id);

/** Has the schedule run once, and waits until it has swept. */
async function sweepBySchedule(): Promise<void> {
  const { beats } = engine.parts.books;
  const before = await beats.last();
  await schedule('sweep-deadlines').trigger();
  await waitUntil(
    'a beat',
    async () => {
      const last = await beats.last();
      return last === before ? undefined : last;
    },
    patience,
  );
}

/** Messages in the inbox that tell of an alert. */
async function messagesAbout(alertId: string): Promise<number> {
  const mails = await engine.company.inbox.messages();
  return mails.filter(({ text }) => text.includes(alertId)).length;
}

test(
  'When several workers start, then each schedule exists once, and one that was paused stays paused',
  async () => {
    const { client } = engine.temporal;
    await Promise.all([ensureSchedules(client), ensureSchedules(client)]);
    await schedule('reconcile').pause('by hand');
    await ensureSchedules(client);
    const listed = new Map<string, boolean>();
    for await (const { scheduleId, state } of client.schedule.list()) listed.set(scheduleId, state.paused);
    expect([...listed].sort()).toEqual(recurring.map(({ id }) => [id, id === 'reconcile']).sort());
    const { policies, action } = await schedule('sweep-deadlines').describe();
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 60_000 });
    expect(action).toMatchObject({ workflowType: 'sweepDeadlinesWorkflow' });
    await sweepBySchedule();
  },
  patience,
);

test(
  'When Temporal is away while a reminder falls due, then the watch tells it, and nobody repeats it afterwards',
  async () => {
    const { books, channels } = engine.parts;
    const one = await submit(engine, people.demo, 'access');
    const requestId: RequestId = parseRequestId(one.requestId)!;
    const lines = await waitUntil('the ledger as the workflow counts it', async () => {
      const found = await books.deadlines.read(requestId);
      const isCounted = found.every(({ thresholds }) => thresholds.some(({ code }) => code === 'soon'));
      return found.length > 0 && isCounted ? found : undefined;
    });
    const ids = lines.map(({ regime, clock }) => clockAlertId(requestId, regime, clock, 'soon'));
    await engine.stopWorker();
    const port = Number(temporal.address.split(':')[1]);
    if (temporal.pid !== undefined) process.kill(temporal.pid, 'SIGKILL');
    await temporal.stop();

    const now = () => new Date().toISOString();
    await waitUntil(
      'everything to fall due',
      async () => ((await books.deadlines.due(now(), 100)).length === lines.length ? true : undefined),
      patience,
    );
    const watching = { books, channels, graceMs: 0, silenceMs: patience * 10, watchedSince: now(), now };
    expect(await look(watching)).toMatchObject({ overdue: lines.length, raised: lines.length, delivered: 1 });
    expect(await look(watching)).toMatchObject({ overdue: 0, raised: 0, delivered: 0 });

    temporal = await provideTemporal({ stateFile, port, onProgress: () => undefined });
    await engine.startWorker();
    await waitUntil(
      'the workflow to come to its reminders',
      async () => {
        const due = (await books.evidence.read(requestId)).filter(({ type }) => type === 'reminderDue');
        return due.length === lines.length ? true : undefined;
      },
      patience,
    );
    await sweepBySchedule();
    for (const id of ids) {
      expect(await books.alerts.find(id)).toMatchObject({ raisedBy: 'watch', kind: 'reminder' });
      expect(await messagesAbout(id)).toBe(1);
    }
    const raised = await books.alerts.page({ caseId: requestId }, undefined, 100);
    expect(raised.items.map(({ alertId }) => alertId).sort()).toEqual([...ids].sort());
    await evidenceOf(one);
  },
  patience,
);
