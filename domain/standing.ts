import type { ClockState } from './clock-state';
import type { FeeTerms, RequestState } from './request';

/** Why clocks of a request stand still at this moment. */
export interface Standing {
  /** Reason of the open question to the person. */
  readonly pausedFor?: string;
  /** Regime whose clock starts with the payment of a fee that is not paid yet. */
  readonly unpaidRegime?: string;
}

/** Why clocks of this request stand still. */
export function standingOf(state: Pick<RequestState, 'pausedFor' | 'fee' | 'feeRules'>): Standing {
  const { pausedFor } = state;
  const terms = openFeeTerms(state);
  return {
    ...(pausedFor === undefined ? {} : { pausedFor }),
    ...(terms?.clock === 'startsWithPayment' ? { unpaidRegime: terms.regime } : {}),
  };
}

/** True for a running clock that cannot fall due now: it waits for the person's answer, or payment. */
export function standsStill(clock: ClockState, { pausedFor, unpaidRegime }: Standing): boolean {
  if (clock.status !== 'running') return false;
  const awaitsAnswer = pausedFor !== undefined && clock.pauseReasons.includes(pausedFor);
  return awaitsAnswer || (clock.startsWithFee === true && clock.regime === unpaidRegime);
}

/** True while no store may be worked on: something was asked of the person that the work depends on. */
export function workStandsStill(state: Pick<RequestState, 'pausedFor' | 'fee' | 'feeRules'>): boolean {
  return state.pausedFor !== undefined || openFeeTerms(state)?.workWaits === true;
}

/** What the regime of an unpaid fee says about it. */
function openFeeTerms({ fee, feeRules }: Pick<RequestState, 'fee' | 'feeRules'>): FeeTerms | undefined {
  return fee?.status === 'asked' ? feeRules.find(({ regime }) => regime === fee.regime) : undefined;
}
