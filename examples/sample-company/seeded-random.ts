/** A stream of choices that is the same for the same seed on every machine. */
export interface SeededRandom {
  /** Whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** UTC instant between two dates `YYYY-MM-DD`, whole seconds. */
  instant(from: string, to: string): string;
}

/** mulberry32: small, fast, well spread; for sample data only, never for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: <T>(choices: readonly T[]): T => {
      if (choices.length === 0) throw new RangeError('Nothing to pick from.');
      return choices[below(choices.length)] as T;
    },
    chance: (probability) => next() < probability,
    instant: (from, to) => {
      const start = Date.parse(from) / 1000;
      const seconds = start + below(Date.parse(to) / 1000 - start);
      return new Date(seconds * 1000).toISOString();
    },
  };
}
