import type { AlertLevel } from './alert';
import { breachThreshold } from './alert';
import type { ClockGoal } from './regime-words';
import type { Threshold } from './threshold';

/** One clock of a request as the workflow keeps it: instants computed elsewhere from pinned rules, never dates to count. */
export interface ClockState {
  readonly regime: string;
  /** E.g. `acknowledge`, `respond`, `respondExtended`. */
  readonly clock: string;
  /** What stops it for good. */
  readonly goal: ClockGoal;
  /** Last local day, `YYYY-MM-DD`. */
  readonly date: string;
  /** First instant after the last day, UTC. In time means strictly before it. */
  readonly deadlineAt: string;
  /** The same without roll-forward and pauses. */
  readonly strictAt: string;
  /** What we operate to: at or before {@link strictAt}. */
  readonly targetAt: string;
  /** True while a calendar year it needs is not published. */
  readonly provisional: boolean;
  readonly ruleVersion: string;
  readonly calendarVersion: string;
  readonly status: 'running' | 'satisfied' | 'breached';
  /** Instants at which staff are reminded; each fires once. */
  readonly thresholds: readonly Threshold[];
  /** Grounds on which the regime lets this clock be extended now; empty when it does not. */
  readonly extensionGrounds: readonly string[];
  /** Last instant at which the extension may still be declared; absent when none is possible. */
  readonly extendBefore?: string;
  readonly extended: boolean;
  /** Reasons for which the regime lets this clock pause. */
  readonly pauseReasons: readonly string[];
}

/** The next thing that a clock demands. */
export interface DueEvent {
  readonly kind: 'reminder' | 'breach';
  readonly regime: string;
  readonly clock: string;
  /** Code of the threshold; {@link breachThreshold} for a breach. */
  readonly threshold: string;
  readonly level: AlertLevel;
  readonly at: string;
}

/** The earliest due event of all running clocks, or `undefined` when none is left. */
export function nextDueEvent(clocks: readonly ClockState[]): DueEvent | undefined {
  const due = clocks
    .filter((clock) => clock.status === 'running')
    .flatMap((clock): DueEvent[] => {
      const { regime, clock: name, thresholds, deadlineAt } = clock;
      const reminders = thresholds
        .filter((threshold) => !threshold.fired)
        .map(({ code, level, at }): DueEvent => ({
          kind: 'reminder',
          regime,
          clock: name,
          threshold: code,
          level,
          at,
        }));
      const breach = { threshold: breachThreshold, level: 'privacyOfficer', at: deadlineAt } as const;
      return [...reminders, { kind: 'breach', regime, clock: name, ...breach }];
    });
  return due.sort((a, b) => compareInstants(a.at, b.at))[0];
}

/** The clocks after a due event has fired: its threshold is used up, or its clock is breached. */
export function withFired(clocks: readonly ClockState[], event: DueEvent): ClockState[] {
  return clocks.map((clock) => {
    if (clock.regime !== event.regime || clock.clock !== event.clock) return clock;
    if (event.kind === 'breach') return { ...clock, status: 'breached' };
    const thresholds = clock.thresholds.map((threshold) =>
      threshold.code === event.threshold ? { ...threshold, fired: true } : threshold,
    );
    return { ...clock, thresholds };
  });
}

/**
 * Clocks computed anew, with what has already happened to them carried over: a reminder or breach fires once. An extended
 * clock stands in for the ordinary one of the same goal.
 */
export function carryOver(before: readonly ClockState[], after: readonly ClockState[]): ClockState[] {
  return after.map((clock) => {
    const old = before.find(({ regime, goal }) => regime === clock.regime && goal === clock.goal);
    if (old === undefined) return clock;
    const moved = old.deadlineAt !== clock.deadlineAt;
    const hasFired = (code: string) => old.thresholds.some((known) => known.code === code && known.fired);
    const thresholds = clock.thresholds.map((threshold) => ({
      ...threshold,
      fired: hasFired(threshold.code),
    }));
    return { ...clock, thresholds, status: moved && old.status === 'breached' ? 'running' : old.status };
  });
}

/** The clocks once their goals are reached: what was running is satisfied, a breach stays a breach. */
export function satisfied(clocks: readonly ClockState[], goals: readonly ClockGoal[]): ClockState[] {
  return clocks.map((clock) =>
    clock.status === 'running' && goals.includes(clock.goal) ? { ...clock, status: 'satisfied' } : clock,
  );
}

/** Order of two UTC instants in the ISO form `2026-03-23T16:00:00Z`, with or without fractions of a second. */
export function compareInstants(a: string, b: string): number {
  // `Z` sorts after `.`, so an instant without fraction would sort after one with: compare without the letter.
  const left = a.replace(/(\.0+)?Z$/, '');
  const right = b.replace(/(\.0+)?Z$/, '');
  return left < right ? -1 : left > right ? 1 : 0;
}
