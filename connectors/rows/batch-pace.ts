/** How many rows the next statement takes. */
export interface BatchPace {
  readonly size: () => number;
  /** Runs one statement (or transaction) and learns from how long it took. */
  readonly timed: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What a statement should take in ms: long enough to be worth the way, short enough that nobody waits for its locks. */
const aimMs = 250;

/**
 * Batches that fit the store: twice as large after one that was quick, half as large after one that was slow, between `least`
 * and `most` rows. `clock` tells ms; default: the monotonic clock.
 */
export function batchPace(
  { least, most }: { readonly least: number; readonly most: number },
  clock: () => number = () => performance.now(),
): BatchPace {
  let size = least;
  return {
    size: () => size,
    timed: async (work) => {
      const began = clock();
      const result = await work();
      const tookMs = clock() - began;
      if (tookMs < aimMs / 2) size = Math.min(most, size * 2);
      else if (tookMs > aimMs * 2) size = Math.max(least, Math.floor(size / 2));
      return result;
    },
  };
}
