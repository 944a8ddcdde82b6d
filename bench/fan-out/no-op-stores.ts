import { setTimeout as delay } from 'node:timers/promises';
import type { StoreDeps } from '../../activities';
import type { StoreStepInput, StoreStepResult } from '../../contracts/temporal/messages';
import type { Connector, PlannedWork, StoreCall } from '../../domain/connector';
import type { DataMap, StoreMap } from '../../domain/data-map';
import type { RequestId } from '../../domain/ids';
import type { CollectionOutcome } from '../../domain/outcome';
import { collection, field, storeMap } from '../../connector-kit/maps';
import { fakePersistence } from '../../test/support/fake-persistence';

/** What the stores were seen to do, in milliseconds of `performance.now()`. */
export interface StoreSightings {
  /** First and latest end of an `apply` of a store that answers. */
  firstAppliedAt?: number;
  lastAppliedAt?: number;
  applied: number;
  verified: number;
  /** When the silent store's first call was given up. */
  givenUpAt?: number;
  appliedWhenGivenUp?: number;
}

/** A world of stores that find one record, delete it, and prove it, in no time. */
export interface NoOpStores {
  readonly storeIds: readonly string[];
  readonly deps: StoreDeps;
  /** One phase of one store as the plainest activity does it: the call, and nothing written down. */
  readonly plainStep: (input: StoreStepInput) => Promise<StoreStepResult>;
  readonly seen: StoreSightings;
}

/** Settings of {@link noOpStores}. */
export interface NoOpOptions {
  readonly stores: number;
  /** Index of a store that takes orders and never answers. Default none. */
  readonly silent?: number;
  /** Time in ms that an answer takes; default 0. */
  readonly answersIn?: number;
}

/** Stores, and the dependencies of the product's own activities over books in memory. */
export function noOpStores({ stores, silent, answersIn = 0 }: NoOpOptions): NoOpStores {
  const map = mapOf(stores);
  const seen: StoreSightings = { applied: 0, verified: 0 };
  const connectors = new Map(
    map.stores.map((store, index) => [store.id, connectorOf(store, index === silent, answersIn, seen)]),
  );
  const reach = (store: { readonly id: string }): Connector => {
    const connector = connectors.get(store.id);
    if (connector === undefined) throw new Error(`No store ${store.id}.`);
    return connector;
  };
  const books = fakePersistence();
  const deps = {
    books: {
      ...books,
      requests: { ...books.requests, find: (requestId: RequestId) => Promise.resolve(viewOf(requestId)) },
      dataMaps: { ...books.dataMaps, find: () => Promise.resolve(map) },
    },
    connectorOf: reach,
    hash: () => 'a'.repeat(64),
    hashCode: () => 'a'.repeat(64),
    now: () => new Date().toISOString(),
  } as unknown as StoreDeps; // what these activities never ask for is not there
  return { storeIds: map.stores.map(({ id }) => id), deps, plainStep: plainStepOf(reach), seen };
}

function plainStepOf(reach: (store: { readonly id: string }) => Connector): NoOpStores['plainStep'] {
  const planned = new Map<string, PlannedWork>();
  return async ({ requestId, phase, storeId }) => {
    const connector = reach({ id: storeId });
    const call: StoreCall = {
      operationId: `${requestId}/${phase}/${storeId}`,
      signal: AbortSignal.timeout(30_000),
      cutOffAt: '2026-11-20T00:00:00.000Z',
    };
    if (phase === 'survey') {
      const located = await connector.locate(call, []);
      planned.set(storeId, await connector.plan(call, { right: 'deletion' }, located, []));
      return { tally: {} };
    }
    const work = planned.get(storeId);
    if (work === undefined) throw new Error(`Store ${storeId} was not surveyed.`);
    await (phase === 'execute' ? connector.apply(call, work) : connector.verify(call, work));
    return { tally: phase === 'verify' ? { deleted: 1 } : {} };
  };
}

/** The request as it stands in the books: newer than any workflow, so that no write waits for the other. */
function viewOf(requestId: RequestId): unknown {
  return {
    requestId,
    right: 'deletion',
    version: Number.MAX_SAFE_INTEGER,
    receivedAt: '2026-11-20T00:00:00.000Z',
    dataMapVersion: 'x',
  };
}

function mapOf(stores: number): DataMap {
  const text = { 'zh-CN': '测试', en: 'Test' };
  return {
    version: 'x',
    controller: {
      id: 'c',
      name: text,
      officer: text,
      contact: 'c@example.com',
      address: text,
      complaints: {},
    },
    purposes: [],
    processors: [],
    copies: [],
    stores: Array.from({ length: stores }, (_, index) =>
      storeMap({
        id: `store-${index}`,
        kind: 'postgres',
        timeoutMs: 30_000,
        collections: [collection('people', { fields: [field('name')] })],
      }),
    ),
  };
}

const step = { collection: 'people', action: 'delete', count: 1, promises: 'deleted' } as const;
const outcome: CollectionOutcome = { collection: 'people', code: 'deleted', count: 1 };

function connectorOf(store: StoreMap, isSilent: boolean, answersIn: number, seen: StoreSightings): Connector {
  const answer = async ({ signal }: StoreCall): Promise<void> => {
    if (answersIn > 0) await delay(answersIn, undefined, { signal });
  };
  return {
    store,
    probe: () => Promise.resolve([]),
    locate: () => Promise.resolve({ collections: [{ collection: 'people', keys: ['1'], ambiguous: 0 }] }),
    extract: async function* () {
      // Nobody asks these stores for copies.
    },
    plan: (_call, intent, located, identifiers): Promise<PlannedWork> =>
      Promise.resolve({
        steps: [step],
        scope: {
          intent,
          located,
          targets: [{ collection: 'people', action: 'delete', keys: ['1'] }],
          retained: {},
          identifiers,
        },
      }),
    apply: async (call) => {
      if (isSilent) return silence(call, seen);
      await answer(call);
      seen.applied += 1;
      seen.lastAppliedAt = performance.now();
      seen.firstAppliedAt ??= seen.lastAppliedAt;
      return { status: 'done', collections: [outcome] };
    },
    verify: async (call) => {
      await answer(call);
      seen.verified += 1;
      const proof = { kind: 'requery', at: '2026-11-20T00:00:00.000Z', remaining: 0 } as const;
      return { status: 'proven', collections: [outcome], proof };
    },
    close: () => Promise.resolve(),
  };
}

/** Answers nothing until the caller's time is over, as a connector to a hanging server does. */
function silence({ signal }: StoreCall, seen: StoreSightings): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => {
      seen.givenUpAt ??= performance.now();
      seen.appliedWhenGivenUp ??= seen.applied;
      reject(signal.reason instanceof Error ? signal.reason : new Error('given up'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
