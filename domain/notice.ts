import type { CopyReport } from './copies';
import type { ControllerMap, LocalText } from './data-map';
import type { StoreId } from './ids';
import type { AppealDecision, ExplanationDecision, StoreOutcome } from './outcome';
import type { FeeClock, RemedyKind } from './regime-words';
import { kindsWithoutStores, rights } from './right';
import type { DerivedKind, KindWithoutStores, Right } from './right';

// What may stand in a letter, per kind (docs/notices.md). All of it is personal data.

/** What a letter can be about: a right that the engine carries out on stores, or what people decide without them. */
export const noticeRights = [...rights, ...kindsWithoutStores] as const;
/** See {@link noticeRights}. */
export type NoticeRight = Right | KindWithoutStores;

/** Where the person can turn, as the rules name it. */
export interface RemedyText {
  /** Every regime of the request under which it is open. */
  readonly regimes: readonly string[];
  readonly kind: RemedyKind;
  readonly text: LocalText;
  readonly article: string;
  /** E.g. "within 30 days of the refusal"; `null` where the law sets none. */
  readonly timeLimit: LocalText | null;
  /** Name with address, telephone or page; `null` where it depends on the case, as with courts. */
  readonly address: LocalText | null;
}

/** What every notice carries. */
interface NoticeBase {
  /** The request's id; nothing else names the case. */
  readonly caseNumber: string;
  readonly right: NoticeRight;
  /** What was asked for, where the right is only how it is carried out. */
  readonly asked?: DerivedKind;
  /** UTC instants; written as local time of {@link zone}. */
  readonly receivedAt: string;
  readonly writtenAt: string;
  /** IANA zone of the establishment that answers. */
  readonly zone: string;
  /** Named in every notice, with its privacy officer (product.md S17) and its complaint routes per regime. */
  readonly controller: ControllerMap;
  /** Regimes of the request: their complaint routes are named, and what they demand of a letter is in it. */
  readonly regimes: readonly string[];
  /** Every remedy of every regime of the request, each once; named by letters that refuse, decide or come late. */
  readonly remedies: readonly RemedyText[];
  /** Where the person follows the request; without query or fragment, for a token there would leak (SECURITY.md S13). */
  readonly requestUrl: string;
}

/**
 * A notice to somebody who has proven control of the address. Only these greet by name and quote the request: before,
 * a stranger could have us mail words of their choosing to anybody.
 */
interface VerifiedNotice extends NoticeBase {
  readonly addressee?: string;
}

/** A reason in law, from the data map or the pinned rules. */
export interface GroundText {
  readonly text: LocalText;
  readonly article: string;
  readonly code?: string;
}

/** A code mailed to the person: eight digits. */
export interface MailedCode {
  readonly value: string;
  readonly minutes: number;
  readonly guesses: number;
}

/** A promised date; `YYYY-MM-DD`, a local date. Provisional while a calendar year that it needs is not published. */
export interface PromisedDate {
  readonly date: string;
  readonly provisional: boolean;
}

/** The request has arrived. Without `identity` when none need be proven (objection to direct marketing). */
export interface AcknowledgementContent extends NoticeBase {
  readonly kind: 'acknowledgement';
  readonly deadline: PromisedDate;
  readonly identity?: {
    readonly code: MailedCode;
    /** Local date on which the request is closed when nobody enters a code. */
    readonly closesOn: string;
  };
}

/** A new code to prove control of the address. */
export interface VerificationCodeContent extends NoticeBase {
  readonly kind: 'verificationCode';
  readonly code: MailedCode;
}

/** A code to fetch the access package. */
export interface PackageCodeContent extends NoticeBase {
  readonly kind: 'packageCode';
  readonly code: MailedCode;
  readonly packageExpiresAt: string;
}

/** One exact change. Values are personal data of the person who reads them. */
export interface ChangeLine {
  readonly storeId: StoreId;
  readonly collection: string;
  readonly storeTitle: LocalText;
  readonly collectionTitle: LocalText;
  readonly fieldTitle: LocalText;
  readonly oldValue: string | null;
  readonly newValue: string;
}

/** The exact change that the person must confirm before anything is changed (product.md S3). */
export interface ChangeToConfirmContent extends VerifiedNotice {
  readonly kind: 'changeToConfirm';
  readonly changes: readonly ChangeLine[];
  /** Hash of the change, as it is confirmed. */
  readonly changeHash: string;
}

