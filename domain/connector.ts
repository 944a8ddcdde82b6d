import type { CollectionMap, IdentifierKind, StoreMap } from './data-map';
import type { DoubtRule } from './identity-graph';
import type { CollectionOutcome, Proof } from './outcome';
import type { PlanAction, PlanStep } from './plan';

/** One identifier of the person in normal form. Personal data: lives in memory and the vault only. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** `shared`: the register of people knows several owners, so it finds nobody by itself. */
  readonly sharing: 'sole' | 'shared';
  /** `YYYY-MM-DD`: since when, and until when, it was the person's; absent: not known, and still. */
  readonly from?: string;
  readonly until?: string;
}

/** One call to a store. `signal` ends it; `operationId` is the same on every repeat of the same effect. */
export interface StoreCall {
  /** `<requestId>/<step>/<storeId>`: idempotency key of the effect. */
  readonly operationId: string;
  readonly signal: AbortSignal;
  /** UTC instant; rows created later are never touched. */
  readonly cutOffAt: string;
  /** Called now and then by long work, with counts only. */
  readonly heartbeat?: (progress: { done: number }) => void;
}

/** A person in the register who matches at least one identifier. Personal data. */
export interface Candidate {
  readonly key: string;
  readonly matchedBy: readonly IdentifierKind[];
  /** Kinds of claimed identifiers that were this person's once and are no longer: they choose nobody. */
  readonly expired?: readonly IdentifierKind[];
  readonly name?: string;
  /** `YYYY-MM-DD` */
  readonly birthDate?: string;
  /** All identifiers that the register holds of this person. */
  readonly identifiers: readonly Identifier[];
}

/** Keys of rows found in one collection. Personal data: lives in the vault. */
export interface LocatedCollection {
  readonly collection: string;
  /** Primary keys of rows that belong to the person. */
  readonly keys: readonly string[];
  /** Element keys per row key, for rows of others in which the person wrote. Rows in {@link keys} are not repeated. */
  readonly elements?: Readonly<Record<string, readonly string[]>>;
  /** Primary keys of rows that are the person's and others' at once: shown redacted, never deleted. Not in {@link keys}. */
  readonly sharedKeys?: readonly string[];
  /** Number of rows matched by nothing but a shared identifier: not the person's until staff decide. */
  readonly ambiguous: number;
  /** Their keys, as far as staff can be asked about them (at most 100). */
  readonly doubtfulKeys?: readonly string[];
  /** By key, which rule made it a question. */
  readonly doubts?: Readonly<Record<string, DoubtRule>>;
  /** Number of rows of collections that are others' (`thirdParty`) although they lead to the person: never returned. */
  readonly others?: number;
}

/** Rows that staff assigned to the person, by collection: theirs although no sole identifier says so. Personal data. */
export type AssignedRows = Readonly<Record<string, readonly string[]>>;

/** What a store holds of the person. */
export interface Located {
  readonly collections: readonly LocatedCollection[];
  /** Identifiers that stand in the person's own rows and were not known before: what the next wave searches by. */
  readonly identifiers?: readonly Identifier[];
  readonly assigned?: AssignedRows;
}

/** One value that the person wants changed. Personal data. */
export interface FieldChange {
  readonly collection: string;
  readonly field: string;
  readonly newValue: string;
  /** Value at planning time; the change applies only while it still stands (compare-and-set). */
  readonly oldValue?: string | null;
}

/** What is asked of a store. */
export type StoreIntent =
  | { readonly right: 'access' }
  | { readonly right: 'deletion' }
  | { readonly right: 'correction'; readonly changes: readonly FieldChange[] }
  | { readonly right: 'restriction'; readonly lift: boolean }
  | { readonly right: 'objection'; readonly purposes: readonly string[]; readonly lift: boolean };

/**
 * What a dry run found: the public steps, and the private scope on which they work. The activity that plans binds both
 * into a store plan by a keyed hash; the scope is personal data and lives in the vault.
 */
export interface PlannedWork {
  readonly steps: readonly PlanStep[];
  readonly scope: PlanScope;
}

/** The records on which one step of a plan works: nothing outside of it is ever touched. Personal data. */
export interface ScopeTarget {
  readonly collection: string;
  readonly action: PlanAction;
  readonly keys: readonly string[];
  /** For `removeElements`: element keys per row key. */
  readonly elements?: Readonly<Record<string, readonly string[]>>;
  /** For `correct`: the one change that these rows await, with the value that stands in them now. */
  readonly change?: FieldChange;
  /** For `mask`: the fields that are erased; absent: all that have an erasure. */
  readonly fields?: readonly string[];
  /** For `delete`: references of these rows that are set to null first, because they close a circle. */
  readonly unlink?: readonly string[];
  /**
   * For a large `delete`: what stands in the fields by which these rows are known to be the person's, as exact texts. Such
   * rows go part by part, each as long as one of the sets stands in it.
   */
  readonly owners?: readonly Readonly<Record<string, string | null>>[];
}

