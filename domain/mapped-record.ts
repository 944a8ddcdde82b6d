import type { CollectionMap, FieldMap } from './data-map';

/** Decides about one field; its path is that of the array too when it stands in an element. */
export type FieldChoice = (field: FieldMap, path: string) => boolean;

/** Path of a field within elements, as the package and staff name it. */
export function elementPath({ elements }: CollectionMap, field: FieldMap): string {
  return `${elements?.path ?? ''}.${field.name}`;
}

/**
 * The chosen mapped fields of a record, in the order of the map. What the map does not name is left out, whatever a store
 * handed over; so is everything in elements that are no objects.
 */
export function mappedValues<T>(
  collection: CollectionMap,
  values: Readonly<Record<string, unknown>>,
  choose: FieldChoice,
  convert: (value: unknown) => T,
): Readonly<Record<string, T | readonly Readonly<Record<string, T>>[]>> {
  const own = collection.fields
    .filter((field) => Object.hasOwn(values, field.name) && choose(field, field.name))
    .map(({ name }): [string, T] => [name, convert(values[name])]);
  const { elements } = collection;
  if (elements === undefined || !Object.hasOwn(values, elements.path)) return Object.fromEntries(own);
  const fields = elements.fields.filter((field) => choose(field, elementPath(collection, field)));
  const list: unknown = values[elements.path];
  const shown = (Array.isArray(list) ? list : [])
    .filter(isObject)
    .map((element) =>
      Object.fromEntries(
        fields
          .filter(({ name }) => Object.hasOwn(element, name))
          .map(({ name }): [string, T] => [name, convert(element[name])]),
      ),
    );
  return Object.fromEntries<T | readonly Readonly<Record<string, T>>[]>([
    ...own,
    ...(fields.length === 0 ? [] : [[elements.path, shown] as const]),
  ]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
