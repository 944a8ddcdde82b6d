/** One clock of a request as the workflow keeps it: instants computed elsewhere from pinned rules, never dates to count. */
export interface ClockState {
  readonly regime: string;
  /** E.g. `respond`, `respondExtended`, `extensionNotice`. */
  readonly clock: string;
  /** Last local day, `YYYY-MM-DD`. */
  readonly date: string;
  /** First instant after the last day, UTC. In time means strictly before it. */
  readonly deadlineAt: string;
  /** The same without roll-forward and pauses: what we operate to. */
  readonly strictAt: string;
  /** True while a calendar year it needs is not published. */
  readonly provisional: boolean;
  readonly ruleVersion: string;
  readonly calendarVersion: string;
  readonly status: 'running' | 'satisfied' | 'breached';
  /** Instants at which staff are reminded; each fires once. */
  readonly reminders: readonly { readonly at: string; readonly fired: boolean }[];
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
  readonly at: string;
}

/** The earliest due event of all running clocks, or `undefined` when none is left. */
export function nextDueEvent(clocks: readonly ClockState[]): DueEvent | undefined {
  const due = clocks
    .filter((clock) => clock.status === 'running')
    .flatMap((clock): DueEvent[] => {
      const { regime, clock: name } = clock;
      const reminders = clock.reminders
        .filter((reminder) => !reminder.fired)
        .map((reminder): DueEvent => ({ kind: 'reminder', regime, clock: name, at: reminder.at }));
      return [...reminders, { kind: 'breach', regime, clock: name, at: clock.deadlineAt }];
    });
  return due.sort((a, b) => compareInstants(a.at, b.at))[0];
}

/** The clocks after a due event has fired: its reminder is used up, or its clock is breached. */
export function withFired(clocks: readonly ClockState[], event: DueEvent): ClockState[] {
  return clocks.map((clock) => {
    if (clock.regime !== event.regime || clock.clock !== event.clock) return clock;
    if (event.kind === 'breach') return { ...clock, status: 'breached' };
    const reminders = clock.reminders.map((reminder) =>
      reminder.at === event.at ? { ...reminder, fired: true } : reminder,
    );
    return { ...clock, reminders };
  });
}

/** Clocks computed anew, with what has already happened to them carried over: a reminder or breach fires once. */
export function carryOver(before: readonly ClockState[], after: readonly ClockState[]): ClockState[] {
  return after.map((clock) => {
    const old = before.find((candidate) => candidate.regime === clock.regime);
    if (old === undefined) return clock;
    const moved = old.deadlineAt !== clock.deadlineAt;
    const reminders = clock.reminders.map((reminder, index) => ({
      ...reminder,
      fired: old.reminders[index]?.fired ?? false,
    }));
    return { ...clock, reminders, status: moved && old.status === 'breached' ? 'running' : old.status };
  });
}

/** The clocks once the answer is given: what was running is satisfied, a breach stays a breach. */
export function satisfied(clocks: readonly ClockState[]): ClockState[] {
  return clocks.map((clock) => (clock.status === 'running' ? { ...clock, status: 'satisfied' } : clock));
}

/** Order of two UTC instants in the ISO form `2026-03-23T16:00:00Z`, with or without fractions of a second. */
export function compareInstants(a: string, b: string): number {
  // `Z` sorts after `.`, so an instant without fraction would sort after one with: compare without the letter.
  const left = a.replace(/(\.0+)?Z$/, '');
  const right = b.replace(/(\.0+)?Z$/, '');
  return left < right ? -1 : left > right ? 1 : 0;
}
