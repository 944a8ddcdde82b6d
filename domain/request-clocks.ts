import type { ClockFacts, ClockReading } from './clock';
import { computeClocks } from './clock';
import type { ClockState } from './clock-state';
import type { CaseId } from './ids';
import type { LedgerLine } from './ports';
import { extensionFor, goalOfClock, refusalGroundsFor, ruledAs } from './regime';
import type { ClockKind, ClockRight, Regime } from './regime';
import type { FeeTerms } from './request';
import type { RequestClockFacts } from './request-facts';
import type { RuleBook } from './rule-book';
import { findRegime } from './rule-book';
import { ownPeriodsFor } from './rules/controller-rules';
import type { ControllerRules } from './rules/controller-rules';
import { standsStill } from './standing';
import type { Standing } from './standing';
import type { ThresholdRule } from './threshold';
import { thresholdsBetween } from './threshold';

/** What a controller sets about its clocks. */
export interface ClockSettings {
  /** The law as this controller applies it. */
  readonly rules: RuleBook;
  /** IANA zone of the establishment that answers. */
  readonly zone?: string;
  /** Calendar of that place, e.g. `CN` or `DE-BE`. */
  readonly calendar?: string;
  /** A shorter period that the controller itself published. */
  readonly promise?: NonNullable<ClockFacts['promise']>;
  /** What kind of controller it is where a regime asks, e.g. `small-agent`. */
  readonly profiles?: readonly string[];
  /** The period within which we mean to be done, where it ends before the strict date. */
  readonly target?: NonNullable<ClockFacts['target']>;
  /** The controller's own promises and aims for single kinds of request; they stand before the general ones. */
  readonly own?: Pick<ControllerRules, 'version' | 'promises' | 'targets'>;
  /** When staff are reminded. */
  readonly thresholds: readonly ThresholdRule[];
}

/**
 * All clocks of a request, as instants to schedule on; each regime counted on its own, since an extension of one moves no
 * other. The last moment for an extension is no clock of its own: it stands at the clock that it would extend. Thresholds
 * already past at computing time are kept: the watch fires them at once.
 */
export function requestClocks(
  regimes: readonly string[],
  right: ClockRight,
  facts: RequestClockFacts,
  settings: ClockSettings,
): ClockState[] {
  return regimes.flatMap((id) => {
    const readings = regimeReadings(id, right, facts, settings);
    return readings
      .filter(({ clock }) => goalOfClock[clock] !== 'extensionNotice')
      .map((reading) => clockState(reading, readings, { right, facts, settings }));
  });
}

/** The same clocks as they are read, with the steps of their count; the last moment for an extension among them. */
export function requestReadings(
  regimes: readonly string[],
  right: ClockRight,
  facts: RequestClockFacts,
  settings: ClockSettings,
): ClockReading[] {
  return regimes.flatMap((id) => regimeReadings(id, right, facts, settings));
}

function regimeReadings(
  id: string,
  right: ClockRight,
  facts: RequestClockFacts,
  settings: ClockSettings,
): ClockReading[] {
  const extended = facts.extendedRegimes.includes(id);
  const own = settings.own === undefined ? {} : ownPeriodsFor(settings.own, right);
  const counted = { ...clockFacts(facts, settings, extended), ...own };
  const ruled = ruledAs(findRegime(settings.rules, id), right);
  return computeClocks([id], ruled, counted, settings.rules);
}

function clockFacts(facts: RequestClockFacts, settings: ClockSettings, extended: boolean): ClockFacts {
  const { receivedAt, verifiedAt, feePaidAt, pauses } = facts;
  const { rules: _rules, thresholds: _thresholds, own: _own, ...place } = settings;
  return {
    receivedAt,
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(feePaidAt === undefined ? {} : { feePaidAt }),
    pauses,
    extended,
    ...place,
  };
}

