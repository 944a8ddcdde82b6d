import type { LocalText } from './data-map';
import type {
  ClockKind,
  ClockRight,
  ClockUnit,
  Confidence,
  FeeClock,
  FeePolicy,
  GroundEffect,
  NoticeBlock,
  PauseArithmetic,
  RemedyKind,
  RollPolicy,
  RuledNotice,
  StartEvent,
} from './regime-words';
import { baseOf } from './right';

export * from './regime-words';

/** Identifier of a rule set, e.g. `EU-GDPR`. Controllers may add their own, which begin with `X-`. */
export type RegimeId = string;

/** Where a rule comes from. */
export interface Provenance {
  /** Where the rule was read, and what is still to confirm. */
  readonly source: string;
  readonly confidence: Confidence;
}

/** A rule in words, for people and letters; nothing is computed from it. */
export interface RuleText extends Provenance {
  readonly text: LocalText;
  readonly article: string;
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
  /** Kind of controller for which alone it holds, instead of the clock without profile; e.g. `small-agent`. */
  readonly profile: string | null;
  /** Receipt on or after this local date; `null`: as long as the regime itself. */
  readonly effectiveFrom: string | null;
  /** Receipt on or before this local date; `null`: as long as the regime itself. */
  readonly effectiveTo: string | null;
  /** Who must be told, for clocks of reports and of telling recipients; empty for others. */
  readonly addressees: readonly { readonly code: string; readonly text: LocalText }[];
  readonly legalBasis: string;
}

/** A reason of a closed list, with its article and its words for the letter. */
export interface Ground {
  readonly code: string;
  readonly article: string;
  readonly text: LocalText;
}

/** When a clock may stand still. */
export interface PausePolicy extends Provenance {
  readonly arithmetic: PauseArithmetic;
  /** The only reasons that count; a pause for another reason changes nothing. */
  readonly grounds: readonly {
    readonly reason: string;
    readonly rights: readonly ClockRight[];
    readonly article: string;
    readonly text: LocalText;
  }[];
  readonly legalBasis: string;
}

/** How a period may be prolonged. */
export interface ExtensionPolicy extends Provenance {
  readonly rights: readonly ClockRight[];
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
  readonly grounds: readonly Ground[];
  readonly legalBasis: string;
}

/** What the answer may cost. */
export interface FeeRule extends Provenance {
  readonly policy: FeePolicy;
  /** Free requests in twelve months; `null` where the law names no number. */
  readonly freePerYear: number | null;
  /** Grounds on which a fee may be asked; closed list, empty when it is always free. */
  readonly grounds: readonly Ground[];
  /** True where the work may wait until the fee is paid. */
  readonly workWaits: boolean;
  readonly clock: FeeClock;
  /** True where the amount must be announced before the work. */
  readonly estimateFirst: boolean;
  readonly text: LocalText;
  readonly legalBasis: string;
}

/** A lawful reason not to comply, wholly or in part. */
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
export interface Remedy extends Provenance {
  readonly code: string;
  readonly kind: RemedyKind;
  readonly article: string;
  readonly text: LocalText;
  /** E.g. "within 30 days of the refusal"; `null` where the law sets none. */
  readonly timeLimit: LocalText | null;
  /** Where to turn: name with address, telephone or page; `null` where it depends on the case, as with courts. */
  readonly address: LocalText | null;
}

/** What one kind of message must carry under a regime. */
export interface NoticeRule extends Provenance {
  readonly notice: RuledNotice;
  readonly rights: readonly ClockRight[];
  readonly blocks: readonly NoticeBlock[];
  /** True where the law demands writing. */
  readonly inWriting: boolean;
  readonly legalBasis: string;
}

/** How long the controller keeps, or may keep, the record of a request; counted from its closing. */
export interface RecordKeeping extends RuleText {
  /** `null` where the law sets no number. */
  readonly value: number | null;
  readonly unit: 'day' | 'month' | null;
}

/** One rule set: a law, standard or method as data. */
export interface Regime {
  readonly id: RegimeId;
  /** `<date>+<first 12 hex digits of SHA-256 over the canonical content without this field>`: no edit without a new version. */
  readonly version: string;
  readonly name: LocalText;
  /** Places whose residents it protects: ISO countries and subdivisions, or `EEA`. */
  readonly territories: readonly string[];
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
  /** Empty when the regime knows no extension; at most one per right. */
  readonly extensions: readonly ExtensionPolicy[];
  readonly fee: FeeRule;
  readonly refusalGrounds: readonly RefusalGround[];
  readonly remedies: readonly Remedy[];
  readonly notices: readonly NoticeRule[];
  readonly agents: RuleText;
  /** `age`: below it a guardian acts; `null` where the law names none. */
  readonly minors: RuleText & { readonly age: number | null };
  readonly deceased: RuleText;
  readonly recordKeeping: RecordKeeping;
  /** Set where the law turns silence into a refusal. */
  readonly silence: RuleText | null;
  /** What the instrument says besides, that the engine does not carry out by itself. */
  readonly notes: readonly RuleText[];
  /** Local date from which the instrument is in force, `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
  /** Last local date in force; `null` while it is. */
  readonly effectiveTo: string | null;
}

/** The refusal grounds of a regime for one kind of request. */
export function refusalGroundsFor(regime: Regime, right: ClockRight): RefusalGround[] {
  return regime.refusalGrounds.filter((ground) => ground.rights.includes(right));
}

/**
 * The kind of request whose rules a regime applies: its own where the regime counts a period for it, else that of the right
 * that it is carried out as. An explanation is information (GDPR art 15(1)(h)), so it falls back to access.
 */
export function ruledAs(regime: Regime, right: ClockRight): ClockRight {
  const isRuled = regime.clocks.some(({ kind, rights }) => kind === 'respond' && rights.includes(right));
  if (isRuled) return right;
  return right === 'explanation' ? 'access' : baseOf(right);
}

/** How a regime lets the period for this kind of request be extended, if it does. */
export function extensionFor(regime: Regime, right: ClockRight): ExtensionPolicy | undefined {
  return regime.extensions.find(({ rights }) => rights.includes(right));
}
