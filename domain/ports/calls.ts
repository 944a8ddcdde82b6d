import type { Actor } from '../actor';
import type { RequestId } from '../ids';

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

/** Who looked at or tried what (product.md S8, S13). No personal data. */
export interface AccessLog {
  write(line: {
    at: string;
    actor: Actor;
    action: string;
    requestId?: RequestId;
    allowed: boolean;
    code?: string;
  }): Promise<void>;
}
