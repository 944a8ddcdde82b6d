import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { mappedFields } from '../rows/mapped-fields';
import type { ProbeProblem } from '../rows/mapped-fields';
import type { RowReader } from '../rows/row-store';

/** Keys of one collection that a probe looks at. */
const mostKeys = 1_000;

/**
 * Compares the map with the database. Keys have no schema: a field counts as there when any of the first keys has it.
 * Codes: `noTable` (no key fits the pattern), `noField`, `noElements`. A restriction marker appears with its first use.
 */
export async function probeKeys(store: StoreMap, reader: RowReader): Promise<readonly ProbeProblem[]> {
  const problems: ProbeProblem[] = [];
  for (const collection of store.collections) problems.push(...(await probeCollection(reader, collection)));
  return problems;
}

async function probeCollection(
  reader: RowReader,
  collection: CollectionMap,
): Promise<readonly ProbeProblem[]> {
  const { id, elements, restrictionMarker, key } = collection;
  const fields = mappedFields(collection).filter((field) => field !== restrictionMarker && field !== key);
  const wanted = elements === undefined ? fields : [...fields, elements.path];
  const found = new Set<string>();
  let seen = 0;
  for await (const rows of reader.pages(collection, wanted)) {
    seen += rows.length;
    for (const row of rows) for (const field of wanted) if (row.values[field] !== undefined) found.add(field);
    if (seen >= mostKeys || (seen > 0 && found.size === wanted.length)) break;
  }
  if (seen === 0) return [{ code: 'noTable', collection: id }];
  return wanted
    .filter((field) => !found.has(field))
    .map((field) => ({ code: field === elements?.path ? 'noElements' : 'noField', collection: id, field }));
}
