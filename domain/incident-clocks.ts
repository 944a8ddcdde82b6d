import { computeClocks, earliest } from './clock';
import type { ClockFacts } from './clock';
import { placeOf, rulesFor } from './clock-scope';
import type { Addressee, IncidentClock } from './incident';
import { localDateOf } from './local-time';
import type { ClockRule, Regime } from './regime';
import { goalOfClock } from './regime';
import { requestClocks } from './request-clocks';
import type { ClockSettings } from './request-clocks';
import { findRegime } from './rule-book';
import type { RuleBook } from './rule-book';

/** What sets the clocks of an incident. */
export interface IncidentClockFacts {
  /** UTC. */
  readonly discoveredAt: string;
  readonly profiles: readonly string[];
}

/**
 * One clock per regime from the discovery on. Where several rules of a regime hold at once, as for a controller of two
 * kinds, the earliest deadline stands for all of them and their addressees are told together.
 * @throws ClockError DSR_REGIME_UNKNOWN, DSR_REGIME_NOT_IN_FORCE; DSR_CLOCK_NONE for a regime without a clock for reports.
 */
export function incidentClocks(
  regimes: readonly string[],
  { discoveredAt, profiles }: IncidentClockFacts,
  settings: ClockSettings,
): IncidentClock[] {
  const counted = { ...settings, profiles };
  const { rules: book, thresholds: _thresholds, ...place } = counted;
  const facts = { receivedAt: discoveredAt, ...place };
  const clockFacts = { receivedAt: discoveredAt, extendedRegimes: [], pauses: [] };
  return regimes.map((id) => {
    const readings = computeClocks([id], 'incident', facts, book);
    const reading = earliest(readings);
    const clocks = requestClocks([id], 'incident', clockFacts, counted);
    const { status: _status, ...clock } = clocks[readings.indexOf(reading)] ?? missing(id);
    const addressees = addresseesOf(book, findRegime(book, id), facts);
    return { ...clock, addressees, legalBasis: reading.legalBasis, steps: reading.steps };
  });
}

/** True when the regime sets a clock for reports of incidents. */
export function wantsReports({ clocks }: Regime): boolean {
  return clocks.some((rule) => isReportRule(rule));
}

function isReportRule({ kind, rights }: ClockRule): boolean {
  return goalOfClock[kind] === 'report' && rights.includes('incident');
}

/** Whom the rules that hold on that day want told, each once. */
function addresseesOf(book: RuleBook, regime: Regime, facts: ClockFacts): Addressee[] {
  const { zone } = placeOf(book, regime, facts);
  const rules = rulesFor(regime, 'incident', facts, localDateOf(facts.receivedAt, zone, 'discoveredAt'));
  const named = rules.flatMap(({ addressees }) => addressees);
  return [...new Map(named.map((addressee) => [addressee.code, addressee])).values()];
}

function missing(id: string): never {
  throw new Error(`Regime ${id}: its clocks and readings do not match.`);
}
