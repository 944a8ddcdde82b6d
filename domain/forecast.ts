import { Temporal } from 'temporal-polyfill';
import type { ClockState } from './clock-state';
import { compareInstants } from './clock-state';

/** How long one kind of work took lately, in ms, one number for each time it was done. The order does not matter. */
export interface TrackRecord {
  /** E.g. `store/shop/execute`, `task/paperArchive`, `phase/assessing`. */
  readonly key: string;
  readonly tookMs: readonly number[];
}

/** One piece of work that is still to be finished. */
export interface PendingWork {
  readonly key: string;
  /** For how long it has been going on, in ms; 0 when it has not begun. */
  readonly ageMs: number;
}

/** Work that goes on side by side; the next stage begins when all of it is done. */
export interface Stage {
  readonly name: string;
  readonly work: readonly PendingWork[];
}

/** What is still expected of one stage, in ms. */
export interface StageForecast {
  readonly name: string;
  readonly expectedMs: number;
  readonly likelyMs: number;
  /** The piece of work that the stage waits for longest. */
  readonly slowest: string;
  /** False while that piece was never observed and its length is an assumption. */
  readonly observed: boolean;
}

/** Whether the promise will be kept: surely enough, perhaps not, or no more. */
export type Standing = 'onTrack' | 'atRisk' | 'cannotKeep';

/** When a request will probably be answered. Instants are UTC. */
export interface Forecast {
  /** As likely earlier as later. */
  readonly expectedAt: string;
  /** Nine in ten requests are done by then. */
  readonly likelyBy: string;
  /** The earliest target of its clocks that are not satisfied; absent when there is none. */
  readonly targetAt?: string;
  /** Time to spare between {@link likelyBy} and the target, in ms; below zero when there is none. */
  readonly slackMs?: number;
  /** What must have begun by then, or the target is likely missed: the order in which work is best done. */
  readonly startBy?: string;
  readonly standing: Standing;
  readonly stages: readonly StageForecast[];
}

/** A forecast as it is kept with its request. */
export interface KeptForecast extends Forecast {
  /** When it was made, UTC. */
  readonly at: string;
}

/** Assumptions until something was observed, in ms, by the first part of the key. */
const assumedMs: Readonly<Record<string, number>> = {
  store: 60_000,
  task: 2 * 86_400_000,
  phase: 86_400_000,
};

/**
 * Predicts the end of a request from what its work took lately. Stages add up, work within a stage goes side by side.
 * Adding the slow end of every stage is cautious on purpose: a warning too many costs a look, one too few a deadline.
 */
export function forecastOf(
  now: string,
  stages: readonly Stage[],
  clocks: readonly ClockState[],
  records: readonly TrackRecord[],
): Forecast {
  const byKey = new Map(records.map((record) => [record.key, [...record.tookMs].sort((a, b) => a - b)]));
  const found = stages.filter(({ work }) => work.length > 0);
  const forecasts = found.map((stage) => stageForecast(stage, byKey));
  const at = (sumMs: number): string => later(now, sumMs);
  const likelyMs = sum(forecasts.map((stage) => stage.likelyMs));
  const bestMs = sum(found.map((stage) => slowestOf(stage, byKey, 0.1).ms));
  // A clock that has run out counts on: what is late is to be done first.
  const answering = clocks.filter(({ goal, status }) => goal === 'answer' && status !== 'satisfied');
  const targetAt = soonest(answering.map((clock) => clock.targetAt));
  const deadlineAt = soonest(answering.map((clock) => clock.deadlineAt));
  return {
    expectedAt: at(sum(forecasts.map((stage) => stage.expectedMs))),
    likelyBy: at(likelyMs),
    ...(targetAt === undefined
      ? {}
      : {
          targetAt,
          slackMs: msBetween(at(likelyMs), targetAt),
          startBy: later(targetAt, -likelyMs),
        }),
    standing: standingOf(at(likelyMs), at(bestMs), targetAt, deadlineAt),
    stages: forecasts,
  };
}

function standingOf(
  likelyBy: string,
  earliestAt: string,
  targetAt: string | undefined,
  deadlineAt: string | undefined,
): Standing {
  if (deadlineAt !== undefined && compareInstants(earliestAt, deadlineAt) >= 0) return 'cannotKeep';
  return targetAt !== undefined && compareInstants(likelyBy, targetAt) >= 0 ? 'atRisk' : 'onTrack';
}

function stageForecast(stage: Stage, records: ReadonlyMap<string, readonly number[]>): StageForecast {
  const likely = slowestOf(stage, records, 0.9);
  return {
    name: stage.name,
    expectedMs: slowestOf(stage, records, 0.5).ms,
    likelyMs: likely.ms,
    slowest: likely.key,
    observed: records.has(likely.key),
  };
}

function slowestOf(
  { work }: Stage,
  records: ReadonlyMap<string, readonly number[]>,
  quantile: number,
): { key: string; ms: number } {
  const ends = work.map(({ key, ageMs }) => ({
    key,
    ms: remainingMs(records.get(key), key, ageMs, quantile),
  }));
  return ends.reduce((slowest, end) => (end.ms > slowest.ms ? end : slowest));
}

/**
 * What is left of work of this age: judged by those that took longer than it has. Work that is older than any before is
 * expected to need as long again as it has taken: the only thing known of it is that it is unusual.
 */
function remainingMs(
  tookMs: readonly number[] | undefined,
  key: string,
  ageMs: number,
  quantile: number,
): number {
  if (tookMs === undefined || tookMs.length === 0) {
    const assumed = assumedMs[key.split('/')[0] ?? ''] ?? 0;
    return ageMs < assumed ? assumed - ageMs : ageMs;
  }
  const longer = tookMs.filter((took) => took > ageMs);
  if (longer.length === 0) return ageMs;
  const position = Math.min(longer.length - 1, Math.floor(longer.length * quantile));
  return (longer[position] ?? ageMs) - ageMs;
}

const later = (instant: string, ms: number): string =>
  Temporal.Instant.from(instant).add({ milliseconds: ms }).toString({ smallestUnit: 'millisecond' });

const msBetween = (from: string, to: string): number =>
  Temporal.Instant.from(to).epochMilliseconds - Temporal.Instant.from(from).epochMilliseconds;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function soonest(instants: readonly string[]): string | undefined {
  return [...instants].sort(compareInstants)[0];
}
