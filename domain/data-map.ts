import type { HttpProtocol } from './http-protocol';
import type { StoreId } from './ids';

/** Text in the two languages of the product. */
export interface LocalText {
  readonly 'zh-CN': string;
  readonly en: string;
}
/** A language of the product. */
export type Locale = keyof LocalText;

/**
 * Kinds of identifiers through which a person is found. Values are compared in the normal form of their kind. The first
 * three a person may claim at intake; `idNumber` is that of an identity document, `accountId` and `deviceId` are opaque ids
 * that one store tells and another is searched by.
 */
export const identifierKinds = [
  'email',
  'phone',
  'customerNumber',
  'idNumber',
  'accountId',
  'deviceId',
] as const;
/** See {@link identifierKinds}. */
export type IdentifierKind = (typeof identifierKinds)[number];

/** Kinds of data stores with a connector. `mysql` is MariaDB too. */
export const storeKinds = [
  'postgres',
  'mysql',
  'sqlite',
  'mongodb',
  'redis',
  's3',
  'http-processor',
  'email-processor',
  'manual',
] as const;
/** See {@link storeKinds}. */
export type StoreKind = (typeof storeKinds)[number];

/** Sensitivity classes of customer data; drives proof strength and approval depth (product.md S10). */
export const sensitivityClasses = ['core-sensitive', 'general-sensitive', 'non-sensitive'] as const;
/** See {@link sensitivityClasses}. */
export type SensitivityClass = (typeof sensitivityClasses)[number];

/**
 * What deletion does with a field when its row stays. `null`; `mask`: `***`; `hmac`: a keyed hash, for what must stay unique;
 * `fixed`: the text {@link FieldMap.erasureTo}; `formatMask`: letters and digits replaced, form and length kept; `tokenise`: a
 * random token, the same for equal values of one request and of no other; `truncateDate`: to the `year` or `month` of
 * `erasureTo`; `truncateGeo`: a coordinate to the decimals of `erasureTo`; `keep`: left as it is.
 */
export const fieldErasures = [
  'null',
  'mask',
  'hmac',
  'fixed',
  'formatMask',
  'tokenise',
  'truncateDate',
  'truncateGeo',
  'keep',
] as const;
/** See {@link fieldErasures}. */
export type FieldErasure = (typeof fieldErasures)[number];

/**
 * How a field is shown to the person when others may be in it. `withhold`: never; `others`: identifiers in its text that are
 * not the person's are replaced by a mark.
 */
export type FieldRedaction = 'withhold' | 'others';

/** Whose the rows of a collection are: one person's; several people's at once; or others' although they link to the person. */
export const rowOwnerships = ['sole', 'shared', 'thirdParty'] as const;
/** See {@link rowOwnerships}. */
export type RowOwnership = (typeof rowOwnerships)[number];

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
  /** For `fixed` the text, for `truncateDate` `year` or `month`, for `truncateGeo` `0` to `6` decimals. */
  readonly erasureTo?: string;
  readonly redaction?: FieldRedaction;
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
  /** Fields that the duty covers; the others are erased by their `erasure` at once. Absent: the whole row is kept. */
  readonly fields?: readonly string[];
  /** `delete`: the engine finishes the deletion by itself when the period is over. Default `leave`. */
  readonly whenOver: 'leave' | 'delete';
}

