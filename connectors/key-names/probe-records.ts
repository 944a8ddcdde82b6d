import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { mappedFields } from '../rows/mapped-fields';
import type { ProbeProblem } from '../rows/mapped-fields';
import type { RowReader } from '../rows/row-store';

/** Records of one collection that a probe looks at. */
const mostRecords = 1_000;

/**
 * Compares the map with a store that has no schema: a field counts as there when any of the first records has it. Codes:
 * `noTable` (no name in the store fits the pattern), `noField`, `noElements`. A restriction marker appears with its use.
 */
export async function probeRecords(store: StoreMap, reader: RowReader): Promise<readonly ProbeProblem[]> {
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
    if (seen >= mostRecords || (seen > 0 && found.size === wanted.length)) break;
  }
  if (seen === 0) return [{ code: 'noTable', collection: id }];
  return wanted
    .filter((field) => !found.has(field))
    .map((field) => ({ code: field === elements?.path ? 'noElements' : 'noField', collection: id, field }));
}
