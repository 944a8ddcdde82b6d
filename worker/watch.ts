import { dispatchAlerts } from '../activities/dispatch-alerts';
import { sweepLedger } from '../activities/sweep-deadlines';
import type { AlertDraft } from '../domain/alert';
import { alertLevels } from '../domain/alert';
import type { AlertChannel, Persistence } from '../domain/ports';

/** What the watch needs: MongoDB and the ways out, nothing else. */
export interface WatchDeps {
  readonly books: Pick<Persistence, 'deadlines' | 'alerts' | 'beats'>;
  readonly channels: readonly AlertChannel[];
  /** What fell due so long ago, in ms, should have been taken by the engine. */
  readonly graceMs: number;
  /** The engine counts as silent so long, in ms, after its last sign of life. */
  readonly silenceMs: number;
  /** Instant from which silence counts while there has never been a sign of life, UTC. */
  readonly watchedSince: string;
  /** UTC now as ISO text. */
  readonly now: () => string;
}

/** What one look found. */
export interface Look {
  /** Lines that the engine should have taken, and alerts of them that nobody had raised. */
  readonly overdue: number;
  readonly raised: number;
  readonly engine: 'alive' | 'silent';
  /** Digests that went out, and that did not. */
  readonly delivered: number;
  readonly left: number;
}

const bounds = { batch: 500, budgetMs: 60_000 };

/**
 * Looks once: does the work of the sweep where the sweep did not, tells when the engine is silent, and sends whatever
 * waits. Everything has the same ids as with the engine, so that both may do it, at once or one after the other.
 */
export async function look(deps: WatchDeps): Promise<Look> {
  const overdueSince = new Date(Date.parse(deps.now()) - deps.graceMs).toISOString();
  const { lines: overdue, raised } = await sweepLedger(deps, 'watch', overdueSince, bounds);
  const engine = await listen(deps);
  const { delivered, left } = await dispatchAlerts(deps);
  return { overdue, raised, engine, delivered, left };
}

/** Raises the silence of the engine, once per outage: the alerts are named after its last sign of life. */
async function listen({ books, silenceMs, watchedSince, now }: WatchDeps): Promise<Look['engine']> {
  const last = await books.beats.last();
  const raisedAt = now();
  if (Date.parse(raisedAt) - Date.parse(last ?? watchedSince) < silenceMs) return 'alive';
  await books.alerts.raise(silenceAlerts(last ?? 'never', raisedAt));
  return 'silent';
}

function silenceAlerts(lastBeat: string, raisedAt: string): AlertDraft[] {
  return alertLevels.map((level) => ({
    alertId: `engineSilent/${lastBeat}/${level}`,
    kind: 'engineSilent',
    level,
    about: lastBeat,
    raisedAt,
    raisedBy: 'watch',
  }));
}
