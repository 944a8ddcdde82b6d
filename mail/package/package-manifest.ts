import { createHash } from 'node:crypto';
import { filled } from '../notices/phrases';
import type { DisclosedSet } from './disclosed-sets';
import { explainField, packagePhrases, retentionText } from './field-explanation';
import { fileOf, missingStores } from './package-index';
import type { PackageInput } from '../../domain/access-package';

/** One file of the package. */
export interface PackageFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The package's list of contents for machines: explanation of each field, counts, what is left out, checksums. */
export function packageManifest(
  input: PackageInput,
  sets: readonly DisclosedSet[],
  files: readonly PackageFile[],
): object {
  const { locale, controller } = input;
  const words = packagePhrases(locale);
  const missing = missingStores(input);
  return {
    format: 'habeas-access-package/1',
    caseNumber: input.requestId,
    generatedAt: input.generatedAt,
    language: locale,
    controller: {
      name: controller.name[locale],
      address: controller.address[locale],
      officer: controller.officer[locale],
      contact: controller.contact,
    },
    completeness: {
      complete: missing.length === 0,
      statement:
        missing.length === 0
          ? words.complete
          : filled(words.incomplete, { stores: missing.join(words.listJoin) }),
      notAnswering: missing,
    },
    stores: input.stores.map(({ store, outcome }) => ({
      id: store.id,
      title: store.title[locale],
      outcome: outcome.code,
      dataSets: sets.filter((set) => set.store.id === store.id).map((set) => dataSet(set, input)),
    })),
    files: files.map(({ path, bytes }) => ({
      path,
      bytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  };
}

function dataSet(set: DisclosedSet, input: PackageInput): object {
  const { collection } = set;
  const words = packagePhrases(input.locale);
  const { elements, retention } = collection;
  return {
    id: collection.id,
    title: collection.title[input.locale],
    file: set.records.length === 0 ? null : fileOf(set),
    records: set.records.length,
    withheld: set.withheld,
    withheldBecause: set.withheld === 0 ? null : filled(words.withheld, { count: set.withheld }),
    retention: {
      ground: retention?.ground ?? null,
      period: retention?.period ?? null,
      text: retentionText(collection, input.locale),
    },
    fields: [
      ...collection.fields.map((field) => explainField(field, field.name, input)),
      ...(elements?.fields ?? []).map((field) =>
        explainField(field, `${elements?.path ?? ''}.${field.name}`, input),
      ),
    ],
  };
}
