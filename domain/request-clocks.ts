import { Temporal } from 'temporal-polyfill';
import type { ClockFacts, ClockReading } from './clock';
import { computeClocks } from './clock';
import type { ClockState } from './clock-state';
import type { RequestId } from './ids';
import type { LedgerLine } from './ports';
import { policyDefaults } from './policy';
import { findRegime } from './rules';
import { refusalGroundsFor } from './regime';
import type { RegimeId } from './regime';
import type { Right } from './right';

/** What a controller sets about its clocks. */
export interface ClockSettings {
  /** IANA zone of the establishment that answers. */
  readonly zone?: string;
  /** Calendar of that place, e.g. `CN` or `DE-BE`. */
  readonly calendar?: string;
  /** A shorter period that the controller itself published. */
  readonly promise?: { readonly value: number; readonly unit: 'day' | 'workday' };
}

/** Facts of one request that move its clocks. */
export interface RequestClockFacts {
  readonly receivedAt: string;
  readonly verifiedAt?: string;
  readonly extendedRegimes: readonly string[];
  readonly pauses: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
}

/**
 * The answering clocks of a request, one per regime, as instants to schedule on; each regime counted on its own, since an
 * extension of one moves no other. Reminders already past at computing time are kept: the watch fires them at once.
 */
export function requestClocks(
  regimes: readonly string[],
  right: Right,
  facts: RequestClockFacts,
  settings: ClockSettings,
): ClockState[] {
  return regimes.map((id) => {
    const regime = findRegime(id);
    const extended = facts.extendedRegimes.includes(id);
    const readings = computeClocks([regime.id], right, clockFacts(facts, settings, extended));
    const answer = readings.find(
      (reading) => reading.clock === 'respond' || reading.clock === 'respondExtended',
    );
    if (answer === undefined) throw new Error(`Regime ${id} has no answering clock for ${right}.`);
    return clockState(answer, readings, regime.id, extended, facts.receivedAt);
  });
}

function clockFacts(facts: RequestClockFacts, settings: ClockSettings, extended: boolean): ClockFacts {
  const { receivedAt, verifiedAt, pauses } = facts;
  return { receivedAt, ...(verifiedAt === undefined ? {} : { verifiedAt }), pauses, extended, ...settings };
}

function clockState(
  answer: ClockReading,
  readings: readonly ClockReading[],
  id: RegimeId,
  extended: boolean,
  receivedAt: string,
): ClockState {
  const regime = findRegime(id);
  const notice = readings.find((reading) => reading.clock === regime.extension?.noticeClock);
  return {
    regime: id,
    clock: answer.clock,
    date: answer.date,
    deadlineAt: answer.deadlineAt,
    strictAt: answer.strictAt,
    provisional: answer.provisional,
    ruleVersion: answer.ruleVersion,
    calendarVersion: answer.calendarVersion,
    status: 'running',
    reminders: reminders(receivedAt, answer.strictAt),
    extensionGrounds: extended ? [] : (regime.extension?.grounds.map((ground) => ground.code) ?? []),
    ...(notice === undefined ? {} : { extendBefore: notice.deadlineAt }),
    extended,
    pauseReasons: regime.pauses.grounds.map((ground) => ground.reason),
  };
}

function reminders(receivedAt: string, strictAt: string): ClockState['reminders'] {
  const from = Temporal.Instant.from(receivedAt).epochMilliseconds;
  const to = Temporal.Instant.from(strictAt).epochMilliseconds;
  return policyDefaults.reminderFractions.map((fraction) => {
    const at = Temporal.Instant.fromEpochMilliseconds(Math.round(from + (to - from) * fraction));
    return { at: at.toString({ smallestUnit: 'second' }), fired: false };
  });
}

/** The lines of the deadline ledger for a request's clocks. */
export function ledgerLines(requestId: RequestId, clocks: readonly ClockState[]): LedgerLine[] {
  return clocks.map(({ regime, clock, deadlineAt, strictAt, provisional, status }) => ({
    requestId,
    regime,
    clock,
    deadlineAt,
    strictAt,
    provisional,
    status,
  }));
}

/** Codes of the grounds on which a request may be refused under any of its regimes. */
export function refusalGroundCodes(regimes: readonly string[], right: Right): string[] {
  const codes = regimes.flatMap((id) =>
    refusalGroundsFor(findRegime(id), right).map((ground) => ground.code),
  );
  return [...new Set(codes)];
}
