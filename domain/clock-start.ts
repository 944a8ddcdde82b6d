import type { ClockFacts } from './clock-facts';
import { laterInstant } from './local-time';
import type { StartEvent } from './regime';

/** What can turn out to have set a clock going. */
export type StartedBy = 'receipt' | 'discovery' | 'identity' | 'authority' | 'fee';

/** Day zero of a clock, as an instant. */
export interface ClockStart {
  readonly instant: string;
  readonly by: StartedBy;
  /** `notStarted`: the event has not happened; the instant is then that of receipt, which can only be too early. */
  readonly status: 'running' | 'notStarted';
}

/** When a clock starts, and what started it. The facts must have been checked. */
export function startOf(startEvent: StartEvent, facts: ClockFacts): ClockStart {
  const { receivedAt, verifiedAt } = facts;
  const received: ClockStart = { instant: receivedAt, by: 'receipt', status: 'running' };
  switch (startEvent) {
    case 'received':
      return received;
    case 'discovered':
      return { ...received, by: 'discovery' };
    case 'latest':
      return latestOf(received, facts);
    case 'verified':
      // A person known from an earlier session does not set the clock going before they ask.
      return verifiedAt === undefined
        ? { ...received, status: 'notStarted' }
        : latestOf(received, { verifiedAt });
  }
}

/** Of two at the same instant the earlier named stands. */
function latestOf(
  received: ClockStart,
  facts: Pick<ClockFacts, 'verifiedAt' | 'authorityProvenAt' | 'feePaidAt'>,
): ClockStart {
  const others: readonly (readonly [StartedBy, string | undefined])[] = [
    ['identity', facts.verifiedAt],
    ['authority', facts.authorityProvenAt],
    ['fee', facts.feePaidAt],
  ];
  let latest = received;
  for (const [by, at] of others)
    if (at !== undefined && laterInstant(latest.instant, at) !== latest.instant)
      latest = { instant: at, by, status: 'running' };
  return latest;
}
