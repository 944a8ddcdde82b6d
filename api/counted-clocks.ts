import { ClockError } from '../domain/clock-error';
import type { ClockState } from '../domain/clock-state';
import { PublicError } from '../domain/errors';
import type { RequestClockFacts } from '../domain/request-facts';
import type { ClockSettings } from '../domain/request-clocks';
import { requestClocks } from '../domain/request-clocks';
import type { RequestKind } from '../domain/right';

/**
 * The clocks of a request under these regimes, before anybody relies on them: a regime that is not loaded, not in force on
 * the day of receipt, or that leaves the request without any period to answer in, is refused here and not in its last week.
 * @throws PublicError DSR_REGIME_UNKNOWN
 */
export function countedClocks(
  regimes: readonly string[],
  right: RequestKind,
  facts: RequestClockFacts,
  settings: ClockSettings,
): readonly ClockState[] {
  const clocks = counted(regimes, right, facts, settings);
  if (!clocks.some(({ goal }) => goal === 'answer'))
    throw new PublicError('DSR_REGIME_UNKNOWN', `${regimes.join(', ')}: no period to answer for ${right}.`);
  return clocks;
}

function counted(...question: Parameters<typeof requestClocks>): readonly ClockState[] {
  try {
    return requestClocks(...question);
  } catch (error) {
    if (error instanceof ClockError) throw new PublicError('DSR_REGIME_UNKNOWN', error.message);
    throw error;
  }
}
