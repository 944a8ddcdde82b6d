import { Error as MongooseErrors, mongo, MongooseError } from 'mongoose';
import { PersistenceError } from '../domain/port-errors';
import type { PersistenceErrorKind } from '../domain/port-errors';

const duplicateKey = 11000;
/** Server codes that blame the values: a repeat of the same call cannot succeed. */
const valueCodes: ReadonlySet<number> = new Set([2, 9, 14, 28, 40, 52, 54, 57, 66, 121, 10334, 17419]);

/** True when a unique index refused the write. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === duplicateKey;
}

/**
 * The repository with every method guarded: failures of the driver leave as {@link PersistenceError} without the driver's
 * message, which may quote keys and values. Errors of our own pass as they are.
 */
export function shield<T extends object>(name: string, repository: T): T {
  const guarded = Object.entries(repository).map(([method, call]: [string, unknown]) => {
    if (typeof call !== 'function') return [method, call];
    const operation = `${name}.${method}`;
    return [method, (...args: unknown[]) => guard(operation, () => call.apply(repository, args) as unknown)];
  });
  return Object.fromEntries(guarded) as T;
}

/** Runs one operation; see {@link shield}. */
export async function guard<T>(operation: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const kind = kindOf(error);
    if (kind === undefined) throw error;
    // No `cause`: loggers print it, and the driver's message may hold what must not be printed.
    throw new PersistenceError(kind, `${operation}: ${explanations[kind]} (${labelOf(error)}).`);
  }
}

const explanations: Readonly<Record<PersistenceErrorKind, string>> = {
  unavailable: 'the database does not answer as it should; try again',
  duplicate: 'a unique value is taken already',
  invalid: 'a value has not the form that is stored',
  missing: 'there is no such record',
};

function kindOf(error: unknown): PersistenceErrorKind | undefined {
  if (isDuplicate(error)) return 'duplicate';
  if (error instanceof mongo.MongoServerError)
    return typeof error.code === 'number' && valueCodes.has(error.code) ? 'invalid' : 'unavailable';
  // Refused by the driver before anything was sent.
  if (error instanceof mongo.MongoInvalidArgumentError || error instanceof mongo.BSON.BSONError)
    return 'invalid';
  if (error instanceof mongo.MongoError || error instanceof MongooseErrors.MongooseServerSelectionError)
    return 'unavailable';
  if (!(error instanceof MongooseError)) return undefined;
  // The bare class is thrown when the connection is down, and for operators in a filter; its children blame the values.
  const lost = error.name === 'MongooseError' && !error.message.includes('sanitizeFilter');
  return lost ? 'unavailable' : 'invalid';
}

/** Class and code only. */
function labelOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? `${error.name} ${code}` : error.name;
}
