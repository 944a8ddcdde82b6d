import type { PackageInput, StoreDisclosure } from '../../domain/access-package';
import type { CollectionMap } from '../../domain/data-map';
import type { StoreClaims } from '../notices/claims';
import { filled } from '../notices/phrases';
import { explainField, packagePhrases, retentionText } from './field-explanation';
import type { PackedFile } from './package-file';
import { fieldsLeftOut, staffSentences } from './package-index';
import type { FinishedPart } from './package-part';
import { portabilityForm } from './portability-file';
import { fieldsOfFormat } from './shown-records';
import type { ToldStores } from './told-stores';

/** The package's list of contents for machines: explanation of each field, counts, what is left out, checksums. */
export function packageManifest(
  input: PackageInput,
  parts: readonly FinishedPart[],
  told: ToldStores,
  files: readonly PackedFile[],
): object {
  const { locale, controller, format } = input;
  return {
    format: format === 'access' ? 'habeas-access-package/2' : `${portabilityForm}-package`,
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
      complete: told.complete,
      statement: told.sentences.join(locale === 'en' ? ' ' : ''),
      notAnswering: told.notAnswering,
      keptBack: told.keptBack,
    },
    stores: input.stores.map((disclosure, index) => ({
      id: disclosure.store.id,
      title: disclosure.store.title[locale],
      outcome: disclosure.outcome.code,
      statements: statementsOf(told.claims[index], told.statements[index] ?? []),
      dataSets: dataSets(disclosure, parts, input),
    })),
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  };
}

/** What is said of a store, in codes and in the words of the letter. */
function statementsOf(
  store: StoreClaims | undefined,
  views: readonly { readonly title: string; readonly text: string }[],
): object[] {
  return (store?.claims ?? []).map((claim, index) => ({
    dataSet: claim.collection ?? null,
    outcome: claim.code,
    standing: claim.standing,
    count: claim.count ?? null,
    until: claim.until ?? null,
    ground: claim.groundCode ?? null,
    title: views[index]?.title ?? '',
    text: views[index]?.text ?? '',
  }));
}

function dataSets({ store }: StoreDisclosure, parts: readonly FinishedPart[], input: PackageInput): object[] {
  return store.collections.map((collection) => {
    const part = parts.find((one) => one.storeId === store.id && one.collection === collection.id);
    return {
      id: collection.id,
      title: collection.title[input.locale],
      ...contentsOf(part, input),
      ...explanationOf(collection, input),
    };
  });
}

/** What of a data set is in the package, and what is not. */
function contentsOf(part: FinishedPart | undefined, input: PackageInput): object {
  const words = packagePhrases(input.locale);
  const withheld = part?.withheld ?? 0;
  return {
    files: (part?.tracks ?? []).flatMap(({ files }) => files.map(({ path }) => path)),
    records: part?.records ?? 0,
    attachments: part?.attachments.length ?? 0,
    withheld,
    withheldBecause: withheld === 0 ? null : filled(words.withheld, { count: withheld }),
    withheldByStaff: part?.byStaff ?? {},
    withheldByStaffBecause: part === undefined ? [] : staffSentences(part, input),
  };
}

function explanationOf(collection: CollectionMap, input: PackageInput): object {
  const { retention } = collection;
  return {
    retention: {
      ground: retention?.ground ?? null,
      period: retention?.period ?? null,
      text: retentionText(collection, input.locale),
    },
    fields: fieldsOfFormat(input, collection).map(({ field, path }) => explainField(field, path, input)),
    fieldsLeftOut: fieldsLeftOut(input, collection),
  };
}
