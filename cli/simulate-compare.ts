import { ClockError } from '../domain/clock';
import type { ClockReading } from '../domain/clock';
import type { ClockKind } from '../domain/regime';
import type { SimulatedRequest } from './simulate-requests';
import type { Law } from './simulate-rules';
import { UsageError } from './usage-error';

/** The dates of a clock that a move can touch. */
export type ClockDates = Pick<ClockReading, 'date' | 'deadlineAt' | 'strictDate' | 'provisional'>;

/** `added`: a clock that did not run before; `removed`: one that would run no more. */
export type Direction = 'earlier' | 'added' | 'later' | 'removed';

/** One clock whose dates would be others. */
export interface Move {
  readonly requestId: string;
  readonly state: SimulatedRequest['state'];
  readonly regime: string;
  readonly clock: ClockKind;
  readonly direction: Direction;
  readonly now: ClockDates | null;
  readonly then: ClockDates | null;
}

/** A request that could not be counted, and by which law. */
export interface Uncounted {
  readonly requestId: string;
  readonly law: 'present' | 'changed';
  readonly code: string;
  readonly message: string;
}

/** What the change would do. */
export interface Simulation {
  readonly read: number;
  readonly counted: number;
  /** Those that come forward first, then by the new date. */
  readonly moves: readonly Move[];
  readonly uncounted: readonly Uncounted[];
  /** Clocks that would no longer be provisional. */
  readonly settled: number;
  /** Requests that the books hold with another date than the present law gives: counted elsewhere, or before a change. */
  readonly deviating: number;
}

/** Counts every request by both laws and gathers what differs. Holds the differences only, not the requests. */
export async function simulate(
  requests: AsyncIterable<SimulatedRequest>,
  present: Law,
  changed: Law,
): Promise<Simulation> {
  const moves: Move[] = [];
  const uncounted: Uncounted[] = [];
  let read = 0;
  let settled = 0;
  let deviating = 0;
  for await (const request of requests) {
    read += 1;
    const now = countBy(request, present, 'present');
    const then = 'code' in now ? now : countBy(request, changed, 'changed');
    if ('code' in now) uncounted.push(now);
    else if ('code' in then) uncounted.push(then);
    else {
      const pairs = pairsOf(now.readings, then.readings);
      if (deviates(request, now.readings)) deviating += 1;
      moves.push(...pairs.flatMap((pair) => moveOf(request, pair)));
      settled += pairs.filter(
        (pair) => pair.now?.provisional === true && pair.then?.provisional === false,
      ).length;
    }
  }
  return {
    read,
    counted: read - uncounted.length,
    moves: moves.sort(byUrgency),
    uncounted,
    settled,
    deviating,
  };
}

function deviates({ booked }: SimulatedRequest, readings: readonly ClockReading[]): boolean {
  return booked.some(({ regime, clock, deadlineAt }) => {
    const reading = readings.find((candidate) => candidate.regime === regime && candidate.clock === clock);
    return reading?.deadlineAt !== deadlineAt;
  });
}

function countBy(
  request: SimulatedRequest,
  law: Law,
  which: Uncounted['law'],
): Uncounted | { readonly readings: readonly ClockReading[] } {
  try {
    return { readings: request.count(law) };
  } catch (error) {
    if (!(error instanceof ClockError || error instanceof UsageError)) throw error;
    return { requestId: request.requestId, law: which, code: error.code, message: error.message };
  }
}

interface Pair {
  readonly now: ClockReading | undefined;
  readonly then: ClockReading | undefined;
}

/** The same clock of the same regime under both laws. */
function pairsOf(now: readonly ClockReading[], then: readonly ClockReading[]): Pair[] {
  const isSame = (a: ClockReading) => (b: ClockReading) => a.regime === b.regime && a.clock === b.clock;
  return [
    ...now.map((reading) => ({ now: reading, then: then.find(isSame(reading)) })),
    ...then
      .filter((reading) => !now.some(isSame(reading)))
      .map((reading) => ({ now: undefined, then: reading })),
  ];
}

function moveOf({ requestId, state }: SimulatedRequest, { now, then }: Pair): Move[] {
  const direction = directionOf(now, then);
  const reading = now ?? then;
  if (direction === undefined || reading === undefined) return [];
  const { regime, clock } = reading;
  return [{ requestId, state, regime, clock, direction, now: datesOf(now), then: datesOf(then) }];
}

/** A strict day that comes forward is one to work to, also where the deadline itself stands. */
function directionOf(now: ClockReading | undefined, then: ClockReading | undefined): Direction | undefined {
  if (then === undefined) return 'removed';
  if (now === undefined) return 'added';
  if (then.deadlineAt < now.deadlineAt || then.strictAt < now.strictAt) return 'earlier';
  if (then.deadlineAt > now.deadlineAt || then.strictAt > now.strictAt) return 'later';
  return undefined;
}

function datesOf(reading: ClockReading | undefined): ClockDates | null {
  if (reading === undefined) return null;
  const { date, deadlineAt, strictDate, provisional } = reading;
  return { date, deadlineAt, strictDate, provisional };
}

const order: readonly Direction[] = ['earlier', 'added', 'later', 'removed'];

function byUrgency(a: Move, b: Move): number {
  const rank = order.indexOf(a.direction) - order.indexOf(b.direction);
  return rank === 0 ? compare(instantOf(a), instantOf(b)) || compare(a.requestId, b.requestId) : rank;
}

const instantOf = ({ then, now }: Move): string => (then ?? now)?.deadlineAt ?? '';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
