import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { EffectRefused } from '../rows/effect-refused';

/** The parts of an error of `pg` that hold no values. Its message and detail may quote a row: never pass them on. */
interface DriverError {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly column?: unknown;
}

const failuresByState: readonly (readonly [state: RegExp, kind: StoreFailureKind, what: string])[] = [
  [/^(28|42501)/, 'noAccess', 'does not let us in, or not at this table'],
  [/^(3D|3F|42P01|42703)/, 'wrongAddress', 'has no such database, table or column'],
  [/^(57014|55P03|40)/, 'stalled', 'stopped a statement that took or waited too long'],
  [/^(08|53|57P)/, 'unreachable', 'closed the connection or takes no more'],
];
const failuresByCode: Readonly<Record<string, readonly [kind: StoreFailureKind, what: string]>> = {
  ECONNREFUSED: ['unreachable', 'refuses connections'],
  ENOTFOUND: ['unreachable', 'has an unknown host name'],
  EAI_AGAIN: ['unreachable', 'has a host name that cannot be resolved now'],
  ETIMEDOUT: ['stalled', 'did not answer in time'],
};

/**
 * Translates an error of `pg` into what the engine knows: {@link EffectRefused} for a rule of the database (classes 22,
 * 23 and triggers), {@link StoreFailure} otherwise. Errors that are already ours come back as they are.
 */
export function postgresFailure(store: StoreMap, error: unknown): unknown {
  if (error instanceof StoreFailure || error instanceof EffectRefused || error instanceof RangeError)
    return error;
  const { code, constraint, column } = (error ?? {}) as DriverError;
  const state = typeof code === 'string' ? code : '';
  const fail = (kind: StoreFailureKind, what: string) =>
    new StoreFailure(kind, `Store ${store.id} (PostgreSQL) ${what}${state === '' ? '' : ` (${state})`}.`);
  if (state === '23502') return new EffectRefused(`notNull:${nameOr(column)}`);
  if (state.startsWith('23')) return new EffectRefused(`constraint:${nameOr(constraint)}`);
  if (/^22...$/.test(state)) return new EffectRefused(`value:${state}`);
  if (state === 'P0001') return new EffectRefused('trigger');
  const byCode = failuresByCode[state];
  if (byCode !== undefined) return fail(...byCode);
  const byState = failuresByState.find(([pattern]) => pattern.test(state));
  if (byState !== undefined) return fail(byState[1], byState[2]);
  if (/^[0-9A-Z]{5}$/.test(state) && !state.startsWith('E')) return fail('refused', 'refused the statement');
  // What is left are broken sockets, for which pg has no code of its own.
  return isOwnBug(error) ? error : fail('unreachable', 'broke the connection');
}

function isOwnBug(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError;
}

/** Names of constraints and columns belong to the schema, not to a person; anything unusual is left out. */
function nameOr(name: unknown): string {
  return typeof name === 'string' && /^[\p{L}\p{N}_$.-]{1,63}$/u.test(name) ? name : 'unnamed';
}
