import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient, ProblemAnswer } from '../../cli/demo/api-client';
import type { CallOptions } from '../../cli/demo/api-client';

const attempts = 40;

/** A caller who repeats what was not answered, as the API asks of everybody: the same key until there is an answer. */
export class PersistentClient extends ApiClient {
  override async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST',
    path: string,
    options: CallOptions = {},
  ): Promise<T> {
    const repeated = { idempotencyKey: randomUUID(), ...options };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await super.call<T>(method, path, repeated);
      } catch (error) {
        if (attempt === attempts || !isWorthARepeat(error)) throw error;
      }
      await delay(1_000);
    }
  }
}

function isWorthARepeat(error: unknown): boolean {
  if (!(error instanceof ProblemAnswer)) return error instanceof TypeError; // what fetch throws when nobody answers
  const { status, code } = error.problem;
  return status >= 500 || code === 'DSR_IDEMPOTENCY_IN_PROGRESS';
}
