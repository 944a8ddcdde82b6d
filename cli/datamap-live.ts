import { randomBytes } from 'node:crypto';
import { createConnector } from '../connectors';
import { sketchedKinds, sketchStore } from '../connectors/sketch/sketch-store';
import type { MapPath } from '../datamap/cross-checks';
import type { DataMapProblem } from '../datamap/data-map-error';
import type { CheckedDataMap } from '../datamap/load';
import { probeWords } from '../datamap/probe-words';
import type { ProbeWeight } from '../datamap/probe-words';
import type { Unmapped } from '../datamap/unmapped';
import { unmappedIn } from '../datamap/unmapped';
import { StoreFailure } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';

/** Where a store is not as the map says. */
export interface LiveProblem extends DataMapProblem {
  readonly code: string;
  readonly weight: ProbeWeight;
  readonly store: string;
}

/** Asks every store of the map, or the one named, and tells of each on the way. */
export async function askStores(
  checked: CheckedDataMap,
  only: string | undefined,
  quiet: boolean,
): Promise<readonly LiveProblem[]> {
  const problems: LiveProblem[] = [];
  for (const [index, store] of checked.map.stores.entries()) {
    if (only !== undefined && store.id !== only) continue;
    if (!quiet) process.stderr.write(`${store.id} (${store.kind}) … `);
    const found = await askStore(checked, store, index);
    if (!quiet) process.stderr.write(found.length === 0 ? 'as the map says\n' : `${found.length} found\n`);
    problems.push(...found);
  }
  return problems;
}

async function askStore(
  checked: CheckedDataMap,
  store: StoreMap,
  index: number,
): Promise<readonly LiveProblem[]> {
  const at: MapPath = ['stores', index];
  const finding = (code: string, place: MapPath, name: string): LiveProblem => {
    const { problem, repair, weight } = probeWords(code, name);
    const [located] = checked.problemsAt([{ at: place, problem, repair }]);
    if (located === undefined) throw new Error('A finding has a place.');
    return { ...located, code, weight, store: store.id };
  };
  const connection = store.connection === '' ? '' : process.env[store.connection];
  if (connection === undefined || (connection === '' && store.connection !== ''))
    return [finding('noConnection', [...at, 'connection'], store.connection)];
  try {
    const connector = createConnector(store, connection, { erasureKey: randomBytes(32) });
    try {
      const probed = await connector.probe(AbortSignal.timeout(store.timeoutMs));
      const unmapped = probed.some(({ code }) => code === 'noTable')
        ? []
        : await unmappedOf(store, connection);
      return [
        ...probed.map(({ code, collection, field }) =>
          finding(code, placeOf(store, at, collection, field), field ?? collection ?? store.id),
        ),
        ...unmapped.map(({ code, collection, name }) =>
          finding(code, placeOf(store, at, collection, undefined), name),
        ),
      ];
    } finally {
      await connector.close();
    }
  } catch (error) {
    // Failures of connectors name no connection and no value; whatever else went wrong might.
    const code = error instanceof StoreFailure ? error.kind : 'failed';
    return [finding(code, at, store.id)];
  }
}

/** What the store itself names and the map does not; only of kinds that can say. */
async function unmappedOf(store: StoreMap, connection: string): Promise<readonly Unmapped[]> {
  if (!sketchedKinds.some((kind) => kind === store.kind)) return [];
  const sketch = await sketchStore(connection, { lookAtValues: false, onProgress: () => undefined });
  return unmappedIn(store, sketch);
}

function placeOf(
  store: StoreMap,
  at: MapPath,
  collectionId: string | undefined,
  field: string | undefined,
): MapPath {
  const index = store.collections.findIndex(({ id }) => id === collectionId);
  if (index < 0) return at;
  const place = [...at, 'collections', index];
  const fieldIndex = store.collections[index]?.fields.findIndex(({ name }) => name === field) ?? -1;
  return fieldIndex < 0 ? place : [...place, 'fields', fieldIndex];
}
