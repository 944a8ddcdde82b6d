import type { PackageInput } from '../../domain/access-package';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { explainField } from './field-explanation';
import { fieldsOfFormat } from './shown-records';

/** Name and version of the form in which data are handed over: `docs/schemas/portability.schema.json`. */
export const portabilityForm = 'habeas-portability/1';

/** What stands before the records in a file of the form. */
export function portabilityHead(input: PackageInput, store: StoreMap, collection: CollectionMap): string {
  const { locale } = input;
  const head = {
    format: portabilityForm,
    caseNumber: input.requestId,
    exportedAt: input.generatedAt,
    language: locale,
    controller: input.controller.name[locale],
    store: { id: store.id, title: store.title[locale] },
    dataSet: { id: collection.id, title: collection.title[locale] },
    fields: fieldsOfFormat(input, collection).map(({ field, path }) => {
      const { name, title, category, purposes, source } = explainField(field, path, input);
      return { name, title, category, purposes, source };
    }),
  };
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "records": [\n`;
}

/** What stands behind the records. */
export const portabilityTail = '\n]\n}\n';
