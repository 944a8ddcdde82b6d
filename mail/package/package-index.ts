import { dateInWords, momentInWords } from '../local-dates';
import { filled } from '../notices/phrases';
import type { Templates } from '../template-engine';
import { visibleText } from '../visible-text';
import type { DisclosedSet, SetRecord } from './disclosed-sets';
import type { ExactValue } from './exact-value';
import { explainField, packagePhrases, retentionText } from './field-explanation';
import type { PackageInput } from '../../domain/access-package';

/** Rows shown on the page per data set; the rest is in its file. */
const rowsShown = 500;

/** Name of the page's template. */
export const indexTemplate = 'index.njk';

/** Why the package may not hold everything: the stores without a usable answer, by title. Empty when it does. */
export function missingStores(input: PackageInput): string[] {
  // Any other code than these two means that the store did not say all it holds.
  const unclear = input.stores.filter(({ outcome }) => !['disclosed', 'notFound'].includes(outcome.code));
  return [...input.notAnswering, ...unclear.map(({ store }) => store)].map(
    ({ title }) => title[input.locale],
  );
}

/** Where a data set's file lies in the package. Ids of the data map only, never a value. */
export function fileOf(set: DisclosedSet): string {
  return `data/${set.store.id}/${set.collection.id}.json`;
}

/** Writes the readable page. */
export function indexPage(input: PackageInput, sets: readonly DisclosedSet[], templates: Templates): string {
  const { locale, controller } = input;
  const words = packagePhrases(locale);
  const missing = missingStores(input);
  const withheld = sets.reduce((sum, set) => sum + set.withheld, 0);
  return templates.render(indexTemplate, {
    locale,
    words,
    caseNumber: input.requestId,
    intro: filled(words.intro, { case: input.requestId, controller: controller.name[locale] }),
    generated: momentInWords(input.generatedAt, input.zone, locale),
    controller: {
      name: controller.name[locale],
      address: controller.address[locale],
      officer: controller.officer[locale],
      contact: controller.contact,
    },
    complaints: input.regimes.flatMap((regime) => controller.complaints[regime]?.[locale] ?? []),
    completeness:
      missing.length === 0
        ? words.complete
        : filled(words.incomplete, { stores: missing.join(words.listJoin) }),
    withheld: withheld === 0 ? words.noneWithheld : filled(words.withheld, { count: withheld }),
    stores: input.stores.map(({ store }) =>
      storeView(
        store.title[locale],
        sets.filter((set) => set.store.id === store.id),
        input,
      ),
    ),
  });
}

function storeView(title: string, sets: readonly DisclosedSet[], input: PackageInput): unknown {
  const words = packagePhrases(input.locale);
  const holds = (set: DisclosedSet) => set.records.length > 0 || set.withheld > 0;
  const empty = sets.filter((set) => !holds(set)).map((set) => set.collection.title[input.locale]);
  return {
    title,
    sets: sets.filter(holds).map((set) => setView(set, input)),
    empty: empty.length === 0 ? '' : filled(words.noRecords, { sets: empty.join(words.listJoin) }),
  };
}

function setView(set: DisclosedSet, input: PackageInput): unknown {
  const { locale } = input;
  const words = packagePhrases(locale);
  const { collection, records } = set;
  const listed = (items: readonly string[]) =>
    items.length === 0 ? words.nobody : items.join(words.listJoin);
  const elements = collection.elements?.fields ?? [];
  const shown = records.slice(0, rowsShown);
  return {
    anchor: `${set.store.id}-${collection.id}`,
    title: collection.title[locale],
    count: filled(words.records, { count: records.length }),
    withheld: set.withheld === 0 ? '' : filled(words.withheld, { count: set.withheld }),
    file: records.length === 0 ? '' : fileOf(set),
    retention: retentionText(collection, locale),
    fields: [...collection.fields, ...elements].map((field) => {
      const explained = explainField(field, field.name, input);
      return {
        title: explained.title,
        cells: [
          { label: words.column.category, text: explained.category },
          { label: words.column.purposes, text: listed(explained.purposes) },
          { label: words.column.source, text: explained.source },
          { label: words.column.recipients, text: listed(explained.recipients) },
        ],
      };
    }),
    heads: [
      ...collection.fields.map((field) => field.title[locale]),
      ...(collection.elements === undefined ? [] : [words.yourRecords]),
    ],
    rows: shown.map((record) => rowCells(record, set, input)),
    capped:
      shown.length === records.length
        ? ''
        : filled(words.capped, { shown: shown.length, count: records.length, file: fileOf(set) }),
  };
}

function rowCells(record: SetRecord, { collection }: DisclosedSet, input: PackageInput): unknown[] {
  const { locale } = input;
  const cells: unknown[] = collection.fields.map((field) => ({
    label: field.title[locale],
    // Not the same as empty: a record of somebody else in which the person wrote discloses none of its own fields.
    text: Object.hasOwn(record, field.name)
      ? shownValue(record[field.name] ?? null, input)
      : packagePhrases(locale).notGiven,
    entries: [],
  }));
  if (collection.elements === undefined) return cells;
  const list = record[collection.elements.path];
  const entries = (Array.isArray(list) ? (list as readonly SetRecord[]) : []).map((element) =>
    (collection.elements?.fields ?? []).map((field) => ({
      label: field.title[locale],
      text: shownValue(element[field.name] ?? null, input),
    })),
  );
  return [...cells, { label: packagePhrases(locale).yourRecords, text: '', entries }];
}

/** A value for reading: dates in words, no hidden characters; exact values are in the file. */
function shownValue(value: ExactValue, { locale, zone }: PackageInput): string {
  const words = packagePhrases(locale);
  if (value === null || value === '') return words.empty;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return visibleText(JSON.stringify(value));
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dateInWords(value, locale);
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value)))
    return momentInWords(value, zone, locale);
  return value.split(/\r?\n/).map(visibleText).join('\n');
}
