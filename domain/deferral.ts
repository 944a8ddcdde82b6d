import type { PlanScope } from './connector';
import type { RequestId, StoreId } from './ids';
import type { StoreOutcome } from './outcome';

/** Records whose deletion is owed, and done by the engine itself once the duty to keep them is over. Nothing personal. */
export interface Deferral {
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  readonly collection: string;
  /** Records that are still to be deleted. */
  readonly count: number;
  /** Code of the ground in the data map. */
  readonly ground?: string;
  /** `YYYY-MM-DD`, the last day on which the first of them must be kept; the work is due after it. */
  readonly until: string;
  /** The same of the last of them: what the person was promised. */
  readonly lastUntil: string;
  readonly state: 'waiting' | 'done';
  /** UTC instant of the proof, when done. */
  readonly doneAt?: string;
}

/** What a closed request leaves to be deleted later in one store, by the outcome that the store proved. */
export function deferralsOf(
  requestId: RequestId,
  outcome: StoreOutcome,
  retained: PlanScope['retained'],
): readonly Deferral[] {
  return outcome.collections.flatMap(({ collection, code, count, ground, until: promised }) => {
    if (code !== 'deferred') return [];
    const ends = (retained[collection] ?? []).map(({ until }) => until).sort();
    const until = ends[0] ?? promised;
    const lastUntil = promised ?? ends.at(-1);
    if (until === undefined || lastUntil === undefined) return [];
    return [
      {
        requestId,
        storeId: outcome.storeId,
        collection,
        count,
        ...(ground === undefined ? {} : { ground }),
        until,
        lastUntil,
        state: 'waiting' as const,
      },
    ];
  });
}

/** The line after a round: done, or waiting for what must still be kept. */
export function afterRound(
  line: Deferral,
  kept: readonly { readonly until: string }[],
  at: string,
): Deferral {
  const ends = kept.map(({ until }) => until).sort();
  const [until] = ends;
  const lastUntil = ends.at(-1);
  if (until === undefined || lastUntil === undefined) return { ...line, state: 'done', doneAt: at };
  return { ...line, count: kept.length, until, lastUntil };
}
