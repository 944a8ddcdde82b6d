import type { ControllerMap, Locale, ProcessorMap, PurposeMap, StoreMap } from './data-map';
import type { GroundText } from './notice';
import type { StoreOutcome } from './outcome';

/** A value as it stands in the package's JSON: nothing of it is lost. */
export type ExactValue =
  string | number | boolean | null | readonly ExactValue[] | { readonly [name: string]: ExactValue };

/** Mapped fields of one record, exact, in the order of the data map. Personal data. */
export type ExactRecord = Readonly<Record<string, ExactValue>>;

/** A file that belongs to a record, as it lies in the vault. */
export interface KeptFile {
  /** The mapped field it stands for. */
  readonly field: string;
  /** Its name in the store: shown, and never a path. Personal data. */
  readonly name: string;
  readonly mediaType: string;
  readonly slot: string;
  readonly bytes: number;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
  readonly crc32: number;
}

/** One record that a store disclosed, as it lies in the vault. Personal data. */
export interface KeptRecord {
  readonly key: string;
  readonly values: ExactRecord;
  /** Number of values that the store left out because they are another person's. */
  readonly withheld: number;
  readonly files?: readonly KeptFile[];
}

/** What was kept of one collection: counts, and where it lies in the store's content. */
export interface KeptCollection {
  readonly id: string;
  readonly records: number;
  readonly withheld: number;
  /** Bytes of the store's content: its lines from `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  /** SHA-256 over those lines, hexadecimal: lives in the vault only, for it could be guessed. */
  readonly sha256: string;
  /** Mapped fields that hold a value in one record at least; those of elements with the path of their array. */
  readonly fields: readonly string[];
}

/** What was kept of one store. */
export interface KeptDisclosure {
  /** Slot of the vault that holds the lines, one record each, by collection in the order of the map and by key. */
  readonly slot: string;
  readonly collections: readonly KeptCollection[];
}

/** Why staff leave something out of a package (GDPR art 15(4), 23; PIPL art 18, 45; PDPO s. 20). */
export const withholdingReasons = [
  'thirdParty',
  'tradeSecret',
  'legalPrivilege',
  'security',
  'investigation',
  'confidentialSource',
  'prohibitedByLaw',
] as const;
/** See {@link withholdingReasons}. */
export type WithholdingReason = (typeof withholdingReasons)[number];

/**
 * What staff leave out of a package: a record, a field of all records, or a field of one record. Personal data: a key may
 * name somebody.
 */
export interface Withholding {
  readonly storeId: string;
  readonly collection: string;
  /** Key of the record as the review shows it; absent: all records. */
  readonly record?: string;
  /** Name of a field, or path of an array and field in it, such as `messages.text`; absent: the whole record. */
  readonly field?: string;
  readonly reason: WithholdingReason;
}

/** What the person gets: everything explained and readable, or what they provided, for another system. */
export const packageFormats = ['access', 'portability'] as const;
/** See {@link packageFormats}. */
export type PackageFormat = (typeof packageFormats)[number];

/** What one collection discloses. */
export interface CollectionDisclosure {
  readonly id: string;
  /** Names exactly these records: equal when and only when they are. */
  readonly fingerprint: string;
  /** The records, ordered by key; each call from the beginning. */
  read(): AsyncIterable<KeptRecord>;
}

/** What one store discloses of the person. */
export interface StoreDisclosure {
  readonly store: StoreMap;
  readonly outcome: StoreOutcome;
  /** In the order of the map; collections without a record are left out. */
  readonly collections: readonly CollectionDisclosure[];
}

/** What an access package is made of. Personal data. */
export interface PackageInput {
  readonly requestId: string;
  readonly format: PackageFormat;
  readonly locale: Locale;
  /** IANA zone in which dates are written. */
  readonly zone: string;
  /** UTC instant; the same on a repeat, so that the bytes are too. */
  readonly generatedAt: string;
  readonly controller: ControllerMap;
  /** Regimes of the request: their complaint routes are named. */
  readonly regimes: readonly string[];
  readonly purposes: readonly PurposeMap[];
  readonly processors: readonly ProcessorMap[];
  /** Every store that the request concerns, those that gave no answer too: the package names them as missing. */
  readonly stores: readonly StoreDisclosure[];
  /** Texts of the grounds that outcomes name, the same as in the letter. */
  readonly grounds: Readonly<Record<string, GroundText>>;
  readonly withholdings: readonly Withholding[];
}

/**
 * Where a package is put together. What is finished is kept under a name, so that a repeat after a kill goes on from there.
 * Whatever is given to it is sealed.
 */
export interface PackageDesk {
  /** What was noted under the name; `undefined` when nothing was. */
  recall(name: string): Promise<unknown>;
  note(name: string, value: unknown): Promise<void>;
  /** Keeps at most 2 MB. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  get(name: string): Promise<Uint8Array>;
  /** The bytes of a record's file. */
  openFile(file: KeptFile): AsyncIterable<Uint8Array>;
  /** Takes the whole package. */
  deliver(content: AsyncIterable<Uint8Array>): Promise<{ readonly bytes: number; readonly sha256: string }>;
}

/** A finished package. */
export interface BuiltPackage {
  readonly bytes: number;
  /** SHA-256 of the archive, hexadecimal. */
  readonly sha256: string;
  /** Records in the package by store and collection, after what staff withheld. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Names under which the desk still holds what the package was made of. */
  readonly leftOnDesk: readonly string[];
}

/** Puts a package together. The same input gives the same bytes. */
export type BuildPackage = (input: PackageInput, desk: PackageDesk) => Promise<BuiltPackage>;
