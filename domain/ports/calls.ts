import type { Actor } from '../actor';
import type { IncidentId, RequestId, StoreId } from '../ids';
import type { Page } from './requests';

/** The first answer given under an idempotency key. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Idempotency keys of the API, kept at least 24 hours. Bodies are stored encrypted; keys are scoped by caller and route. */
export interface IdempotencyBook {
  /** Claims the key. `replay` carries the first answer; `conflict`: other body; `busy`: the first call still runs. */
  begin(
    scope: string,
    key: string,
    bodyHash: string,
    now: string,
  ): Promise<{ outcome: 'new' | 'conflict' | 'busy' } | { outcome: 'replay'; answer: StoredAnswer }>;
  finish(scope: string, key: string, answer: StoredAnswer): Promise<void>;
  /** Gives the key back when the call failed before it had an effect. */
  release(scope: string, key: string): Promise<void>;
}

/** A line of the access log. No personal data. */
export interface AccessLine {
  readonly at: string;
  readonly actor: Actor;
  /** Name of the route. */
  readonly action: string;
  readonly requestId?: RequestId;
  readonly incidentId?: IncidentId;
  readonly storeId?: StoreId;
  readonly allowed: boolean;
  readonly code?: string;
}

/** A refused attempt. */
export interface RefusedAttempt extends Omit<AccessLine, 'allowed'> {
  /** `att_` and a UUID. */
  readonly attemptId: string;
}

/** Who looked at or tried what (product.md S8, S13). */
export interface AccessLog {
  write(line: AccessLine): Promise<void>;
  /** Refused attempts, newest first, keyset pages. Throws PublicError DSR_PAGE_CURSOR_INVALID. */
  refused(cursor: string | undefined, limit: number): Promise<Page<RefusedAttempt>>;
  /** A refused attempt of this id; `undefined` also for a line that was allowed. */
  findRefused(attemptId: string): Promise<RefusedAttempt | undefined>;
}
