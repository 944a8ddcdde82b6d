/** Counts repeat on any machine and decide the exit code; what was measured in time or memory only warns. */
export type Nature = 'count' | 'measured';

/** What a figure must keep to. */
export interface Target {
  /** What is compared with the limit: the value, value ÷ baseline, or value − baseline. */
  readonly of: 'value' | 'ratio' | 'difference';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One line of a benchmark's table. */
export interface Figure {
  readonly name: string;
  readonly nature: Nature;
  readonly value: number;
  readonly unit?: string;
  /** The same work done by the plainest means. */
  readonly baseline?: number;
  readonly target?: Target;
  /** What a reader must know to read the figure right. */
  readonly note?: string;
}

/** A figure judged. */
export interface Verdict {
  /** Undefined when there is no baseline, or it is zero. */
  readonly ratio: number | undefined;
  /** Undefined when there is no target. */
  readonly met: boolean | undefined;
}

/** Judges a figure by its target. A target on a ratio or difference without a baseline counts as missed. */
export function judge(figure: Figure): Verdict {
  const { value, baseline, target } = figure;
  const ratio = baseline === undefined || baseline === 0 ? undefined : value / baseline;
  if (target === undefined) return { ratio, met: undefined };
  const compared = {
    value,
    ratio: ratio ?? Number.NaN,
    difference: baseline === undefined ? Number.NaN : value - baseline,
  }[target.of];
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = target;
  return { ratio, met: compared <= atMost && compared >= atLeast };
}

/** True when a count misses its target: the run then ends with code 1. */
export function isFailure(figure: Figure): boolean {
  return figure.nature === 'count' && judge(figure).met === false;
}

/** A target in words, e.g. `≤ baseline + 2`. */
export function targetText({ of, atMost, atLeast }: Target): string {
  const limit = atMost ?? atLeast ?? 0;
  const sign = atMost === undefined ? '≥' : '≤';
  if (of === 'difference') return `${sign} baseline + ${numberText(limit)}`;
  return `${sign} ${numberText(limit)}${of === 'ratio' ? ' × baseline' : ''}`;
}

/** A number with three significant digits at least, and thousands apart. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  const rounded = Number(value.toFixed(digits));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
