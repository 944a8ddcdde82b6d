import type { Connector, DisclosedRecord, Identifier, Located } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { callLimits } from '../call-limits';
import type { ConnectorOptions } from '../connector-options';
import { clockOf } from '../connector-options';
import { EffectRefused, refusedAnswer } from '../rows/effect-refused';
import { orderEffects } from './order-effect';
import { planRecords } from './plan-records';
import { failWith } from './processor-failure';
import { createProcessorSender } from './processor-http';
import { fieldOf, findsCanary, locatedRecords, recordsOf, searchRecords } from './record-search';
import type { ProcessorDesk } from './record-search';
import { verifyEffects } from './verify-effect';

/**
 * Connector to a processor with an HTTP interface of its own, which the data map describes (`http:`, docs/data-map.md).
 * `connection` holds its address and all secrets (docs/connectors.md). Whatever it answers is checked: it is somebody
 * else's machine.
 */
export function createHttpProcessorConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const now = clockOf(options);
  const protocol = store.http;
  if (protocol === undefined)
    throw failWith(store)('wrongAddress', 'has no section http: in the data map that says how it works');
  const send = createProcessorSender(store, protocol, connection, now);
  const callbacks = options.callbacks === undefined ? {} : { callbacks: options.callbacks };
  const deskOf = (signal: AbortSignal) => ({
    store,
    protocol,
    send,
    limits: callLimits(store, signal),
    ...callbacks,
  });
  const asked = new Map<string, number>();
  return {
    store,
    probe: (signal) => probe(deskOf(signal)),
    locate: async ({ signal }, identifiers, assigned) =>
      locatedRecords(store, await searchRecords(deskOf(signal), identifiers, assigned), assigned),
    extract: ({ signal }, located, identifiers) => records(deskOf(signal), located, identifiers),
    plan: async ({ signal }, intent, located, identifiers) => {
      const { found } = await searchRecords(deskOf(signal), identifiers, located.assigned);
      return planRecords(store, protocol, intent, located, found);
    },
    apply: async (call, work) => {
      try {
        return await orderEffects(deskOf(call.signal), call, work);
      } catch (error) {
        if (error instanceof EffectRefused) return refusedAnswer(work, error.reason);
        throw error;
      }
    },
    verify: ({ signal }, work, receipt) => verifyEffects({ ...deskOf(signal), asked }, work, receipt, now()),
    close: () => Promise.resolve(),
  };
}

/** Asks for the store's canary, or else for somebody whom nobody can be: reachability, key and shape of the answer. */
async function probe(desk: ProcessorDesk): Promise<readonly { code: string; collection: string }[]> {
  const { store, protocol } = desk;
  const collection = recordsOf(store).id;
  if (store.canary !== undefined)
    return (await findsCanary(desk)) ? [] : [{ code: 'canaryMissing', collection }];
  const [first = 'email'] = protocol.search.by;
  const kind = protocol.search.by.includes('email') ? 'email' : first;
  const value =
    kind === 'email' ? 'probe@nobody.invalid' : kind === 'phone' ? '+10000000000' : 'PROBE-NOBODY';
  await searchRecords(desk, [{ kind, value, sharing: 'sole' }]);
  return [];
}

async function* records(
  desk: ProcessorDesk,
  located: Located,
  identifiers: readonly Identifier[],
): AsyncIterable<DisclosedRecord> {
  const collection = recordsOf(desk.store);
  const keys = located.collections.find((one) => one.collection === collection.id)?.keys ?? [];
  if (keys.length === 0) return;
  const { found } = await searchRecords(desk, identifiers, located.assigned);
  for (const { key, record } of found) {
    if (!keys.includes(key)) continue;
    const values = collection.fields.map(({ name }) => [name, fieldOf(record, name) ?? null] as const);
    yield { collection: collection.id, key, values: Object.fromEntries(values), withheld: 0 };
  }
  if (keys.some((key) => !found.some((one) => one.key === key)))
    throw new StoreFailure(
      'drift',
      `Store ${desk.store.id} (processor) no longer holds a record that was located.`,
    );
}
