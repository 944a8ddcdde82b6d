import type { Connector, DisclosedRecord, Identifier, Located, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { callLimits } from '../call-limits';
import type { ConnectorOptions } from '../connector-options';
import { clockOf } from '../connector-options';
import { EffectRefused, refusedAnswer } from '../rows/effect-refused';
import { orderEffects, verifyEffects } from './order-effect';
import { planSubscription } from './plan-subscription';
import { createProcessorSender } from './processor-http';
import { locatedSubscribers, searchSubscribers, subscribersOf } from './subscriber-search';

/**
 * Connector to a processor with an HTTP API: `GET /v1/subscribers?customerNumber=|email=`, `POST /v1/erasures`,
 * `GET /v1/erasures/{id}`, `POST /v1/rectifications`, `POST /v1/suppressions` (docs/connectors.md). `connection` is
 * `http://:API-KEY@host:port`. Whatever it answers is checked: it is somebody else's machine.
 */
export function createHttpProcessorConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const now = clockOf(options);
  const send = createProcessorSender(store, connection);
  const limited = (signal: AbortSignal) => callLimits(store, signal);
  const search = (signal: AbortSignal, identifiers: readonly Identifier[]) =>
    searchSubscribers(send, store, limited(signal), identifiers);
  return {
    store,
    probe: async (signal) => {
      subscribersOf(store);
      // An address that nobody can have: asks for reachability, key and shape of the answer.
      await search(signal, [{ kind: 'email', value: 'probe@invalid', sharing: 'sole' }]);
      return [];
    },
    locate: async (call, identifiers) => locatedSubscribers(store, await search(call.signal, identifiers)),
    extract: (call, located, identifiers) => records(store, search, call, located, identifiers),
    plan: async (call, intent, located, identifiers) => {
      const { found } = await search(call.signal, identifiers);
      return planSubscription(store, intent, located, found);
    },
    apply: async (call, work) => {
      try {
        return await orderEffects({ store, send, limits: limited(call.signal) }, call, work);
      } catch (error) {
        if (error instanceof EffectRefused) return refusedAnswer(work, error.reason);
        throw error;
      }
    },
    verify: (call, work, receipt) =>
      verifyEffects({ store, send, limits: limited(call.signal) }, work, receipt, now()),
    close: () => Promise.resolve(),
  };
}

async function* records(
  store: StoreMap,
  search: (signal: AbortSignal, identifiers: readonly Identifier[]) => ReturnType<typeof searchSubscribers>,
  call: StoreCall,
  located: Located,
  identifiers: readonly Identifier[],
): AsyncIterable<DisclosedRecord> {
  const collection = subscribersOf(store);
  const keys = located.collections.find((one) => one.collection === collection.id)?.keys ?? [];
  if (keys.length === 0) return;
  const { found } = await search(call.signal, identifiers);
  for (const { key, subscriber } of found) {
    if (!keys.includes(key)) continue;
    const values = collection.fields.map(({ name }) => [name, subscriber[name] ?? null] as const);
    yield { collection: collection.id, key, values: Object.fromEntries(values), withheld: 0 };
  }
  if (keys.some((key) => !found.some((one) => one.key === key)))
    throw new StoreFailure(
      'drift',
      `Store ${store.id} (processor) no longer holds a record that was located.`,
    );
}
