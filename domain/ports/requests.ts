import type { PackageFormat } from '../access-package';
import type { ClockState } from '../clock-state';
import type { IdentifierKind, Locale } from '../data-map';
import type { KeptForecast } from '../forecast';
import type { RequestId } from '../ids';
import type { OutcomeTally, RequestOutcome } from '../outcome';
import type { RequestPlan } from '../plan';
import type { Phase, Proposal, ResumeState, WaitingReason } from '../request';
import type { RequestKind } from '../right';

/** What the person claims about themselves. Personal data: vault slot `claims`. */
export interface IntakeClaims {
  readonly name: string;
  /** Exactly one e-mail address is required: the channel of the mailed code. */
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[];
  /** For a correction: what is wrong and what is right. `field` is an address of the data map, `store.collection.field`. */
  readonly changes?: readonly {
    readonly field: string;
    readonly newValue: string;
    readonly proof?: string;
  }[];
  /** For an objection: ids of purposes in the data map. */
  readonly purposes?: readonly string[];
  /** For access: what the package is to be; default `access`. */
  readonly format?: PackageFormat;
  /** In the person's own words, for staff. */
  readonly statement?: string;
}

/** A request as it was taken in: the public half. */
export interface Intake {
  readonly requestId: RequestId;
  readonly controllerId: string;
  readonly right: RequestKind;
  /** The request that a complaint or an appeal is about. */
  readonly about?: RequestId;
  readonly regimes: readonly string[];
  readonly locale: Locale;
  readonly channel: 'api' | 'portal' | 'staff';
  readonly receivedAt: string;
  readonly dataMapVersion: string;
  /** True for an objection to direct marketing only: needs no proof of identity. */
  readonly verificationNeeded: boolean;
  /** Set when whoever asks had proven already to be the person: by the token of the request that this one is about. */
  readonly verifiedAt?: string;
  /** SHA-256 of the requester's access token, hexadecimal. The token itself is never stored. */
  readonly requesterTokenHash: string;
  /** The same hash, when the token gives all that the verified person may do from the beginning. */
  readonly subjectTokenHash?: string;
}

/** The read model of a request: what the API shows. No personal data. */
export interface RequestView extends Omit<Intake, 'requesterTokenHash' | 'subjectTokenHash'> {
  readonly phase: Phase;
  readonly version: number;
  readonly outcome?: RequestOutcome;
  readonly waiting: readonly WaitingReason[];
  readonly clocks: readonly ClockState[];
  readonly tally: OutcomeTally;
  readonly verifiedAt?: string;
  readonly proposal?: Proposal;
  readonly plan?: RequestPlan;
  /** Hash of the exact change that a correction's requester must confirm, and when that happened. */
  readonly change?: { readonly hash: string; readonly confirmedAt?: string };
  readonly objection?: { readonly decision: 'open' | 'stands' | 'lifted'; readonly ground?: string };
  /** A package that can be fetched: an access request's answer. */
  readonly package?: PackageRef;
  readonly closedAt?: string;
  /** Last local day on which the record is kept, by the longest rule of its regimes; set when it closes. */
  readonly recordsUntil?: string;
  /** What besides the view a workflow needs to go on; absent until it first wrote. */
  readonly resume?: ResumeState;
  /** Set while books and workflow are known to disagree: no store is touched until that is settled. */
  readonly disagreement?: Disagreement;
  /** UTC instant at which the workflow was started; absent: the reconciler will start it. */
  readonly startedAt?: string;
  /** When each phase was first entered, UTC. */
  readonly phaseAt?: Readonly<Partial<Record<Phase, string>>>;
  /** The last forecast; absent until there is one, and when the request is closed. */
  readonly forecast?: KeptForecast;
}

/** How books and workflow of a request disagree: there is no workflow, or it knows more than the books. */
export interface Disagreement {
  readonly kind: 'executionMissing' | 'booksOlder';
  /** When it was found, UTC. */
  readonly at: string;
}

/** Where an access package lies; its bytes are in the vault, encrypted with the request's key. */
export interface PackageRef {
  /** SHA-256 of the archive's bytes, hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  readonly expiresAt: string;
  readonly downloadsLeft: number;
}

/** The part of the view that mirrors the workflow's state; written whole each time. `null` removes a member. */
export type Projection = {
  readonly [
    K in keyof Pick<
      RequestView,
      | 'phase'
      | 'outcome'
      | 'waiting'
      | 'tally'
      | 'verifiedAt'
      | 'proposal'
      | 'change'
      | 'objection'
      | 'closedAt'
      | 'regimes'
      | 'recordsUntil'
      | 'resume'
    >
  ]?: RequestView[K] | null;
};

/** Parts of the view that one activity makes as a whole. Members left out stay; `null` removes one. */
export interface Attachment {
  readonly clocks?: readonly ClockState[];
  readonly plan?: RequestPlan | null;
  readonly package?: PackageRef | null;
}

/** A page of a keyset listing. `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Requests: intake and read model. */
export interface RequestStore {
  /** Writes the intake once; a repeat with the same id changes nothing and answers `exists`. */
  accept(intake: Intake): Promise<'created' | 'exists'>;
  find(requestId: RequestId): Promise<RequestView | undefined>;
  /**
   * Applies `change` only when `version` is higher than the stored one, so late writes lose. `at`: when it happened; of a
   * phase the first time is kept.
   */
  project(requestId: RequestId, version: number, change: Projection, at: string): Promise<void>;
  /** Sets whole parts, whatever the version: the workflow never makes the same part twice at once. */
  attach(requestId: RequestId, parts: Attachment): Promise<void>;
  /** Newest first, keyset by (receivedAt, requestId). Throws PublicError DSR_PAGE_CURSOR_INVALID. */
  page(
    filter: { phase?: Phase; right?: RequestKind },
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<RequestView>>;
  /** Who holds this token hash: the requester (from intake) or the verified subject (after the mailed code). */
  findByToken(
    tokenHash: string,
  ): Promise<{ requestId: RequestId; scope: 'requester' | 'subject' } | undefined>;
  /** Gives the verified person a token of their own and takes all but status from the requester's. */
  grantSubjectToken(requestId: RequestId, tokenHash: string): Promise<void>;
  /** Marks that books and workflow disagree, or with `null` that they agree again. */
  setDisagreement(requestId: RequestId, kind: Disagreement['kind'] | null, at: string): Promise<void>;
  markStarted(requestId: RequestId, at: string): Promise<void>;
  /** Intakes received before `before` whose workflow was never started: work for the reconciler. Oldest first. */
  unstarted(before: string, limit: number): Promise<readonly RequestView[]>;
  /** Counts down a download atomically. False when none is left or the package has expired at `now`. */
  takeDownload(requestId: RequestId, now: string): Promise<boolean>;
}
