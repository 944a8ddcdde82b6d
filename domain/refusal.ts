import type { ErrorCode } from './errors';

/** Why a command is refused: a code of the catalogue and a sentence for whoever sent it. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** Makes a {@link Refusal}. */
export const refusal = (code: ErrorCode, detail: string): Refusal => ({ code, detail });
