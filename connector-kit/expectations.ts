import { inspect, isDeepStrictEqual } from 'node:util';
import { StoreFailure } from '../domain/connector';
import type { StoreFailureKind } from '../domain/connector';

/** A case that a connector did not pass: what was expected, what came, what to do. */
export class CaseFailure extends Error {
  readonly expected: string;
  readonly got: string;
  /** What the author of the connector has to look at. */
  readonly advice: string;
  constructor(what: string, expected: string, got: string, advice: string) {
    super(`${what}: expected ${expected}, got ${got}. ${advice}`);
    this.name = 'CaseFailure';
    this.expected = expected;
    this.got = got;
    this.advice = advice;
  }
}

/** Throws {@link CaseFailure} unless both are deeply equal. */
export function expectSame(what: string, expected: unknown, got: unknown, advice: string): void {
  if (!isDeepStrictEqual(plain(got), plain(expected)))
    throw new CaseFailure(what, shown(expected), shown(got), advice);
}

/** Throws {@link CaseFailure} unless `holds`. */
export function expectThat(
  what: string,
  holds: boolean,
  expected: string,
  got: unknown,
  advice: string,
): asserts holds {
  if (!holds) throw new CaseFailure(what, expected, shown(got), advice);
}

/** Throws {@link CaseFailure} unless the store's content is as it was; names the first line that differs. */
export function expectUntouched(before: string, after: string, whose = 'the store'): void {
  if (before === after) return;
  const [was, is] = [before.split('\n'), after.split('\n')];
  const lost = was.find((line) => !is.includes(line));
  const added = is.find((line) => !was.includes(line));
  throw new CaseFailure(
    `content of ${whose}`,
    lost === undefined ? 'no further record' : shown(lost),
    added === undefined ? 'nothing in its place' : shown(added),
    'Touch only the records of the scope, and nothing at all when the call fails.',
  );
}

/** The failure of a call that must fail as a {@link StoreFailure}, of one of these kinds where they are given. */
export async function storeFailureOf(
  what: string,
  work: Promise<unknown>,
  kinds: readonly StoreFailureKind[] | undefined,
  advice: string,
): Promise<StoreFailure> {
  const expected = `a StoreFailure${kinds === undefined ? '' : ` of kind ${kinds.join(' or ')}`}`;
  const came = await work.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in came)) throw new CaseFailure(what, expected, `the answer ${shown(came.answer)}`, advice);
  const { error } = came;
  const isExpected = error instanceof StoreFailure && (kinds === undefined || kinds.includes(error.kind));
  if (!isExpected) throw new CaseFailure(what, expected, shownError(error), advice);
  return error;
}

/** An error in one line: its kind where it is a {@link StoreFailure}. */
export function shownError(error: unknown): string {
  if (error instanceof StoreFailure) return `StoreFailure ${error.kind}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
}

/** A value in one line of bounded length. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 6, breakLength: Infinity });
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

/** As JSON knows it: an absent member is a member that is not there. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