/** Keys and values on which a plan works, and its intent. Personal data. */
export interface PlanScope {
  readonly intent: StoreIntent;
  readonly located: Located;
  /** One per step, in the order of the steps. */
  readonly targets: readonly ScopeTarget[];
  /** Row keys that must be kept under a retention rule, per collection, with the date until which. */
  readonly retained: Readonly<Record<string, readonly { readonly key: string; readonly until: string }[]>>;
  /** Identifiers of the person, for stores that are addressed by them. */
  readonly identifiers: readonly Identifier[];
}

/** One record disclosed to the person: mapped fields only. Personal data. */
export interface DisclosedRecord {
  readonly collection: string;
  readonly key: string;
  /** By field name; elements of arrays as lists of objects; values of other people already left out. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Number of values withheld because they are another person's. */
  readonly withheld: number;
  readonly attachments?: readonly DisclosedAttachment[];
}

/** A file that belongs to a record. Personal data. */
export interface DisclosedAttachment {
  /** The mapped field it stands for. */
  readonly field: string;
  /** Its name in the store, for reading only: never a path of the package. */
  readonly name: string;
  readonly mediaType: string;
  /** Streams the content, each time from the beginning. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** What stands on one record to know somebody by. Personal data. */
export interface ScannedRecord {
  readonly collection: string;
  readonly identifiers: readonly Pick<Identifier, 'kind' | 'value'>[];
}

/** Answer to `apply`. `pending`: the store took the order and will answer later (poll with `verify`). */
export type ApplyAnswer =
  | { readonly status: 'done'; readonly collections: readonly CollectionOutcome[] }
  | { readonly status: 'pending'; readonly receipt: string }
  | {
      readonly status: 'refused';
      readonly reason: string;
      /** The collection that was being worked on. */
      readonly collection?: string;
      /** What the store proves of every step: what was done all the same, and what was not. */
      readonly collections: readonly CollectionOutcome[];
    };

/** Answer to `verify`: what the store itself says about the effect. */
export type VerifyAnswer =
  | { readonly status: 'proven'; readonly collections: readonly CollectionOutcome[]; readonly proof: Proof }
  | { readonly status: 'pending' }
  | {
      readonly status: 'disproven';
      readonly collections: readonly CollectionOutcome[];
      readonly reason: string;
    };

/**
 * What every kind of data store can do. Every method may be called twice with the same arguments; `apply` has one
 * effect per `operationId` however often it runs. Failures are {@link StoreFailure}; an absent answer proves nothing.
 */
export interface Connector {
  readonly store: StoreMap;
  /** Reachable, and every mapped collection and field exists? Problems as codes with collection and field. */
  probe(signal: AbortSignal): Promise<readonly { code: string; collection?: string; field?: string }[]>;
  /** People in the register who match any of the identifiers. Only for the store with the `subjects` collection. */
  findCandidates?(call: StoreCall, identifiers: readonly Identifier[]): Promise<readonly Candidate[]>;
  locate(call: StoreCall, identifiers: readonly Identifier[], assigned?: AssignedRows): Promise<Located>;
  /** Streams the identifiers of every record of collections with lookups, in normal form: for the deletion ledger. */
  scanIdentifiers?(call: StoreCall): AsyncIterable<ScannedRecord>;
  /** Streams the person's records, bounded in memory. */
  extract(
    call: StoreCall,
    located: Located,
    identifiers: readonly Identifier[],
  ): AsyncIterable<DisclosedRecord>;
  /**
   * Dry run: counts, order, exemptions. Touches nothing. Restriction of a collection without a marker is promised with
   * ground `register`: the engine's own register, written before `apply`, is what enforces it.
   */
  plan(
    call: StoreCall,
    intent: StoreIntent,
    located: Located,
    identifiers: readonly Identifier[],
  ): Promise<PlannedWork>;
  apply(call: StoreCall, work: PlannedWork): Promise<ApplyAnswer>;
  verify(call: StoreCall, work: PlannedWork, receipt?: string): Promise<VerifyAnswer>;
  close(): Promise<void>;
}

/**
 * Why a store did not do as asked. `busy`: its limits left no room, and it was not asked. `unreachable`, `stalled` and
 * `busy` are worth a retry, the others need a person.
 */
export type StoreFailureKind =
  'unreachable' | 'stalled' | 'busy' | 'noAccess' | 'wrongAddress' | 'refused' | 'drift' | 'hostileAnswer';

/** Failure of a call to a store. Its message names store, collection and reason, and never a value. */
export class StoreFailure extends Error {
  readonly kind: StoreFailureKind;
  readonly collection: string | undefined;
  constructor(kind: StoreFailureKind, message: string, collection?: string) {
    super(message);
    this.name = 'StoreFailure';
    this.kind = kind;
    this.collection = collection;
  }
  /** True when the same call may succeed later without anybody's doing. */
  get retryable(): boolean {
    return this.kind === 'unreachable' || this.kind === 'stalled' || this.kind === 'busy';
  }
}

/** The collection of a store by id. Throws when the plan names one that the map has not. */
export function collectionOf(store: StoreMap, id: string): CollectionMap {
  const found = store.collections.find((collection) => collection.id === id);
  if (found === undefined)
    throw new StoreFailure('wrongAddress', `Store ${store.id} has no collection ${id} in the data map.`, id);
  return found;
}
