import { Temporal } from 'temporal-polyfill';
import type { CopyMap, LocalText } from './data-map';
import type { StoreOutcome } from './outcome';

/** What becomes of one copy of data that were deleted. */
export interface CopyReport {
  readonly copyId: string;
  readonly title: LocalText;
  readonly clearedBy: CopyMap['clearedBy'];
  /** `YYYY-MM-DD`, local: the last day on which it may still hold what was deleted. */
  readonly until: string;
}

/** Copies of the stores in which something was proven deleted or made anonymous on or before `day` (`YYYY-MM-DD`, local). */
export function copiesOf(
  copies: readonly CopyMap[],
  outcomes: readonly StoreOutcome[],
  day: string,
): readonly CopyReport[] {
  const changed = new Set(outcomes.filter(isErased).map(({ storeId }) => storeId));
  return copies
    .filter((copy) => copy.of.some((storeId) => changed.has(storeId)))
    .map(({ id, title, clearedBy, residual }) => ({
      copyId: id,
      title,
      clearedBy,
      until: Temporal.PlainDate.from(day).add(residual).toString(),
    }));
}

function isErased({ proof, collections }: StoreOutcome): boolean {
  return proof !== undefined && collections.some(({ code }) => code === 'deleted' || code === 'anonymised');
}
