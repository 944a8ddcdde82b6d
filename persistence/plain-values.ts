import { PersistenceError } from '../domain/port-errors';

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

/**
 * A UTC instant in ISO form as a date that the database can compare. Texts are not compared: `…00Z` sorts after
 * `…00.500Z`. @throws {@link PersistenceError} invalid.
 */
export function instantOf(text: string): Date {
  const date = new Date(text);
  if (!instantPattern.test(text) || Number.isNaN(date.getTime()))
    throw new PersistenceError('invalid', 'Expected a UTC instant such as 2026-03-01T00:00:00Z.');
  return date;
}

/** Where what has no time to be sorted by stands in the order of times. */
export const lastInOrder = new Date('9999-12-31T00:00:00Z');

/**
 * Returns the value when it is plain JSON without names that a database could take for an operator or a path.
 * @throws {@link PersistenceError} invalid.
 */
export function plainJson<T>(value: T): T {
  check(value);
  return value;
}

function check(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    value.forEach(check);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (name.startsWith('$') || name.includes('.') || name.includes('\0') || name === '__proto__')
      throw new PersistenceError('invalid', 'A member begins with $, or holds a dot: not stored.');
    check(member);
  }
}

/** A batch's size, for work that no person looks at: at least 1, at most 1,000. */
export function boundedBatch(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
}

/** A page's size: at least 1, at most 200. */
export function boundedLimit(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), 200);
}
