import type { AlertChannel, AlertDigest, Persistence } from '../domain/ports';

/** What sending alerts needs. No Temporal: the watch sends with the same code. */
export interface DispatchDeps {
  readonly books: Pick<Persistence, 'alerts'>;
  /** Every way out that is configured; none: alerts stand in the book only. */
  readonly channels: readonly AlertChannel[];
  /** UTC now as ISO text. */
  readonly now: () => string;
}

/** What one round of sending did. */
export interface DispatchResult {
  /** Digests that every channel has taken. */
  readonly delivered: number;
  /** Digests that a channel did not take; they go out again after the lease. */
  readonly left: number;
}

/** For so long a digest belongs to whoever claimed it: longer than the longest attempts of all channels together. */
const leaseMs = 120_000;
/** Alerts in one message: as many as a person can read through. */
const digestSize = 200;
/** Failures in one round after which the way out is taken to be closed. */
const patience = 3;
/** Longest round, in ms. */
const budgetMs = 120_000;

/**
 * Sends what waits, one message per level and batch. A digest counts as delivered when every channel has taken it; one that
 * took it is not asked again. Killed after a message and before it is noted, the same message goes out again under the
 * same id, so that mail programs and receivers fold the two.
 */
export async function dispatchAlerts(
  deps: DispatchDeps,
  onDigest: () => void = () => undefined,
): Promise<DispatchResult> {
  let delivered = 0;
  let left = 0;
  if (deps.channels.length === 0) return { delivered, left };
  const endsMs = Date.parse(deps.now()) + budgetMs;
  while (left < patience && Date.parse(deps.now()) < endsMs) {
    const digest = await deps.books.alerts.claim(deps.now(), leaseMs, digestSize);
    if (digest === undefined) break;
    if (await deliver(deps, digest)) delivered += 1;
    else left += 1;
    onDigest();
  }
  return { delivered, left };
}

/** True when every channel has it. */
async function deliver({ books, channels, now }: DispatchDeps, digest: AlertDigest): Promise<boolean> {
  let isTaken = true;
  for (const channel of channels) {
    if (digest.takenBy.includes(channel.name)) continue;
    if ((await channel.send(digest)) === 'taken') await books.alerts.taken(digest.digestId, channel.name);
    else isTaken = false;
  }
  if (isTaken) await books.alerts.delivered(digest.digestId, now());
  return isTaken;
}
