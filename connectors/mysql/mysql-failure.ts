import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { EffectRefused } from '../rows/effect-refused';

/** The parts of an error of `mysql2`. Its message may quote a row: names are picked out of it, and it is never passed on. */
interface DriverError {
  readonly errno?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

const failuresByNumber: readonly (readonly [
  numbers: readonly number[],
  kind: StoreFailureKind,
  what: string,
])[] = [
  [
    [1044, 1045, 1142, 1143, 1227, 1290, 1370, 1698, 1836, 1410],
    'noAccess',
    'does not let us in, or not at this table',
  ],
  [[1049, 1054, 1109, 1146], 'wrongAddress', 'has no such database, table or column'],
  [[1205, 1213, 1317, 1969, 3024, 1028, 4031], 'stalled', 'stopped a statement that took or waited too long'],
  [
    [1040, 1053, 1080, 1152, 1153, 1158, 1159, 1160, 1161, 1203, 1927],
    'unreachable',
    'closed the connection or takes no more',
  ],
];
const failuresByCode: Readonly<Record<string, readonly [kind: StoreFailureKind, what: string]>> = {
  ECONNREFUSED: ['unreachable', 'refuses connections'],
  ENOTFOUND: ['unreachable', 'has an unknown host name'],
  EAI_AGAIN: ['unreachable', 'has a host name that cannot be resolved now'],
  ETIMEDOUT: ['stalled', 'did not answer in time'],
};
/** Values that do not fit their column. */
const unfitValues = [1264, 1265, 1292, 1366, 1367, 1406, 1411, 3140];

/**
 * Translates an error of `mysql2` into what the engine knows: {@link EffectRefused} for a rule of the database,
 * {@link StoreFailure} otherwise. Errors that are already ours come back as they are.
 */
export function mysqlFailure(store: StoreMap, error: unknown): unknown {
  if (error instanceof StoreFailure || error instanceof EffectRefused || error instanceof RangeError)
    return error;
  const { errno, code, message } = (error ?? {}) as DriverError;
  const number = typeof errno === 'number' ? errno : 0;
  const refusal = refusalOf(number, typeof message === 'string' ? message : '');
  if (refusal !== undefined) return new EffectRefused(refusal);
  const fail = (kind: StoreFailureKind, what: string) =>
    new StoreFailure(kind, `Store ${store.id} (MySQL) ${what}${number > 0 ? ` (${number})` : ''}.`);
  const byCode = failuresByCode[typeof code === 'string' ? code : ''];
  if (byCode !== undefined) return fail(...byCode);
  const byNumber = failuresByNumber.find(([numbers]) => numbers.includes(number));
  if (byNumber !== undefined) return fail(byNumber[1], byNumber[2]);
  if (number >= 1000) return fail('refused', 'refused the statement');
  // What is left are broken sockets, for which mysql2 has no numbers of its own.
  return error instanceof TypeError || error instanceof ReferenceError
    ? error
    : fail('unreachable', 'broke the connection');
}

/** What a rule of the database refused, as a code. */
function refusalOf(number: number, message: string): string | undefined {
  const named = (pattern: RegExp) => nameOr(pattern.exec(message)?.[1]);
  switch (number) {
    case 1048:
    case 1364:
      return `notNull:${named(/^(?:Column|Field) '([^']+)'/)}`;
    case 1062:
      return `constraint:${named(/ for key '(?:[^'.]+\.)?([^'.]+)'$/)}`;
    case 1216:
    case 1217:
      return 'constraint:unnamed';
    case 1451:
    case 1452:
      return `constraint:${named(/, CONSTRAINT `([^`]+)` FOREIGN KEY /)}`;
    case 3819:
      return `constraint:${named(/^Check constraint '([^']+)' is violated/)}`;
    case 4025:
      return `constraint:${named(/^CONSTRAINT `([^`]+)` failed for /)}`;
    case 1644:
      return 'trigger';
    default:
      return unfitValues.includes(number) ? `value:${number}` : undefined;
  }
}

/** Names of constraints and columns belong to the schema, not to a person; anything unusual is left out. */
function nameOr(name: string | undefined): string {
  return name !== undefined && /^[\p{L}\p{N}_$.-]{1,64}$/u.test(name) ? name : 'unnamed';
}
