import { randomBytes, randomUUID } from 'node:crypto';
import { createConnector } from '../connectors';
import { probeWords } from '../datamap/probe-words';
import type { Connector, Identifier, StoreFailureKind } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import { collect, planFor, storeCall } from './calls';
import { CaseFailure, expectSame, expectThat, shownError, storeFailureOf } from './expectations';
import { closedPort, startHostileServer } from './hostile-servers';
import { sole } from './maps';
import type { CaseResult, RunnableCase, RunOptions } from './run-cases';
import { runCases } from './run-cases';

/** A store that people use. Nothing is written into it, and no value of it is shown. */
export interface LiveStore {
  readonly store: StoreMap;
  readonly connection: string;
  /** Makes the connector. Default: the built-in one of the store's kind. */
  readonly connect?: typeof createConnector;
}

/** What a check works with. */
interface LiveTrial {
  readonly store: StoreMap;
  readonly connector: Connector;
  /** Somebody invented who must be found. */
  readonly canary: readonly Identifier[];
  /** A connector to another port of this machine instead. */
  readonly elsewhere: (port: number) => Connector;
}

/** One check. `lacks` says why it cannot be made. */
interface LiveCheck {
  readonly id: string;
  readonly title: string;
  readonly lacks: (live: LiveStore) => string | undefined;
  readonly run: (trial: LiveTrial) => Promise<void>;
}

const nothingLacks = (): undefined => undefined;
const lacksCanary = ({ store }: LiveStore): string | undefined =>
  store.canary === undefined ? 'the data map names no canary for this store' : undefined;
const lacksPort = ({ connection }: LiveStore): string | undefined =>
  atPort(connection, 1) === undefined ? 'the connection names no single host' : undefined;

/** Read-only checks of a store in use, in their order. */
export const liveChecks: readonly LiveCheck[] = [
  {
    id: 'probe',
    title: 'When the store is asked, then it is as the map says',
    lacks: nothingLacks,
    run: async ({ connector, store }: LiveTrial): Promise<void> => {
      const found = await connector.probe(AbortSignal.timeout(store.timeoutMs));
      const problems = found.filter(({ code, field = '' }) => probeWords(code, field).weight === 'error');
      expectSame(
        'probe',
        [],
        problems,
        'Repair the map or the store; `habeas datamap check --live` shows the places.',
      );
    },
  },
  {
    id: 'canary',
    title: 'When the canary is searched, then it is found',
    lacks: lacksCanary,
    run: async ({ connector, store, canary }: LiveTrial): Promise<void> => {
      const { collections } = await connector.locate(liveCall(store), canary);
      const found = collections.reduce((sum, { keys }) => sum + keys.length, 0);
      const advice = 'Check address, account and look-ups; until then "nothing found" proves nothing here.';
      expectThat('records of the canary', found > 0, 'at least one', found, advice);
    },
  },
  {
    id: 'canary-extract',
    title: 'When the canary is extracted, then only mapped fields come',
    lacks: lacksCanary,
    run: async ({ connector, store, canary }: LiveTrial): Promise<void> => {
      const located = await connector.locate(liveCall(store), canary);
      for (const record of await collect(connector.extract(liveCall(store), located, canary))) {
        const map = store.collections.find(({ id }) => id === record.collection);
        const mapped = [...(map?.fields ?? []).map(({ name }) => name), map?.elements?.path];
        const unmapped = Object.keys(record.values).filter((name) => !mapped.includes(name));
        expectSame(
          `unmapped fields of ${record.collection}`,
          [],
          unmapped,
          'Read only the fields of the map.',
        );
      }
    },
  },
  {
    id: 'canary-plan',
    title: 'When a deletion of the canary is planned, then every step names its records',
    lacks: lacksCanary,
    run: async ({ connector, store, canary }: LiveTrial): Promise<void> => {
      const work = await planFor(connector, { right: 'deletion' }, canary, liveCall(store));
      expectSame(
        'targets per step',
        work.steps.length,
        work.scope.targets.length,
        'Give every step its scope.',
      );
      const counts = work.steps.map(({ count }) => count).filter((count) => count < 1);
      expectSame('steps that name no records', [], counts, 'Plan no step without records.');
    },
  },
  {
    id: 'nobody',
    title: 'When somebody is searched who does not exist, then nothing is found or planned',
    lacks: nothingLacks,
    run: async ({ connector, store }: LiveTrial): Promise<void> => {
      const work = await planFor(connector, { right: 'deletion' }, nobody(), liveCall(store));
      const found = work.scope.located.collections.reduce(
        (sum, { keys, ambiguous }) => sum + keys.length + ambiguous,
        0,
      );
      expectSame('records of nobody', 0, found, 'Stop: a search without a match must find nothing.');
      expectSame('steps for nobody', 0, work.steps.length, 'Stop: nothing may be planned for nobody.');
    },
  },
  {
    id: 'cancelled',
    title: 'When a search is cancelled, then it ends with the reason of its caller',
    lacks: nothingLacks,
    run: async ({ connector }: LiveTrial): Promise<void> => {
      const reason = new Error('cancelled by the caller');
      const call = storeCall({ signal: AbortSignal.abort(reason) });
      const came: unknown = await connector.locate(call, nobody()).catch((error: unknown) => error);
      const advice = 'Look at `signal` before the first message.';
      expectThat('cancelled locate', came === reason, 'the reason of the caller', shownError(came), advice);
    },
  },
  {
    id: 'refused-connection',
    title: 'When nobody listens at its port, then the failure is unreachable',
    lacks: lacksPort,
    run: async ({ elsewhere }: LiveTrial): Promise<void> => {
      await expectFailure('locate on a closed port', elsewhere(await closedPort()), ['unreachable']);
    },
  },
  {
    id: 'silent',
    title: 'When the server is silent, then the call fails no later than its time-out',
    lacks: lacksPort,
    run: async ({ elsewhere }: LiveTrial): Promise<void> => {
      const server = await startHostileServer('silent');
      try {
        await expectFailure('locate on a silent server', elsewhere(server.port), ['stalled', 'unreachable']);
      } finally {
        await server.stop();
      }
    },
  },
];