function clockState(
  reading: ClockReading,
  readings: readonly ClockReading[],
  context: { right: ClockRight; facts: RequestClockFacts; settings: ClockSettings },
): ClockState {
  const { facts, settings } = context;
  const regime = findRegime(settings.rules, reading.regime);
  const right = ruledAs(regime, context.right);
  const extended = facts.extendedRegimes.includes(regime.id);
  const extension = extensionFor(regime, right);
  const mayExtend = extension?.replaces === reading.clock && !extended;
  const notice = readings.find(({ clock }) => clock === extension?.noticeClock);
  return {
    regime: regime.id,
    clock: reading.clock,
    goal: goalOfClock[reading.clock],
    date: reading.date,
    deadlineAt: reading.deadlineAt,
    strictAt: reading.strictAt,
    targetAt: reading.targetAt,
    provisional: reading.provisional,
    ruleVersion: ruleVersionOf(reading, settings),
    calendarVersion: reading.calendarVersion,
    status: 'running',
    thresholds: thresholdsBetween(settings.thresholds, facts.receivedAt, reading.targetAt),
    extensionGrounds: mayExtend ? extension.grounds.map((ground) => ground.code) : [],
    ...(mayExtend && notice !== undefined ? { extendBefore: notice.deadlineAt } : {}),
    extended: extended && reading.clock === extension?.clock,
    pauseReasons: regime.pauses.grounds
      .filter(({ rights }) => rights.includes(right))
      .map(({ reason }) => reason),
    ...(startsWithFee(regime, right, reading.clock) ? { startsWithFee: true } : {}),
  };
}

/** The version of the law, and of the controller's own periods where there are any: both decide the date. */
function ruleVersionOf({ ruleVersion }: ClockReading, { own }: ClockSettings): string {
  return own === undefined ? ruleVersion : `${ruleVersion} own@${own.version}`;
}

/** A clock that starts with the latest of several proofs starts with the fee where the regime says so. */
function startsWithFee({ fee, clocks }: Regime, right: ClockRight, kind: ClockKind): boolean {
  return (
    fee.clock === 'startsWithPayment' &&
    clocks.some((rule) => rule.kind === kind && rule.rights.includes(right) && rule.startEvent === 'latest')
  );
}

/** The lines of the deadline ledger for the clocks of a case; `standing` says which of them stand still. */
export function ledgerLines(
  caseId: CaseId,
  clocks: readonly ClockState[],
  standing: Standing = {},
): LedgerLine[] {
  return clocks.map((clock) => ({
    caseId,
    regime: clock.regime,
    clock: clock.clock,
    deadlineAt: clock.deadlineAt,
    strictAt: clock.strictAt,
    targetAt: clock.targetAt,
    provisional: clock.provisional,
    calendarVersion: clock.calendarVersion,
    status: standsStill(clock, standing) ? 'paused' : clock.status,
    thresholds: clock.thresholds,
  }));
}

/** What the regimes of a request let staff do: grounds of refusal, and of fees. */
export interface RequestRules {
  /** Codes of the grounds on which the request may be refused under any of its regimes. */
  readonly refusalGrounds: readonly string[];
  readonly feeRules: readonly FeeTerms[];
}

/** See {@link RequestRules}. */
export function requestRules(book: RuleBook, regimes: readonly string[], right: ClockRight): RequestRules {
  const found = regimes.map((id) => findRegime(book, id));
  const codes = found.flatMap((regime) =>
    refusalGroundsFor(regime, ruledAs(regime, right)).map((ground) => ground.code),
  );
  return { refusalGrounds: [...new Set(codes)], feeRules: found.flatMap(feeTerms) };
}

/** Nothing where the answer is always free. */
function feeTerms({ id, fee }: Regime): FeeTerms[] {
  const { grounds, workWaits, clock } = fee;
  if (grounds.length === 0) return [];
  return [{ regime: id, grounds: grounds.map((ground) => ground.code), workWaits, clock }];
}
