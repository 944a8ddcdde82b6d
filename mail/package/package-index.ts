import type { PackageInput, StoreDisclosure } from '../../domain/access-package';
import type { CollectionMap } from '../../domain/data-map';
import { momentInWords } from '../local-dates';
import { filled } from '../notices/phrases';
import type { Templates } from '../template-engine';
import { explainField, packagePhrases, retentionText } from './field-explanation';
import type { FinishedPart } from './package-part';
import { pathsOf } from './package-paths';
import { fieldsOfFormat } from './shown-records';
import type { ToldStores } from './told-stores';

/** Name of the page's template. */
export const indexTemplate = 'index.njk';

/** Writes the page from which everything else is reached: what is there, what is not, and what each field means. */
export function indexPage(
  input: PackageInput,
  parts: readonly FinishedPart[],
  told: ToldStores,
  templates: Templates,
): string {
  const { locale, controller } = input;
  const words = packagePhrases(locale);
  const withheld = parts.reduce((sum, part) => sum + part.withheld, 0);
  return templates.render(indexTemplate, {
    locale,
    words,
    caseNumber: input.requestId,
    intro: filled(words.intro, { case: input.requestId, controller: controller.name[locale] }),
    portability: input.format === 'portability' ? words.portability : '',
    generated: momentInWords(input.generatedAt, input.zone, locale),
    controller: {
      name: controller.name[locale],
      address: controller.address[locale],
      officer: controller.officer[locale],
      contact: controller.contact,
    },
    complaints: input.regimes.flatMap((regime) => controller.complaints[regime]?.[locale] ?? []),
    completeness: told.sentences,
    withheld: [
      withheld === 0 ? words.noneWithheld : filled(words.withheld, { count: withheld }),
      ...parts.flatMap((part) => staffSentences(part, input)),
    ],
    stores: input.stores.map((disclosure, index) =>
      storeView(disclosure, told.statements[index] ?? [], parts, input),
    ),
  });
}

/** What staff left out of a data set and why, in words. */
export function staffSentences({ byStaff }: FinishedPart, { locale }: PackageInput): string[] {
  const words = packagePhrases(locale);
  return Object.entries(byStaff).map(([reason, count]) =>
    filled(words.withheldByStaff, {
      count,
      reason: words.withholdingReasons[reason as keyof typeof words.withholdingReasons],
    }),
  );
}

function storeView(
  { store }: StoreDisclosure,
  statements: readonly { readonly title: string; readonly text: string }[],
  parts: readonly FinishedPart[],
  input: PackageInput,
): unknown {
  const { locale } = input;
  const words = packagePhrases(locale);
  const sets = store.collections.map((collection) => ({
    collection,
    part: parts.find((part) => part.storeId === store.id && part.collection === collection.id),
  }));
  const empty = sets
    .filter(({ part }) => part === undefined)
    .map(({ collection }) => collection.title[locale]);
  return {
    title: store.title[locale],
    statements,
    sets: sets.flatMap(({ collection, part }) =>
      part === undefined ? [] : [setView(part, store, collection, input)],
    ),
    empty: empty.length === 0 ? '' : filled(words.noRecords, { sets: empty.join(words.listJoin) }),
  };
}

function setView(
  part: FinishedPart,
  store: StoreDisclosure['store'],
  collection: CollectionMap,
  input: PackageInput,
): unknown {
  const { locale } = input;
  const words = packagePhrases(locale);
  const paths = pathsOf(store, collection);
  const left = fieldsLeftOut(input, collection);
  return {
    anchor: `${store.id}-${collection.id}`,
    title: collection.title[locale],
    count: filled(words.records, { count: part.records }),
    withheld: [
      ...(part.withheld === 0 ? [] : [filled(words.withheld, { count: part.withheld })]),
      ...staffSentences(part, input),
    ],
    notPortable: left.length === 0 ? '' : filled(words.notPortable, { fields: left.join(words.listJoin) }),
    files: part.tracks
      .flatMap(({ files }) => files.map(({ path }) => path))
      .filter((path) => path.startsWith('data/')),
    pages: Array.from({ length: part.pages }, (_, index) => ({
      path: paths.page(index + 1),
      title: filled(words.page, { page: index + 1 }),
    })),
    retention: retentionText(collection, locale),
    fields: fieldsOfFormat(input, collection).map(({ field, path }) =>
      fieldView(explainField(field, path, input), words),
    ),
  };
}

function fieldView(
  explained: ReturnType<typeof explainField>,
  words: ReturnType<typeof packagePhrases>,
): unknown {
  const listed = (items: readonly string[]) =>
    items.length === 0 ? words.nobody : items.join(words.listJoin);
  return {
    title: explained.title,
    cells: [
      { label: words.column.category, text: explained.category },
      { label: words.column.purposes, text: listed(explained.purposes) },
      { label: words.column.source, text: explained.source },
      { label: words.column.recipients, text: listed(explained.recipients) },
    ],
  };
}

/** Titles of fields that the form does not take. */
export function fieldsLeftOut(input: PackageInput, collection: CollectionMap): string[] {
  const taken = new Set(fieldsOfFormat(input, collection).map(({ field }) => field));
  return [...collection.fields, ...(collection.elements?.fields ?? [])]
    .filter((field) => !taken.has(field))
    .map(({ title }) => title[input.locale]);
}
