import type { Connector } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';

/** A disagreement between the data map and a store, as `probe` reports it. */
export type ProbeProblem = Awaited<ReturnType<Connector['probe']>>[number];

/** Every field of a collection that the map names for any reason, without those inside elements. */
export function mappedFields(collection: CollectionMap): readonly string[] {
  const { key, lookups, links, fields, retention, restrictionMarker, objection } = collection;
  const named = [
    key,
    ...lookups.map((lookup) => lookup.field),
    ...links.map((link) => link.field),
    ...fields.map((field) => field.name),
    retention?.from,
    restrictionMarker,
    objection?.field,
  ];
  return [...new Set(named.filter((name) => name !== undefined))];
}