/** A reference from rows of one collection to rows of another in the same store. */
export interface LinkMap {
  readonly field: string;
  readonly to: string;
  readonly toField: string;
  /** How many rows refer to one row there. Default `many`. */
  readonly cardinality: 'one' | 'many';
  /** `down`: what refers to the person's row is the person's (default); `up`: what the person's row refers to; `both`. */
  readonly direction: 'down' | 'up' | 'both';
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

/**
 * A way to find rows by an identifier. Telephone numbers are given to somebody else when their owner leaves them: where
 * `from` and `until` name date columns, the identifier in the row was its owner's in that period only (empty: not known,
 * and still), and a row of another period is never found by it.
 */
export interface LookupMap {
  readonly kind: IdentifierKind;
  readonly field: string;
  readonly from?: string;
  readonly until?: string;
}

/** What the records of a collection of objects (S3) are: whole objects, or what stands in them line by line. */
export const objectFormats = ['object', 'ndjson', 'csv', 'json'] as const;
/** See {@link objectFormats}. `json` is one array of objects. */
export type ObjectFormat = (typeof objectFormats)[number];

/** One table or collection. */
export interface CollectionMap {
  readonly id: string;
  /** Table (with schema) or collection name in the store; for Redis and S3 a pattern such as `cart:{accountId}`. */
  readonly source: string;
  /** For S3. Default: by the ending of {@link source}, else `object`. */
  readonly format?: ObjectFormat;
  readonly title: LocalText;
  /** Column or path of the primary key. */
  readonly key: string;
  /** True in the one collection per data map that is the register of people: it decides who is who. */
  readonly subjects: boolean;
  /** Ways to find the person's rows directly. A row found only by a shared identifier is ambiguous. */
  readonly lookups: readonly LookupMap[];
  /** Ways to find rows through rows of another collection of the same store (a foreign key). */
  readonly links: readonly LinkMap[];
  /** Default `sole`. */
  readonly whose: RowOwnership;
  readonly fields: readonly FieldMap[];
  readonly elements?: ElementMap;
  readonly retention?: RetentionRule;
  /** How long data are kept where no duty says so: the period, or what decides it (GDPR art 15(1)(d), PIPL art 17(1)(3)). */
  readonly kept?: LocalText;
  /** What deletion does: remove rows, mask fields in them by their `erasure`, or end a subscription. */
  readonly erasure: 'delete' | 'mask';
  /** Boolean column or path that marks a restricted row; without one the engine's register marks it. */
  readonly restrictionMarker?: string;
  /** For collections that serve a purpose to which a person may object: the column that switches it off. */
  readonly objection?: { readonly purpose: string; readonly field: string; readonly off: string | boolean };
}

/** How much a store is asked at once. */
export interface StoreLimits {
  /** Calls of all requests together; default 4 per worker. */
  readonly concurrency: number;
  /** Calls begun per second; absent: not limited. */
  readonly perSecond?: number;
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
  readonly limits: StoreLimits;
  /** Somebody invented whose record must always be found: proof that address and access are right. */
  readonly canary?: { readonly kind: IdentifierKind; readonly value: string };
  /** ISO 8601 duration such as `PT15M` after which replicas and caches show a change; the effect is then proven again. */
  readonly settlesAfter?: string;
  /** How an `http-processor` is spoken to; for other kinds absent. */
  readonly http?: HttpProtocol;
  readonly collections: readonly CollectionMap[];
}

/** A processor or other recipient of personal data, named to the person on request. */
export interface ProcessorMap {
  readonly id: string;
  readonly title: LocalText;
  readonly purposes: readonly string[];
  /** Mailbox to which requests go that no interface takes. */
  readonly contact?: string;
  /** ISO 8601 period within which it must answer for its part; default `P10D`. */
  readonly answersWithin: string;
}

/** Kinds of copies of data. */
export const copyKinds = [
  'backup',
  'replica',
  'searchIndex',
  'derived',
  'export',
  'cache',
  'log',
  'paper',
] as const;
/** See {@link copyKinds}. */
export type CopyKind = (typeof copyKinds)[number];

/** A copy that no connector reaches: what becomes of it is told in the letter. */
export interface CopyMap {
  readonly id: string;
  readonly kind: CopyKind;
  readonly title: LocalText;
  /** Ids of the stores that it is a copy of. */
  readonly of: readonly StoreId[];
  /** ISO 8601 period after which what was deleted is gone from it too. */
  readonly residual: string;
  /** How it goes: by itself; by replaying the deletion ledger after a restore; by building it anew; by hand. */
  readonly clearedBy: 'expiry' | 'replay' | 'rebuild' | 'hand';
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
  readonly copies: readonly CopyMap[];
}