/** What ends with an account, for the person to confirm before anything ends (App method art 6). */
export interface ConsequencesToConfirmContent extends VerifiedNotice {
  readonly kind: 'consequencesToConfirm';
  /** Open balances, contracts, linked products, and what must be settled first; words of staff, in the person's language. */
  readonly consequences: string;
  /** Hash of the consequences, as they are confirmed. */
  readonly changeHash: string;
}

/** More time is taken (GDPR art 12(3)). */
export interface ExtensionContent extends VerifiedNotice {
  readonly kind: 'extension';
  readonly reason: GroundText;
  readonly oldDate: string;
  readonly newDate: PromisedDate;
}

/** Something is missing from the person. */
export interface PauseQuestionContent extends VerifiedNotice {
  readonly kind: 'pauseQuestion';
  readonly reason: GroundText;
  /** Exactly what is missing, in the words of staff or of the catalogue. */
  readonly missing: LocalText | string;
  /** What the question does to the clock. */
  readonly clock: 'stands' | 'runsOn';
}

/** The answer costs something. Every amount is in the words of staff, with its currency. */
export interface FeeContent extends VerifiedNotice {
  readonly kind: 'fee';
  readonly ground: GroundText;
  /** E.g. `CHF 180`. */
  readonly amount: string;
  /** True while the amount is an estimate, told before the work. */
  readonly estimate: boolean;
  /** What the unpaid fee does to the clock. */
  readonly clock: FeeClock;
  /** True where the work waits until the fee is paid; only where the law lets it. */
  readonly workWaits: boolean;
}

/** The data are a child's: the guardian must act (PIPL art 31). */
export interface GuardianNeededContent extends VerifiedNotice {
  readonly kind: 'guardianNeeded';
  readonly guardianAge: number;
}

/** What became of one store. */
export interface StoreReport {
  readonly title: LocalText;
  readonly outcome: StoreOutcome;
  /** Titles of collections by id. */
  readonly collections: Readonly<Record<string, LocalText>>;
}

/** Stores with the texts of the grounds that their outcomes name by code. */
interface Reported {
  readonly stores: readonly StoreReport[];
  readonly grounds: Readonly<Record<string, GroundText>>;
}

/** The request is refused as a whole, or what is left of it. */
export interface RefusalContent extends VerifiedNotice, Reported {
  readonly kind: 'refusal';
  /** `stores` says what was still done; empty when nothing was. */
  readonly refused: readonly GroundText[];
  /** The facts on which it rests, in the words of staff, in the person's language. */
  readonly facts?: string;
  /** Who else controls the use of the data, with address, where that is the ground (PDPO s. 21(1)(c)); words of staff. */
  readonly controllingUser?: string;
}

/** The part of a request that is refused while the rest is carried out. */
export interface RefusedPart {
  readonly grounds: readonly GroundText[];
  /** The facts on which it rests, in the words of staff, in the person's language. */
  readonly facts?: string;
}

/**
 * A processor or recipient and what it was told (GDPR art 19). `asked`: without an answer so far; `silent`: nor in the time it
 * had; `refused`: it said no.
 */
export interface RecipientReport {
  readonly title: LocalText;
  readonly answer: 'confirmed' | 'asked' | 'notAsked' | 'refused' | 'silent';
  /** UTC instant of the answer or of the question. */
  readonly at?: string;
}

interface CompletionBase extends VerifiedNotice, Reported {
  readonly kind: 'completion';
  readonly recipients: readonly RecipientReport[];
  /** Absent when nothing was refused. */
  readonly refusedPart?: RefusedPart;
}

/** The confirmation letter: what it may claim follows from `stores` alone (see `claimsOf`). */
export type CompletionContent =
  | (CompletionBase & {
      readonly right: 'access';
      /** Absent when nothing was put into a package. */
      readonly package?: {
        readonly fetchUrl: string;
        readonly expiresAt: string;
        readonly downloads: number;
      };
    })
  | (CompletionBase & { readonly right: 'correction'; readonly changes: readonly ChangeLine[] })
  | (CompletionBase & {
      readonly right: 'deletion';
      /** Local date by which the last backup that still holds the data is overwritten. */
      readonly backupsUntil?: string;
      /** Copies that go later, each in its own way. */
      readonly copies?: readonly CopyReport[];
    })
  | (CompletionBase & {
      readonly right: 'restriction';
      /** UTC instant of the entry in the register. */
      readonly registeredAt: string;
    })
  | (CompletionBase & {
      readonly right: 'objection';
      readonly registeredAt: string;
      readonly purposes: readonly LocalText[];
      /** True when an entry is kept so that nobody adds the person again (product.md S18). */
      readonly suppressionKept: boolean;
      /** Purposes that go on, with their basis. */
      readonly continuing: readonly { readonly purpose: LocalText; readonly basis: string }[];
    });

