import type { ExactRecord, ExactValue, KeptFile, KeptRecord } from '../../domain/access-package';
import type { DisclosedRecord } from '../../domain/connector';
import { collectionOf } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { elementPath, mappedValues } from '../../domain/mapped-record';
import { exactValue } from './exact-value';

/** A record as a line of text, with what it is sorted and counted by. Personal data. */
export interface KeptLine {
  /** Position of its collection in the data map. */
  readonly position: number;
  readonly key: string;
  /** JSON without line break. */
  readonly text: string;
  readonly withheld: number;
  /** See `KeptCollection.fields`. */
  readonly fields: readonly string[];
}

/** A line of the content: the collection, and the record. */
interface WrittenLine extends KeptRecord {
  readonly collection: string;
}

/**
 * The line of a record: exact values of mapped fields only.
 * @throws StoreFailure when the record belongs to no collection of the map.
 */
export function lineOf(store: StoreMap, record: DisclosedRecord, files: readonly KeptFile[]): KeptLine {
  const { collection, key, withheld } = record;
  const map = collectionOf(store, collection);
  const values = mappedValues<ExactValue>(map, record.values, () => true, exactValue);
  const written: WrittenLine = {
    collection,
    key,
    values,
    withheld,
    ...(files.length === 0 ? {} : { files }),
  };
  return keptLine(store, map, written, JSON.stringify(written));
}

/** The line as it was written. */
export function parseLine(store: StoreMap, text: string): KeptLine {
  const written = readRecord(text);
  return keptLine(store, collectionOf(store, written.collection), written, text);
}

/** The record of a line. */
export function readRecord(text: string): WrittenLine {
  // Written by `lineOf` and sealed since.
  return JSON.parse(text) as WrittenLine;
}

/** By collection in the order of the map, then by key; the text decides between equal keys, so that order is total. */
export function compareLines(a: KeptLine, b: KeptLine): number {
  if (a.position !== b.position) return a.position - b.position;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

function keptLine(store: StoreMap, map: CollectionMap, written: WrittenLine, text: string): KeptLine {
  const { key, values, withheld, files = [] } = written;
  const fields = [...fieldsWithValue(map, values), ...files.map(({ field }) => field)];
  return { position: store.collections.indexOf(map), key, text, withheld, fields };
}

function fieldsWithValue(map: CollectionMap, values: ExactRecord): string[] {
  const has = (value: ExactValue | undefined) => value !== undefined && value !== null;
  const own = map.fields.filter(({ name }) => has(values[name])).map(({ name }) => name);
  const list = map.elements === undefined ? undefined : values[map.elements.path];
  if (!Array.isArray(list)) return own;
  const elements = list as readonly ExactRecord[];
  const inElements = (map.elements?.fields ?? []).filter(({ name }) =>
    elements.some((element) => has(element[name])),
  );
  return [...own, ...inElements.map((field) => elementPath(map, field))];
}
