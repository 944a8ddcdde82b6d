import { Temporal } from 'temporal-polyfill';
import { alertLevels } from './alert';
import type { AlertLevel } from './alert';

/** When staff are reminded of a clock, and who: at a fraction of its period, or so many days before its target. */
export type ThresholdRule =
  | { readonly code: string; readonly level: AlertLevel; readonly fraction: number }
  | { readonly code: string; readonly level: AlertLevel; readonly daysBefore: number };

/** A threshold of one clock as an instant; fires once. */
export interface Threshold {
  readonly code: string;
  readonly level: AlertLevel;
  /** UTC. */
  readonly at: string;
  readonly fired: boolean;
}

/** Operators at half of the period, supervisors at four fifths, the privacy officer two days before the target. */
export const defaultThresholds: readonly ThresholdRule[] = [
  { code: '50%', level: 'operator', fraction: 0.5 },
  { code: '80%', level: 'supervisor', fraction: 0.8 },
  { code: '2d', level: 'privacyOfficer', daysBefore: 2 },
];

/** Reads `50%:operator` or `2d:privacyOfficer`; `undefined` for anything else. */
export function parseThreshold(text: string): ThresholdRule | undefined {
  const parts = /^(?:([1-9]\d?)%|([1-9]\d{0,2})d):(\w+)$/.exec(text);
  const level = alertLevels.find((candidate) => candidate === parts?.[3]);
  if (parts === null || level === undefined) return undefined;
  const [, percent, days] = parts;
  return percent === undefined
    ? { code: `${days ?? ''}d`, level, daysBefore: Number(days) }
    : { code: `${percent}%`, level, fraction: Number(percent) / 100 };
}

/**
 * The thresholds of a period from `startAt` to `targetAt`, soonest first. One that lies before the start, as "2 days
 * before" does in a clock of hours, is left out: it would warn of everything at once.
 */
export function thresholdsBetween(
  rules: readonly ThresholdRule[],
  startAt: string,
  targetAt: string,
): Threshold[] {
  const start = Temporal.Instant.from(startAt).epochMilliseconds;
  const target = Temporal.Instant.from(targetAt).epochMilliseconds;
  return rules
    .map((rule) => ({
      rule,
      at:
        'fraction' in rule
          ? Math.round(start + (target - start) * rule.fraction)
          : target - rule.daysBefore * 86_400_000,
    }))
    .filter(({ at }) => at > start)
    .sort((a, b) => a.at - b.at)
    .map(({ rule: { code, level }, at }) => ({ code, level, at: isoSecond(at), fired: false }));
}

function isoSecond(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString({ smallestUnit: 'second' });
}
