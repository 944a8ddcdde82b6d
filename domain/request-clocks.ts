import type { ClockFacts, ClockReading } from './clock';
import { computeClocks } from './clock';
import type { ClockState } from './clock-state';
import type { CaseId } from './ids';
import type { LedgerLine } from './ports';
import { extensionFor, goalOfClock, refusalGroundsFor } from './regime';
import type { ClockRight } from './regime';
import type { RuleBook } from './rule-book';
import { findRegime } from './rule-book';
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
  /** When staff are reminded. */
  readonly thresholds: readonly ThresholdRule[];
}

/** Facts of one request that move its clocks. */
export interface RequestClockFacts {
  readonly receivedAt: string;
  readonly verifiedAt?: string;
  readonly feePaidAt?: string;
  readonly extendedRegimes: readonly string[];
  readonly pauses: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
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
    const extended = facts.extendedRegimes.includes(id);
    const readings = computeClocks([id], right, clockFacts(facts, settings, extended), settings.rules);
    return readings
      .filter(({ clock }) => goalOfClock[clock] !== 'extensionNotice')
      .map((reading) => clockState(reading, readings, { right, facts, settings }));
  });
}

function clockFacts(facts: RequestClockFacts, settings: ClockSettings, extended: boolean): ClockFacts {
  const { receivedAt, verifiedAt, feePaidAt, pauses } = facts;
  const { rules: _rules, thresholds: _thresholds, ...place } = settings;
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
  const { facts, settings, right } = context;
  const regime = findRegime(settings.rules, reading.regime);
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
    ruleVersion: reading.ruleVersion,
    calendarVersion: reading.calendarVersion,
    status: 'running',
    thresholds: thresholdsBetween(settings.thresholds, facts.receivedAt, reading.targetAt),
    extensionGrounds: mayExtend ? extension.grounds.map((ground) => ground.code) : [],
    ...(mayExtend && notice !== undefined ? { extendBefore: notice.deadlineAt } : {}),
    extended: extended && reading.clock === extension?.clock,
    pauseReasons: regime.pauses.grounds
      .filter(({ rights }) => rights.includes(right))
      .map(({ reason }) => reason),
  };
}

/** The lines of the deadline ledger for the clocks of a case. */
export function ledgerLines(caseId: CaseId, clocks: readonly ClockState[], pausedFor?: string): LedgerLine[] {
  return clocks.map((clock) => {
    const { regime, clock: name, deadlineAt, strictAt, targetAt, provisional, status, thresholds } = clock;
    const standsStill =
      status === 'running' && pausedFor !== undefined && clock.pauseReasons.includes(pausedFor);
    return {
      caseId,
      regime,
      clock: name,
      deadlineAt,
      strictAt,
      targetAt,
      provisional,
      calendarVersion: clock.calendarVersion,
      status: standsStill ? 'paused' : status,
      thresholds,
    };
  });
}

/** Codes of the grounds on which a request may be refused under any of its regimes. */
export function refusalGroundCodes(rules: RuleBook, regimes: readonly string[], right: ClockRight): string[] {
  const codes = regimes.flatMap((id) =>
    refusalGroundsFor(findRegime(rules, id), right).map((ground) => ground.code),
  );
  return [...new Set(codes)];
}
