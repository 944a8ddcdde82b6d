import { fileURLToPath } from 'node:url';
import type { ConnectorOptions } from '../../connectors';
import type { CallLimits } from '../../connectors/call-limits';
import { createRowConnector } from '../../connectors/rows/row-connector';
import type { Connector } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { changeShelf, readShelf } from './shelf-file';
import type { Shelf } from './shelf-file';
import { probeShelf, shelfRows } from './shelf-rows';

/**
 * A connector to a shelf: one JSON file with lists of records. `connection` is `file:///absolute/path.json`. Small enough
 * to be read in one sitting, and complete: `createRowConnector` brings planning, order, drift, repeats and proofs.
 */
export function createShelfConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const path = pathOf(store, connection);
  const reading = async <T>(
    { signal, within }: CallLimits,
    work: (shelf: Shelf) => Promise<T>,
  ): Promise<T> => {
    signal.throwIfAborted();
    return within(readShelf(store, path).then(work));
  };
  return createRowConnector(
    store,
    {
      probe: (limits) => reading(limits, (shelf) => Promise.resolve(probeShelf(store, shelf))),
      reading: (limits, work) => reading(limits, (shelf) => work(shelfRows(store, shelf))),
      // Every reading opens the file anew: nothing remembered, so nothing stale.
      readingAfresh: (limits, work) => reading(limits, (shelf) => work(shelfRows(store, shelf))),
      writing: async ({ signal, within }, work) => {
        signal.throwIfAborted();
        return within(changeShelf(store, path, (shelf) => work(shelfRows(store, shelf))));
      },
      close: () => Promise.resolve(),
    },
    options,
  );
}

function pathOf(store: StoreMap, connection: string): string {
  try {
    return fileURLToPath(connection);
  } catch {
    throw new StoreFailure(
      'wrongAddress',
      `Store ${store.id}: expected a connection like file:///path.json.`,
    );
  }
}
