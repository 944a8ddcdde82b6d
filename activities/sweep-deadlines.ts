import type { AlertSource } from '../domain/alert';
import type { Persistence } from '../domain/ports';
import { sweepLines } from '../domain/sweep';
import { sweepRecipients } from './sweep-recipients';

/** What a sweep needs. No Temporal: the watch sweeps with the same code. */
export interface SweepDeps {
  readonly books: Pick<Persistence, 'deadlines' | 'alerts' | 'beats'>;
  /** UTC now as ISO text. */
  readonly now: () => string;
}

/** The scheduled sweep looks after orders to recipients as well, which the watch does not know. */
export interface FullSweepDeps extends SweepDeps {
  readonly books: SweepDeps['books'] & Pick<Persistence, 'recipients'>;
}

/** How far one sweep goes. */
export interface SweepBounds {
  /** Lines read at once; the most that is held in memory. */
  readonly batch: number;
  /** A sweep that takes longer stops after the batch, and says that more is left. */
  readonly budgetMs: number;
}

/** What a sweep did. */
export interface SweepResult {
  readonly lines: number;
  /** Alerts that nobody had raised before. */
  readonly raised: number;
  /** True when the time was up first. */
  readonly more: boolean;
}

/** Bounds of the scheduled sweep: well within the minute until the next. */
export const sweepBounds: SweepBounds = { batch: 500, budgetMs: 45_000 };

/**
 * Sweeps the ledger and the orders to recipients, and leaves the beat by which the watch knows that the engine lives.
 */
export async function sweepDeadlines(deps: FullSweepDeps, onBatch: () => void): Promise<SweepResult> {
  const startedAt = deps.now();
  const result = await sweepLedger(deps, 'sweep', startedAt, sweepBounds, onBatch);
  const silent = await sweepRecipients(deps.books, startedAt);
  await deps.books.beats.beat(startedAt);
  return { ...result, raised: result.raised + silent };
}

/**
 * Raises everything that has fallen due by `until`, batch by batch. The alerts are written before the lines are marked: a
 * kill in between raises them again, which changes nothing, since an alert exists once of its id.
 */
export async function sweepLedger(
  { books, now }: SweepDeps,
  by: AlertSource,
  until: string,
  { batch, budgetMs }: SweepBounds,
  onBatch: () => void = () => undefined,
): Promise<SweepResult> {
  const endsMs = Date.parse(now()) + budgetMs;
  let lines = 0;
  let raised = 0;
  for (;;) {
    const due = await books.deadlines.due(until, batch);
    const swept = sweepLines(due, now(), by);
    raised += await books.alerts.raise(swept.alerts);
    const marked = await books.deadlines.markFired(swept.fired);
    lines += due.length;
    onBatch();
    // Nothing marked: others swept the same lines, or they were written anew. The next sweep sees what is left.
    if (due.length < batch || marked === 0) return { lines, raised, more: false };
    if (Date.parse(now()) >= endsMs) return { lines, raised, more: true };
  }
}
