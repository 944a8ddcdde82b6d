import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { EffectRefused } from '../rows/effect-refused';

/** The parts of an error of `libsql`. Its message may quote a row: names are picked out of it, and it is never passed on. */
interface DriverError {
  readonly code?: unknown;
  readonly message?: unknown;
}

const failures: readonly (readonly [code: RegExp, kind: StoreFailureKind, what: string])[] = [
  [/^SQLITE_(BUSY|LOCKED|INTERRUPT)/, 'stalled', 'is held by somebody else'],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'noAccess', 'may not be written to, or not by us'],
  [/^SQLITE_NOTADB/, 'wrongAddress', 'is no SQLite database'],
  [/^SQLITE_(CANTOPEN|IOERR|PROTOCOL)/, 'unreachable', 'cannot be read now'],
];

/**
 * Translates an error of `libsql` into what the engine knows: {@link EffectRefused} for a rule of the database,
 * {@link StoreFailure} otherwise. Errors that are already ours come back as they are.
 */
export function sqliteFailure(store: StoreMap, error: unknown): unknown {
  if (error instanceof StoreFailure || error instanceof EffectRefused || error instanceof RangeError)
    return error;
  const { code, message } = (error ?? {}) as DriverError;
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  const text = typeof message === 'string' ? message : '';
  const refusal = refusalOf(code, text);
  if (refusal !== undefined) return new EffectRefused(refusal);
  const fail = (kind: StoreFailureKind, what: string) =>
    new StoreFailure(kind, `Store ${store.id} (SQLite) ${what} (${code}).`);
  const known = failures.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return fail(known[1], known[2]);
  if (/^no such (table|column)/.test(text)) return fail('wrongAddress', 'has no such table or column');
  return fail('refused', 'refused the statement');
}

/** What a rule of the database refused, as a code. */
function refusalOf(code: string, message: string): string | undefined {
  const named = nameOr(/^(?:NOT NULL|UNIQUE|CHECK) constraint failed: ([^,]+)/.exec(message)?.[1]);
  switch (code) {
    case 'SQLITE_CONSTRAINT_NOTNULL':
      return `notNull:${named.replace(/^.*\./, '')}`;
    case 'SQLITE_CONSTRAINT_TRIGGER':
      return 'trigger';
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return 'constraint:foreignKey';
    case 'SQLITE_CONSTRAINT_DATATYPE':
    case 'SQLITE_MISMATCH':
    case 'SQLITE_TOOBIG':
      return `value:${code.replace(/^SQLITE_(CONSTRAINT_)?/, '').toLowerCase()}`;
    default:
      return code.startsWith('SQLITE_CONSTRAINT') ? `constraint:${named}` : undefined;
  }
}

/** Names of constraints and columns belong to the schema, not to a person; anything unusual is left out. */
function nameOr(name: string | undefined): string {
  return name !== undefined && /^[\p{L}\p{N}_$.-]{1,128}$/u.test(name) ? name : 'unnamed';
}
