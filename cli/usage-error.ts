/** Exit status for input that cannot be used. */
export const refusedStatus = 2;

/** A mistake of the caller, with a code; the command ends with exit status 2. */
export class UsageError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'UsageError';
    this.code = code;
  }
}
