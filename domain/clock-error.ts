/** What can be wrong with a question to the legal clock. Public codes; the CLI and the API show them as they are. */
export const clockErrorCodes = [
  'DSR_REGIME_UNKNOWN',
  'DSR_REGIME_NOT_IN_FORCE',
  'DSR_RIGHT_UNKNOWN',
  'DSR_ZONE_UNKNOWN',
  'DSR_CALENDAR_UNKNOWN',
  'DSR_INSTANT_WITHOUT_OFFSET',
  'DSR_INSTANT_INVALID',
  'DSR_PAUSE_INVALID',
  'DSR_PAUSE_OVERLAPS',
  'DSR_PROMISE_INVALID',
  'DSR_TARGET_INVALID',
  'DSR_EXTENSION_NOT_ALLOWED',
  'DSR_CLOCK_NONE',
] as const;
/** See {@link clockErrorCodes}. */
export type ClockErrorCode = (typeof clockErrorCodes)[number];

/** What can be wrong with a rule or calendar file. */
export const ruleErrorCodes = [
  'DSR_RULE_FIELD_UNKNOWN',
  'DSR_RULE_FIELD_MISSING',
  'DSR_RULE_VALUE_INVALID',
  'DSR_RULE_UNIT_UNKNOWN',
  'DSR_RULE_SOURCE_MISSING',
  'DSR_RULE_CONTRADICTION',
  'DSR_RULE_LENGTHENED',
] as const;
/** See {@link ruleErrorCodes}. */
export type RuleErrorCode = (typeof ruleErrorCodes)[number];

/** A question that the legal clock cannot answer. The message says what was expected, what came and what to do; it never holds personal data. */
export class ClockError extends Error {
  readonly code: ClockErrorCode | RuleErrorCode;
  constructor(code: ClockErrorCode | RuleErrorCode, message: string) {
    super(message);
    this.name = 'ClockError';
    this.code = code;
  }
}

/** A rule set that is not loaded, or a rule or calendar file that breaks the schema. `path` points into the file, e.g. `clocks[2].unit`. */
export class RuleError extends ClockError {
  readonly path: string;
  readonly #problem: string;
  constructor(code: ClockErrorCode | RuleErrorCode, message: string, path = '') {
    super(code, path === '' ? message : `${path}: ${message}`);
    this.name = 'RuleError';
    this.path = path;
    this.#problem = message;
  }

  /** The same mistake as seen from the file of which this one is a part, e.g. `regimes[1]`. */
  within(part: string): RuleError {
    return new RuleError(this.code, this.#problem, this.path === '' ? part : `${part}.${this.path}`);
  }
}
