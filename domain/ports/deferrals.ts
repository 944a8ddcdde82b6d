import type { Deferral } from '../deferral';
import type { RequestId, StoreId } from '../ids';

/** Stores of one request in which deferred work is due. */
export interface DueDeferral {
  readonly requestId: RequestId;
  readonly storeIds: readonly StoreId[];
  /** `YYYY-MM-DD`, the earliest day that has passed: names the round. */
  readonly until: string;
}

/** The book of deferred deletions: one line per request, store and collection. */
export interface DeferralBook {
  /** Writes lines that are not there yet; a line that is there has its own course by now, and stays. */
  enter(lines: readonly Deferral[]): Promise<void>;
  /** Replaces a line. */
  put(line: Deferral): Promise<void>;
  list(requestId: RequestId): Promise<readonly Deferral[]>;
  /** What waits and must be kept until a day before `today` (`YYYY-MM-DD`); longest due first, at most `limit` requests. */
  due(today: string, limit: number): Promise<readonly DueDeferral[]>;
}
