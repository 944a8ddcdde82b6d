import { Client, Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { requestWorkflowId } from '../../contracts/temporal/ids';
import { people } from '../../examples/sample-company/people';
import type { Figure } from '../figure';
import type { CountingProxy } from '../wire/counting-proxy';
import { addressOf, startCountingProxy, through } from '../wire/counting-proxy';
import type { MongoCommand } from '../wire/mongo-wire';
import { MongoCommandReader } from '../wire/mongo-wire';
import { PostgresStatementReader, classifyStatement } from '../wire/postgres-wire';
import type { MeasuredRight } from './journey';
import { carryThrough } from './journey';
import { countBy, phaseAt, statementFigures } from './phases';
import type { PhaseWindow } from './phases';
import { openStaffDesk } from './staff-desk';
import type { BenchCompany } from './system';
import { startParts } from './system';

/** Proxies between the engine's processes and their databases. */
interface Taps {
  readonly api: CountingProxy<MongoCommand>;
  readonly worker: CountingProxy<MongoCommand>;
  readonly desk: CountingProxy<MongoCommand>;
  readonly shop: CountingProxy<string>;
}

/** What one access and one deletion request ask of the databases, counted on the wire. */
export async function countFigures(place: BenchCompany, say: (line: string) => void): Promise<Figure[]> {
  const { env } = place;
  const mongo = addressOf(env['DSR_MONGODB_URI'] ?? '');
  const commands = () => new MongoCommandReader();
  const taps: Taps = {
    api: await startCountingProxy(mongo, commands),
    worker: await startCountingProxy(mongo, commands),
    desk: await startCountingProxy(addressOf(env['DSR_STORE_SUPPORT_DESK'] ?? ''), commands),
    shop: await startCountingProxy(
      addressOf(env['DSR_STORE_SHOP'] ?? ''),
      () => new PostgresStatementReader(),
    ),
  };
  const via = (tap: { readonly port: number }, key: string) => ({ [key]: through(tap, env[key] ?? '') });
  const parts = await startParts(
    { ...env, ...via(taps.api, 'DSR_MONGODB_URI') },
    {
      ...env,
      ...via(taps.worker, 'DSR_MONGODB_URI'),
      ...via(taps.desk, 'DSR_STORE_SUPPORT_DESK'),
      ...via(taps.shop, 'DSR_STORE_SHOP'),
    },
  );
  const desk = await openStaffDesk(parts.api, place.books, place.company.addresses.issuer);
  try {
    const scene = { api: parts.api, mailbox: place.mailbox, desk };
    await carryThrough(scene, people.noOrders, 'access'); // connections and pinned maps are paid for once
    const figures: Figure[] = [];
    for (const right of ['access', 'deletion'] as const) {
      for (const tap of Object.values(taps)) (tap as CountingProxy<unknown>).reset();
      const { requestId } = await carryThrough(scene, people.demo, right);
      figures.push(...(await figuresOf(right, taps, env, requestWorkflowId(requestId), say)));
    }
    return figures;
  } finally {
    await desk.stop();
    await parts.stop();
    await Promise.all(Object.values(taps).map((tap) => (tap as CountingProxy<unknown>).stop()));
  }
}

async function figuresOf(
  right: MeasuredRight,
  taps: Taps,
  env: Readonly<Record<string, string>>,
  workflowId: string,
  say: (line: string) => void,
): Promise<Figure[]> {
  const windows = await phaseWindows(env, workflowId);
  const named = ({ what }: { readonly what: MongoCommand }) => `${what.name} ${what.collection}`;
  say(`${right}, MongoDB operations of the worker: ${countBy(taps.worker.seen.map(named))}`);
  say(`${right}, MongoDB operations of the API: ${countBy(taps.api.seen.map(named))}`);
  const statements = taps.shop.seen.map(({ atMs, what }) => ({
    phase: phaseAt(windows, atMs),
    ...classifyStatement(what),
  }));
  const deskCommands = taps.desk.seen.map(({ atMs, what }) => ({
    phase: phaseAt(windows, atMs),
    kind: 'table' as const,
    table: what.collection,
  }));
  return [
    {
      name: `MongoDB operations of the engine, ${right}`,
      nature: 'count',
      value: taps.api.seen.length + taps.worker.seen.length,
      baseline: right === 'access' ? 580 : 1_096,
      target: { of: 'value', atMost: 40 },
      note: 'Baseline: published measurements of Fides 2.78.2 (statements on its own database), of another run, not ours.',
    },
    { name: `  of them by the API, ${right}`, nature: 'count', value: taps.api.seen.length },
    ...statementFigures(right, 'shop (PostgreSQL)', statements),
    ...statementFigures(right, 'support desk (MongoDB)', deskCommands),
  ];
}

/** When each phase worked on the stores, from the history: the n-th batch belongs to the n-th phase. */
async function phaseWindows(
  env: Readonly<Record<string, string>>,
  workflowId: string,
): Promise<PhaseWindow[]> {
  const connection = await Connection.connect({ address: env['DSR_TEMPORAL_ADDRESS'] ?? '' });
  try {
    const client = new Client({ connection, namespace: env['DSR_TEMPORAL_NAMESPACE'] ?? '' });
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    return windowsIn(events ?? []);
  } finally {
    await connection.close();
  }
}

const batchPhases = ['survey', 'execute', 'verify'];

function windowsIn(events: readonly temporal.api.history.v1.IHistoryEvent[]): PhaseWindow[] {
  const open = new Map<number, { name: string; fromMs: number }>();
  const windows: PhaseWindow[] = [];
  let batches = 0;
  for (const event of events) {
    const {
      activityTaskScheduledEventAttributes: scheduled,
      activityTaskCompletedEventAttributes: completed,
    } = event;
    if (scheduled) {
      const type = scheduled.activityType?.name ?? '';
      const phase = type === 'workOnStores' ? (batchPhases[batches] ?? type) : type;
      if (type === 'workOnStores') batches += 1;
      open.set(Number(event.eventId), { name: phase, fromMs: msOf(event.eventTime) });
    }
    const begun = completed ? open.get(Number(completed.scheduledEventId)) : undefined;
    if (begun !== undefined) windows.push({ ...begun, toMs: msOf(event.eventTime) });
  }
  return windows;
}

function msOf(at: temporal.api.history.v1.IHistoryEvent['eventTime']): number {
  return Number(at?.seconds ?? 0) * 1_000 + (at?.nanos ?? 0) / 1e6;
}