/** Checks a store in use without writing into it. */
export async function checkLiveStore(
  live: LiveStore,
  options: RunOptions = {},
): Promise<readonly CaseResult[]> {
  const opened: Connector[] = [];
  const connect = (store: StoreMap, connection: string) => {
    // The key is for masks, and nothing is masked here.
    const made = (live.connect ?? createConnector)(store, connection, { erasureKey: randomBytes(32) });
    opened.push(made);
    return made;
  };
  const { store, connection } = live;
  const { canary } = store;
  const trial: LiveTrial = {
    store,
    connector: connect(store, connection),
    canary: canary === undefined ? [] : [sole(canary.kind, canary.value)],
    elsewhere: (port) => connect({ ...store, timeoutMs: 500 }, atPort(connection, port) ?? connection),
  };
  const runnable = liveChecks.map(({ id, title, lacks, run }): RunnableCase => {
    const why = lacks(live);
    return { id, title, ...(why === undefined ? { run: () => run(trial) } : { why }) };
  });
  try {
    return await runCases(runnable, options);
  } finally {
    for (const each of opened) await each.close();
  }
}

const liveCall = (store: StoreMap) => storeCall({ signal: AbortSignal.timeout(store.timeoutMs) });

/** Somebody who is in no store: names that nobody can have (RFC 2606), new each time. */
function nobody(): readonly Identifier[] {
  const name = randomUUID();
  return [sole('email', `${name}@nobody.invalid`), sole('customerNumber', `NOBODY-${name.toUpperCase()}`)];
}

async function expectFailure(
  what: string,
  connector: Connector,
  kinds: readonly StoreFailureKind[],
): Promise<void> {
  const advice = 'Translate the driver’s error by its code; an empty answer is never right here.';
  const { message } = await storeFailureOf(what, connector.locate(storeCall(), nobody()), kinds, advice);
  if (message.includes('127.0.0.1'))
    throw new CaseFailure(`message of ${what}`, 'no address', message, 'Pass no text of the driver on.');
}

/** The connection with another port of this machine; `undefined` when it is no URL with one host. */
function atPort(connection: string, port: number): string | undefined {
  const found = /^([a-z0-9-]+:\/\/(?:[^@/]*@)?)([^/?,@]+)(.*)$/i.exec(connection);
  const [, before, host, after] = found ?? [];
  if (before === undefined || host === undefined || before.startsWith('mongodb+srv')) return undefined;
  return `${before}127.0.0.1:${port}${after ?? ''}`;
}