/** The person took the request back. */
export interface WithdrawnContent extends VerifiedNotice {
  readonly kind: 'withdrawn';
}

/** Nobody proved control of the address in time. */
export interface UnverifiedContent extends NoticeBase {
  readonly kind: 'unverified';
}

/** Searched, and nothing found. */
export interface NoDataFoundContent extends VerifiedNotice, Reported {
  readonly kind: 'noDataFound';
}

/** The promised date has passed without an answer. */
export interface BreachApologyContent extends VerifiedNotice {
  readonly kind: 'breachApology';
  readonly missedDate: string;
}

/** A restriction is going to be lifted (GDPR art 18(3)). */
export interface RestrictionLiftWarningContent extends VerifiedNotice {
  readonly kind: 'restrictionLiftWarning';
  /** Local date before which nothing is lifted. */
  readonly liftOn: string;
  readonly reason: GroundText;
}

/** A restriction was lifted. */
export interface RestrictionLiftedContent extends VerifiedNotice {
  readonly kind: 'restrictionLifted';
  readonly liftedAt: string;
  readonly reason: GroundText;
}

/** Records that had to be kept, and were deleted when the duty was over. */
export interface DeferredRecords {
  readonly storeTitle: LocalText;
  readonly collectionTitle: LocalText;
  /** UTC instant of the store's proof. */
  readonly provenAt: string;
  /** Why they had been kept. */
  readonly ground?: GroundText;
}

/** What was deferred is deleted now, everywhere. */
export interface DeferredDoneContent extends VerifiedNotice {
  readonly kind: 'deferredDone';
  readonly records: readonly DeferredRecords[];
}

/** How an objection was decided after a recorded balance. */
export interface ObjectionOutcomeContent extends VerifiedNotice {
  readonly kind: 'objectionOutcome';
  readonly decision: 'stands' | 'lifted';
  readonly decidedAt: string;
  readonly purposes: readonly LocalText[];
  readonly ground: GroundText;
}

/** Whatever was decided, the letter names the regulators among `remedies`. */
interface ReviewOutcome extends VerifiedNotice {
  readonly decision: AppealDecision;
  /** UTC instant. */
  readonly decidedAt: string;
  /** The reasons, in the words of the staff who decided, in the person's language. */
  readonly reasons: string;
}

/** How an appeal against a refusal was decided, by somebody else than who refused. */
export interface AppealOutcomeContent extends ReviewOutcome {
  readonly kind: 'appealOutcome';
}

/** How a complaint to the controller was decided. */
export interface ComplaintOutcomeContent extends ReviewOutcome {
  readonly kind: 'complaintOutcome';
}

/** How a decision came about that was made automatically (PIPL art 24(3), GDPR arts 15(1)(h) and 22(3)). */
export interface ExplanationContent extends VerifiedNotice {
  readonly kind: 'explanation';
  readonly decision: ExplanationDecision;
  /** UTC instant. */
  readonly decidedAt: string;
  /** What weighed, and which way; words of staff, in the person's language. Empty where nothing was automated. */
  readonly factors: readonly string[];
  /** The explanation, or the new decision with its reasons; words of the human who looked at it. */
  readonly reasons: string;
}

/** Everything that a letter can be made of. */
export type NoticeContent =
  | AcknowledgementContent
  | VerificationCodeContent
  | PackageCodeContent
  | ChangeToConfirmContent
  | ConsequencesToConfirmContent
  | ExplanationContent
  | ExtensionContent
  | PauseQuestionContent
  | FeeContent
  | GuardianNeededContent
  | RefusalContent
  | CompletionContent
  | WithdrawnContent
  | UnverifiedContent
  | NoDataFoundContent
  | BreachApologyContent
  | RestrictionLiftWarningContent
  | RestrictionLiftedContent
  | DeferredDoneContent
  | ObjectionOutcomeContent
  | AppealOutcomeContent
  | ComplaintOutcomeContent;

/** Kind of a notice; also the name of its template. */
export type NoticeKind = NoticeContent['kind'];
