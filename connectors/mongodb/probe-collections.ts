import type { Db } from 'mongodb';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { mappedFields } from '../rows/mapped-fields';
import type { ProbeProblem } from '../rows/mapped-fields';
import type { OperationLimits } from './mongodb-rows';
import { missingCollections } from './mongodb-session';

/**
 * Compares the map with the database. Documents have no schema: a field counts as there when any document has it, and
 * an empty collection is not asked. Codes: `noTable`, `noField`. A restriction marker appears with its first use.
 */
export async function probeCollections(
  store: StoreMap,
  db: Db,
  limits: OperationLimits,
): Promise<readonly ProbeProblem[]> {
  const missing = await missingCollections(store, db, limits.signal);
  const problems: ProbeProblem[] = missing.map((collection) => ({ code: 'noTable', collection }));
  for (const collection of store.collections)
    if (!missing.includes(collection.id)) problems.push(...(await probeFields(db, collection, limits)));
  return problems;
}

async function probeFields(
  db: Db,
  collection: CollectionMap,
  limits: OperationLimits,
): Promise<readonly ProbeProblem[]> {
  const source = db.collection(collection.source);
  const { elements, restrictionMarker } = collection;
  const inside =
    elements === undefined
      ? []
      : [elements.key, elements.owner.field, ...elements.fields.map((field) => field.name)].map(
          (name) => `${elements.path}.${name}`,
        );
  if ((await source.findOne({}, { projection: { _id: 1 }, ...limits })) === null) return [];
  const problems: ProbeProblem[] = [];
  for (const field of [...mappedFields(collection), ...new Set(inside)]) {
    if (field === restrictionMarker) continue;
    const found = await source.findOne({ [field]: { $exists: true } }, { projection: { _id: 1 }, ...limits });
    if (found === null) problems.push({ code: 'noField', collection: collection.id, field });
  }
  return problems;
}
