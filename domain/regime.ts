import type { LocalText } from './data-map';

/** Rule sets that are loaded. The other regimes of law.md chapter 3 follow on the same schema. */
export const regimeIds = ['CN-APP-2019', 'CN-GBT35273', 'EU-GDPR'] as const;
/** Identifier of a loaded rule set. */
export type RegimeId = (typeof regimeIds)[number];

/** What a clock can run for: the five rights of the engine and the further kinds of request (product.md, "Words"). */
export const clockRights = [
  'access',
  'correction',
  'deletion',
  'restriction',
  'objection',
  'portability',
  'withdrawal',
  'cancellation',
  'explanation',
  'complaint',
  'appeal',
] as const;
/** See {@link clockRights}. */
export type ClockRight = (typeof clockRights)[number];

/** Longer words for two kinds, as law.md and its vectors spell them. */
const rightNames: Readonly<Record<string, ClockRight>> = {
  accountCancellation: 'cancellation',
  admExplanation: 'explanation',
  withdrawConsent: 'withdrawal',
};

/** The canonical kind for a word of law.md, or `undefined` when the clock knows no such kind of request. */
export function parseClockRight(word: string): ClockRight | undefined {
  return (
    clockRights.find((right) => right === word) ??
    (Object.hasOwn(rightNames, word) ? rightNames[word] : undefined)
  );
}

/** What a clock measures the time to (law.md chapter 1). */
export const clockKinds = [
  'acknowledge',
  'respond',
  'respondExtended',
  'extensionNotice',
  'appeal',
  'complaintReply',
  'incidentReport',
  'optOut',
  'notifyRecipients',
] as const;
/** See {@link clockKinds}. */
export type ClockKind = (typeof clockKinds)[number];

/** `day` counts every day; `workday` and `businessDay` count the working days of the calendar; `hour` is exact elapsed time. */
export const clockUnits = ['hour', 'day', 'workday', 'businessDay', 'month'] as const;
/** See {@link clockUnits}. */
export type ClockUnit = (typeof clockUnits)[number];

/**
 * What sets a clock going. `verified`: identity proven, never before receipt. `latest`: the later of receipt and the
 * proof asked for. `discovered`: the facts' `receivedAt` holds the instant of discovery.
 */
export const startEvents = ['received', 'verified', 'discovered', 'latest'] as const;
/** See {@link startEvents}. */
export type StartEvent = (typeof startEvents)[number];

/** Last days that move forward: `full` Saturday, Sunday and holiday; `sunHol` Sunday and holiday; `none` (law.md 3.1 step 6). */
export const rollPolicies = ['full', 'sunHol', 'none'] as const;
/** See {@link rollPolicies}. */
export type RollPolicy = (typeof rollPolicies)[number];

/** How a pause adds days: `excludeAskingDay` answer − asking (EU); `includeBothDays` one day more (UK); `none` not at all. */
export const pauseArithmetics = ['none', 'excludeAskingDay', 'includeBothDays'] as const;
/** See {@link pauseArithmetics}. */
export type PauseArithmetic = (typeof pauseArithmetics)[number];

/** How sure we are of a rule: `high` seen in a public source or plain text, `medium` from knowledge, `low` our own yardstick. */
export const confidences = ['high', 'medium', 'low'] as const;
/** See {@link confidences}. */
export type Confidence = (typeof confidences)[number];

/** What a refusal ground leads to: the whole is refused, parts are redacted, or the data are kept but blocked. */
export const groundEffects = ['refuse', 'redact', 'restrict'] as const;
/** See {@link groundEffects}. */
export type GroundEffect = (typeof groundEffects)[number];

/** Where a rule comes from. */
export interface Provenance {
  /** Where the rule was read, and what is still to confirm. */
  readonly source: string;
  readonly confidence: Confidence;
}

/** One clock of a regime: how long, counted how, from what, for which kinds of request. */
export interface ClockRule extends Provenance {
  readonly kind: ClockKind;
  readonly rights: readonly ClockRight[];
  /** Whole number of units, at least 1. An extended clock holds the whole period from the start, not the addition. */
  readonly value: number;
  readonly unit: ClockUnit;
  readonly startEvent: StartEvent;
  /** `none` for workday, businessDay and hour clocks: they cannot end on a rest day, or do not care. */
  readonly roll: RollPolicy;
  /** Whether a shorter period that the controller itself published replaces this one. */
  readonly promise: 'none' | 'shorterReplaces';
  readonly legalBasis: string;
}

/** When a clock may stand still. */
export interface PausePolicy extends Provenance {
  readonly arithmetic: PauseArithmetic;
  /** The only reasons that count; a pause for another reason changes nothing. */
  readonly grounds: readonly {
    readonly reason: string;
    readonly article: string;
    readonly text: LocalText;
  }[];
  readonly legalBasis: string;
}

/** How a period may be prolonged. */
export interface ExtensionPolicy extends Provenance {
  /** What is added, e.g. 2 months; the whole period is in the clock named by `clock`. */
  readonly value: number;
  readonly unit: ClockUnit;
  /** How often. */
  readonly times: number;
  /** The clock that the extended one stands in for. */
  readonly replaces: ClockKind;
  readonly clock: ClockKind;
  /** The clock within which the person must be told, with reasons. */
  readonly noticeClock: ClockKind;
  /** Closed list. */
  readonly grounds: readonly { readonly code: string; readonly article: string; readonly text: LocalText }[];
  readonly legalBasis: string;
}

/** A lawful reason not to comply, wholly or in part (law.md chapter 5). */
export interface RefusalGround extends Provenance {
  readonly code: string;
  readonly article: string;
  readonly rights: readonly ClockRight[];
  readonly effect: GroundEffect;
  /** For the letter. */
  readonly text: LocalText;
  /** What staff must put on file. */
  readonly evidence: LocalText;
}

/** A remedy that every refusal must name. */
export interface Remedy {
  readonly code: string;
  readonly article: string;
  readonly text: LocalText;
}

/** One rule set: a law, standard or method as data. */
export interface Regime {
  readonly id: RegimeId;
  /** `<date>+<first 12 hex digits of SHA-256 over the canonical content without this field>`: no edit without a new version. */
  readonly version: string;
  readonly name: LocalText;
  /** IANA zone when neither the facts nor a calendar name one. */
  readonly zone: string;
  /** Calendar when the facts name none that fits. */
  readonly calendar: string;
  /** Calendars that may be used with this regime. */
  readonly calendars: readonly string[];
  /** Articles that the count rests on, shown with its steps. */
  readonly counting: { readonly dayZero: string; readonly month: string; readonly roll: string };
  readonly clocks: readonly ClockRule[];
  readonly pauses: PausePolicy;
  /** `null` when the regime knows no extension. */
  readonly extension: ExtensionPolicy | null;
  readonly refusalGrounds: readonly RefusalGround[];
  readonly remedies: readonly Remedy[];
  /** Local date from which the instrument is in force, `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
  /** Last local date in force; `null` while it is. */
  readonly effectiveTo: string | null;
}

/** The refusal grounds of a regime for one kind of request. */
export function refusalGroundsFor(regime: Regime, right: ClockRight): RefusalGround[] {
  return regime.refusalGrounds.filter((ground) => ground.rights.includes(right));
}
