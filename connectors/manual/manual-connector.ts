import type { Connector, PlannedWork, StoreIntent } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';

/**
 * Connector to a store without a machine: a paper archive. It finds and changes nothing; every right becomes one task
 * for staff per collection, whose completion (with witnesses) is proven elsewhere. `connection` is not used.
 */
export function createManualConnector(
  store: StoreMap,
  _connection: string,
  _options: ConnectorOptions,
): Connector {
  return {
    store,
    probe: () => Promise.resolve([]),
    locate: async (call) => {
      call.signal.throwIfAborted();
      return Promise.resolve({ collections: [] });
    },
    extract: () => nothing(),
    plan: async (call, intent, located, identifiers) => {
      call.signal.throwIfAborted();
      return Promise.resolve({
        ...tasksOf(store, intent),
        scope: { ...tasksOf(store, intent).scope, located, identifiers },
      });
    },
    apply: async (call, work) => {
      call.signal.throwIfAborted();
      if (work.steps.some(({ action }) => action !== 'manual'))
        throw new StoreFailure('refused', `Store ${store.id} (manual) takes manual steps only.`);
      return Promise.resolve({ status: 'pending', receipt: call.operationId });
    },
    verify: async (call) => {
      call.signal.throwIfAborted();
      return Promise.resolve({ status: 'pending' });
    },
    close: () => Promise.resolve(),
  };
}

function tasksOf(store: StoreMap, intent: StoreIntent): PlannedWork {
  const targets = store.collections.map(({ id }) => ({
    collection: id,
    action: 'manual' as const,
    keys: [],
  }));
  return {
    steps: targets.map(({ collection, action }) => ({
      collection,
      action,
      count: 1,
      promises: 'manualPending',
    })),
    scope: { intent, located: { collections: [] }, targets, retained: {}, identifiers: [] },
  };
}

async function* nothing(): AsyncGenerator<never> {
  // A paper file is copied by hand.
}
