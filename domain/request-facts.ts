import type { RequestState } from './request';

/** Facts of one request that move its clocks. */
export interface RequestClockFacts {
  readonly receivedAt: string;
  readonly verifiedAt?: string;
  readonly feePaidAt?: string;
  readonly extendedRegimes: readonly string[];
  readonly pauses: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
}

/** What is known of a request that its clocks follow from. */
export type ClockHistory = Pick<
  RequestState,
  'receivedAt' | 'verifiedAt' | 'fee' | 'extendedRegimes' | 'pauses'
>;

/** The facts of a request as its state or view knows them. A pause that has not ended moves nothing yet. */
export function factsOf({
  receivedAt,
  verifiedAt,
  fee,
  extendedRegimes,
  ...history
}: ClockHistory): RequestClockFacts {
  const feePaidAt = fee?.status === 'paid' ? fee.settledAt : undefined;
  const pauses = history.pauses.flatMap(({ from, to, reason }) =>
    to === undefined ? [] : [{ from, to, reason }],
  );
  return {
    receivedAt,
    extendedRegimes,
    pauses,
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(feePaidAt === undefined ? {} : { feePaidAt }),
  };
}
