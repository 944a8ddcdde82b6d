import { createPostgresConnector } from '../../connectors/postgres/postgres-connector';
import type { Connector, Identifier, PlannedWork, StoreCall } from '../../domain/connector';
import type { BenchContext, Benchmark } from '../benchmark';
import type { Figure } from '../figure';
import { liveGrowthMb } from '../live-memory';
import { median } from '../statistics';
import type { EventsDatabase } from './rows-of-one-person';
import { eventsStore, makeEventsDatabase, personNumber } from './rows-of-one-person';

/** Rows in one statement of the bare loop: what one would write by hand. */
const loopBatch = 5_000;

/** P3: a deletion that is planned, checked and proven must not be much slower than a loop that only deletes. */
export const deletion: Benchmark = {
  name: 'deletion',
  about: 'rows of one person deleted by a plan, against a bare batched SQL loop on the same table; memory',
  run: async (context) => {
    const rows = rowsOf(context);
    const { postgresUrl } = await context.servers();
    const database = await makeEventsDatabase(postgresUrl);
    const connector = createPostgresConnector(eventsStore, database.connection, {
      erasureKey: new Uint8Array(32).fill(1),
    });
    try {
      return [
        ...(await speedFigures(context, database, connector, rows)),
        ...(await memoryFigures(context, database, connector, rows)),
      ];
    } finally {
      await connector.close();
      await database.drop();
    }
  },
};

function rowsOf({ quick, full }: BenchContext): number {
  if (full) return 1_000_000;
  return quick ? 30_000 : 100_000;
}

/** In turns on a table filled anew each time, so that both meet the same machine and the same rows. */
async function speedFigures(
  context: BenchContext,
  database: EventsDatabase,
  connector: Connector,
  rows: number,
): Promise<readonly Figure[]> {
  const [applied, bare, byKey, whole]: [number[], number[], number[], number[]] = [[], [], [], []];
  const rounds = context.full ? 2 : 3;
  for (let round = 1; round <= rounds; round += 1) {
    await database.fill(rows);
    bare.push(rows / (await secondsOf(() => bareLoop(database))));
    await database.fill(rows);
    byKey.push(rows / (await secondsOf(await loopByKey(database))));
    await database.fill(rows);
    const began = performance.now();
    const work = await planOf(connector);
    applied.push(rows / (await secondsOf(() => done(connector, work))));
    await proven(connector, work);
    whole.push(rows / ((performance.now() - began) / 1_000));
    context.say(
      `  round ${round} of ${rounds}: bare ${bare.at(-1)?.toFixed(0)}, apply ${applied.at(-1)?.toFixed(0)} rows/s`,
    );
  }
  return [
    {
      name: `apply: ${rows.toLocaleString('en-US')} rows of one person`,
      nature: 'measured',
      value: median(applied),
      unit: 'rows/s',
      baseline: median(bare),
      target: { of: 'ratio', atLeast: 0.8 },
      note: `Bare: delete … where id in (select … limit ${loopBatch}), each committed, until nothing is left.`,
    },
    {
      name: 'the same, against a loop that knows the keys',
      nature: 'measured',
      value: median(applied),
      unit: 'rows/s',
      baseline: median(byKey),
      note: 'It neither looks whose the rows are, nor whether something came since.',
    },
    {
      name: 'locate, plan, apply and verify',
      nature: 'measured',
      value: median(whole),
      unit: 'rows/s',
      baseline: median(bare),
    },
  ];
}

async function memoryFigures(
  context: BenchContext,
  database: EventsDatabase,
  connector: Connector,
  rows: number,
): Promise<readonly Figure[]> {
  const growth = async (count: number): Promise<number> => {
    await database.fill(count);
    const work = await planOf(connector);
    return liveGrowthMb(async (look) => {
      await done(connector, work, look);
    });
  };
  const few = Math.max(20_000, rows / 10);
  // Once before: code and connections that it needs would be counted, too.
  await growth(20_000);
  const small = await growth(few);
  const large = await growth(rows);
  context.say(`  memory beyond the plan: ${small.toFixed(1)} MB, ${large.toFixed(1)} MB`);
  return [
    {
      name: `apply: memory in use beyond the plan, at ${rows.toLocaleString('en-US')} rows against ${few.toLocaleString('en-US')}`,
      nature: 'measured',
      value: large,
      unit: 'MB',
      baseline: small,
      target: { of: 'difference', atMost: 16 },
      note: 'After garbage collection, looked at after every part. The plan itself holds one key per row.',
    },
  ];
}

const identifiers: readonly Identifier[] = [{ kind: 'customerNumber', value: personNumber, sharing: 'sole' }];

function callOf(heartbeat?: () => void): StoreCall {
  return {
    operationId: 'req_bench/execute/1/events',
    cutOffAt: new Date().toISOString(),
    signal: new AbortController().signal,
    ...(heartbeat !== undefined && { heartbeat }),
  };
}

async function planOf(connector: Connector): Promise<PlannedWork> {
  const located = await connector.locate(callOf(), identifiers);
  return connector.plan(callOf(), { right: 'deletion' }, located, identifiers);
}

async function done(connector: Connector, work: PlannedWork, heartbeat?: () => void): Promise<void> {
  const { status } = await connector.apply(callOf(heartbeat), work);
  if (status !== 'done') throw new Error(`Expected the deletion to be done, got ${status}.`);
}

async function proven(connector: Connector, work: PlannedWork): Promise<void> {
  const { status } = await connector.verify(callOf(), work);
  if (status !== 'proven') throw new Error(`Expected the deletion to be proven, got ${status}.`);
}

/** What one would write by hand: find some, delete them, until nothing is left. */
async function bareLoop({ db }: EventsDatabase): Promise<void> {
  const statement = `delete from events
    where id in (select id from events where customer_id = $1 limit ${loopBatch})`;
  for (let left = true; left;) left = ((await db.query(statement, [personNumber])).rowCount ?? 0) > 0;
  await db.query('delete from customers where id = $1', [personNumber]);
}

/** The same with keys that are known before, as those of a plan are: what is timed is deletion alone. */
async function loopByKey({ db }: EventsDatabase): Promise<() => Promise<void>> {
  const { rows } = await db.query<{ id: string }>('select id from events where customer_id = $1', [
    personNumber,
  ]);
  const keys = rows.map(({ id }) => id);
  return async () => {
    for (let at = 0; at < keys.length; at += loopBatch)
      await db.query('delete from events where id = any($1)', [keys.slice(at, at + loopBatch)]);
    await db.query('delete from customers where id = $1', [personNumber]);
  };
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}
