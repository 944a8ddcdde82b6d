import type {
  ExactRecord,
  ExactValue,
  KeptFile,
  KeptRecord,
  PackageInput,
  Withholding,
  WithholdingReason,
} from '../../domain/access-package';
import type { CollectionMap, FieldMap, StoreMap } from '../../domain/data-map';
import { elementPath, mappedValues } from '../../domain/mapped-record';
import { isPortable } from '../../domain/portable-field';

/** A record as it goes into the package, with the files beside it. */
export interface ShownRecord {
  readonly values: ExactRecord;
  readonly files: readonly KeptFile[];
}

/** What was counted while records were shown. */
export interface ShownCounts {
  readonly records: number;
  /** Values left out because they are another person's. */
  readonly withheld: number;
  /** Records and values that staff left out, by reason. */
  readonly byStaff: Readonly<Partial<Record<WithholdingReason, number>>>;
}

/** Decides what of each record of one collection goes into the package, and counts what does not. */
export interface RecordFilter {
  /** `undefined`: staff left the whole record out. */
  show(record: KeptRecord): ShownRecord | undefined;
  counts(): ShownCounts;
}

/** Fields of a collection that a package of this format may hold, those of elements with the path of their array. */
export function fieldsOfFormat(
  { format, purposes }: Pick<PackageInput, 'format' | 'purposes'>,
  collection: CollectionMap,
): readonly { readonly field: FieldMap; readonly path: string }[] {
  const all = [
    ...collection.fields.map((field) => ({ field, path: field.name })),
    ...(collection.elements?.fields ?? []).map((field) => ({ field, path: elementPath(collection, field) })),
  ];
  return format === 'access' ? all : all.filter(({ field }) => isPortable(field, purposes));
}

/** A filter by format, by the map's redaction, and by what staff withhold. */
export function recordFilter(
  input: Pick<PackageInput, 'format' | 'purposes' | 'withholdings'>,
  store: StoreMap,
  collection: CollectionMap,
): RecordFilter {
  const rules = rulesFor(input.withholdings, store, collection);
  const ofFormat = new Set(fieldsOfFormat(input, collection).map(({ path }) => path));
  const byStaff: Partial<Record<WithholdingReason, number>> = {};
  const note = (reason: WithholdingReason) => (byStaff[reason] = (byStaff[reason] ?? 0) + 1);
  let records = 0;
  let withheld = 0;
  const mayShow = (record: KeptRecord, field: FieldMap, path: string): boolean => {
    if (!ofFormat.has(path)) return false;
    if (field.redaction === 'withhold') {
      if (hasValue(record, path, collection)) withheld += 1;
      return false;
    }
    const rule = rules.find((one) => coversRecord(one, record) && coversPath(one, path));
    if (rule === undefined) return true;
    if (hasValue(record, path, collection)) note(rule.reason);
    return false;
  };
  return {
    show: (record) => {
      const whole = rules.find((one) => one.field === undefined && coversRecord(one, record));
      if (whole !== undefined) {
        note(whole.reason);
        return undefined;
      }
      records += 1;
      withheld += record.withheld;
      const shownPaths = new Set<string>();
      const choose = (field: FieldMap, path: string): boolean => {
        if (!mayShow(record, field, path)) return false;
        shownPaths.add(path);
        return true;
      };
      const all = {
        ...Object.fromEntries((record.files ?? []).map(({ field }) => [field, null])),
        ...record.values,
      };
      const values = mappedValues<ExactValue>(collection, all, choose, (value) => value as ExactValue);
      return { values, files: (record.files ?? []).filter(({ field }) => shownPaths.has(field)) };
    },
    counts: () => ({ records, withheld, byStaff }),
  };
}

/** What staff withhold of one collection. */
export function rulesFor(
  withholdings: readonly Withholding[],
  store: StoreMap,
  collection: CollectionMap,
): readonly Withholding[] {
  return withholdings.filter((one) => one.storeId === store.id && one.collection === collection.id);
}

function coversRecord({ record }: Withholding, { key }: KeptRecord): boolean {
  return record === undefined || record === key;
}

function coversPath({ field }: Withholding, path: string): boolean {
  return field !== undefined && (path === field || path.startsWith(`${field}.`));
}

function hasValue({ values, files = [] }: KeptRecord, path: string, { elements }: CollectionMap): boolean {
  const isThere = (value: ExactValue | undefined) => value !== undefined && value !== null;
  if (elements !== undefined && path.startsWith(`${elements.path}.`)) {
    const list = values[elements.path];
    const name = path.slice(elements.path.length + 1);
    return Array.isArray(list) && (list as readonly ExactRecord[]).some((element) => isThere(element[name]));
  }
  return isThere(values[path]) || files.some(({ field }) => field === path);
}
