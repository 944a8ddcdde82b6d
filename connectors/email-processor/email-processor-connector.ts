import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';
import { createManualConnector } from '../manual/manual-connector';
import { personOf } from '../rows/person';

/**
 * Connector to a processor that takes requests by letter only. It finds and changes nothing; every right becomes one letter
 * to the processor's mailbox and one task, in which staff write down what it answered. The scope keeps the identifiers that
 * the letter may name: sole ones of the kinds that the data map looks up there, and no other. `connection` is not used.
 */
export function createEmailProcessorConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const byHand = createManualConnector(store, connection, options);
  const kinds = store.collections.flatMap(({ lookups }) => lookups.map(({ kind }) => kind));
  return {
    ...byHand,
    plan: async (call, intent, located, identifiers) => {
      const known = personOf(identifiers).identifiers;
      const named = known.filter(({ kind, sharing }) => sharing === 'sole' && kinds.includes(kind));
      return byHand.plan(call, intent, located, named);
    },
  };
}
