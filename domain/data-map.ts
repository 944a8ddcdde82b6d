import type { StoreId } from './ids';

/** Text in the two languages of the product. */
export interface LocalText {
  readonly 'zh-CN': string;
  readonly en: string;
}
/** A language of the product. */
export type Locale = keyof LocalText;

/** Kinds of identifiers through which a person is found. Values are compared in the normal form of their kind. */
export const identifierKinds = ['email', 'phone', 'customerNumber'] as const;
/** See {@link identifierKinds}. */
export type IdentifierKind = (typeof identifierKinds)[number];

/** Kinds of data stores with a connector. */
export const storeKinds = ['postgres', 'mongodb', 'http-processor', 'manual'] as const;
/** See {@link storeKinds}. */
export type StoreKind = (typeof storeKinds)[number];

/** Sensitivity classes of customer data; drives proof strength and approval depth (product.md S10). */
export const sensitivityClasses = ['core-sensitive', 'general-sensitive', 'non-sensitive'] as const;
/** See {@link sensitivityClasses}. */
export type SensitivityClass = (typeof sensitivityClasses)[number];

/** What deletion does with a field when its row stays: set null, a fixed mask, a keyed hash, or leave it. */
export type FieldErasure = 'null' | 'mask' | 'hmac' | 'keep';

/** One mapped field. Whatever is not mapped is never read, shown or changed. */
export interface FieldMap {
  /** Column name, or dotted path in a document. Inside {@link ElementMap}: the path within an element. */
  readonly name: string;
  readonly title: LocalText;
  /** E.g. `identity`, `contact`, `order`, `payment`, `communication`, `preference`. */
  readonly category: string;
  readonly class: SensitivityClass;
  /** Set when the field holds an identifier of the person. */
  readonly identity?: IdentifierKind;
  /** What the field tells of its subject when choosing between people who share an identifier. */
  readonly tells?: 'name' | 'birthDate';
  readonly purposes: readonly string[];
  /** Where the value came from, as a code: `person`, `system`, `staff`, `thirdParty`. */
  readonly source: string;
  /** Ids of processors that receive it. */
  readonly recipients: readonly string[];
  /** What happens to it when the row is kept or masked. Default `keep`. */
  readonly erasure: FieldErasure;
  /** True when the person may ask for its correction. Default false. */
  readonly correctable: boolean;
}

/** Why rows outlive a deletion: a duty to keep, with its article and its end. */
export interface RetentionRule {
  /** Code such as `CN-TAX-LEDGER`. */
  readonly ground: string;
  readonly text: LocalText;
  readonly article: string;
  /** ISO 8601 period such as `P10Y`, counted from the field {@link from} of each row. */
  readonly period: string;
  /** Field (date or instant) from which the period counts. */
  readonly from: string;
}

/** Elements of an array in a document, each of which has an owner of its own. */
export interface ElementMap {
  /** Path of the array in the document. */
  readonly path: string;
  /** Path within the element of its unique key. */
  readonly key: string;
  /** Path within the element of the identifier of who wrote it, and that identifier's kind. */
  readonly owner: { readonly field: string; readonly kind: IdentifierKind };
  readonly fields: readonly FieldMap[];
}

/** One table or collection. */
export interface CollectionMap {
  readonly id: string;
  /** Table (with schema) or collection name in the store. */
  readonly source: string;
  readonly title: LocalText;
  /** Column or path of the primary key. */
  readonly key: string;
  /** True in the one collection per data map that is the register of people: it decides who is who. */
  readonly subjects: boolean;
  /** Ways to find the person's rows directly. A row found only by a shared identifier is ambiguous. */
  readonly lookups: readonly { readonly kind: IdentifierKind; readonly field: string }[];
  /** Ways to find rows through rows of another collection of the same store (a foreign key). */
  readonly links: readonly { readonly field: string; readonly to: string; readonly toField: string }[];
  readonly fields: readonly FieldMap[];
  readonly elements?: ElementMap;
  readonly retention?: RetentionRule;
  /** What deletion does: remove rows, mask fields in them by their `erasure`, or end a subscription. */
  readonly erasure: 'delete' | 'mask';
  /** Boolean column or path that marks a restricted row; without one the engine's register marks it. */
  readonly restrictionMarker?: string;
  /** For collections that serve a purpose to which a person may object: the column that switches it off. */
  readonly objection?: { readonly purpose: string; readonly field: string; readonly off: string | boolean };
}

/** One data store. */
export interface StoreMap {
  readonly id: StoreId;
  readonly kind: StoreKind;
  readonly title: LocalText;
  /** Name of the environment variable that holds the connection of this store; never the connection itself. */
  readonly connection: string;
  readonly region: string;
  /** Who answers for it: the controller's department or a processor's id. */
  readonly owner: string;
  /** Longest time in ms for one call; default 30,000. */
  readonly timeoutMs: number;
  readonly collections: readonly CollectionMap[];
}

/** A processor or other recipient of personal data, named to the person on request. */
export interface ProcessorMap {
  readonly id: string;
  readonly title: LocalText;
  readonly purposes: readonly string[];
}

/** A controller: whose name stands under the letters. */
export interface ControllerMap {
  readonly id: string;
  readonly name: LocalText;
  readonly officer: LocalText;
  readonly contact: string;
  readonly address: LocalText;
  /** Where to complain, per regime id. */
  readonly complaints: Readonly<Record<string, LocalText>>;
}

/** A purpose of processing, with its plain name. `marketing` purposes end at once on objection. */
export interface PurposeMap {
  readonly id: string;
  readonly title: LocalText;
  readonly marketing: boolean;
  readonly legalGround: string;
}

/** The whole map: what personal data are where, why, and how each is found and erased. */
export interface DataMap {
  /** SHA-256 over the canonical form, hexadecimal; pinned to each request. */
  readonly version: string;
  readonly controller: ControllerMap;
  readonly purposes: readonly PurposeMap[];
  readonly processors: readonly ProcessorMap[];
  readonly stores: readonly StoreMap[];
}
