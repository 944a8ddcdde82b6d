import type { FieldChange, StoreIntent } from '../../domain/connector';
import type { DataMap, FieldMap, StoreMap } from '../../domain/data-map';
import type { IntakeClaims } from '../../domain/ports';
import type { Right } from '../../domain/right';

/** What a request asks of one store, or `undefined` when the store is not concerned. */
export function storeIntent(
  map: DataMap,
  store: StoreMap,
  right: Right,
  claims: IntakeClaims,
): StoreIntent | undefined {
  switch (right) {
    case 'access':
    case 'deletion':
      return { right };
    case 'restriction':
      return { right, lift: false };
    case 'objection':
      return servesAny(store, claims.purposes ?? [])
        ? { right, purposes: claims.purposes ?? [], lift: false }
        : undefined;
    case 'correction': {
      const changes = changesFor(map, store, claims);
      return changes.length === 0 ? undefined : { right, changes };
    }
  }
}

/** True when anything in the store is processed for one of these purposes. */
function servesAny(store: StoreMap, purposes: readonly string[]): boolean {
  return store.collections.some(({ fields }) =>
    fields.some((field) => field.purposes.some((purpose) => purposes.includes(purpose))),
  );
}

/** The stores that a request concerns, in the order of the data map: batches address them by position. */
export function concernedStores(map: DataMap, right: Right, claims: IntakeClaims): StoreMap[] {
  return map.stores.filter((store) => storeIntent(map, store, right, claims) !== undefined);
}

/** Changes asked of this store itself, and those that it must follow because it receives the field. */
function changesFor(map: DataMap, store: StoreMap, claims: IntakeClaims): FieldChange[] {
  return (claims.changes ?? []).flatMap((change) => {
    const [storeId, collection, ...path] = change.field.split('.');
    if (storeId === undefined || collection === undefined) return [];
    const field = path.join('.');
    if (storeId === store.id) return [{ collection, field, newValue: change.newValue }];
    const origin = fieldOf(map, storeId, collection, field);
    return origin === undefined ? [] : followingChanges(store, origin, change.newValue);
  });
}

/** Recipients are told of a correction (PIPL art 46, GDPR art 19): their copy of the field changes as well. */
function followingChanges(store: StoreMap, origin: FieldMap, newValue: string): FieldChange[] {
  if (!origin.recipients.includes(store.owner)) return [];
  return store.collections.flatMap((collection) =>
    collection.fields
      .filter((field) => field.correctable && isSameKind(field, origin))
      .map((field) => ({ collection: collection.id, field: field.name, newValue })),
  );
}

function isSameKind(a: FieldMap, b: FieldMap): boolean {
  return a.identity === undefined ? a.name === b.name : a.identity === b.identity;
}

function fieldOf(map: DataMap, storeId: string, collection: string, field: string): FieldMap | undefined {
  return map.stores
    .find((store) => store.id === storeId)
    ?.collections.find((candidate) => candidate.id === collection)
    ?.fields.find((candidate) => candidate.name === field);
}
