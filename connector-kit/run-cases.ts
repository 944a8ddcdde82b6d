import { shownError } from './expectations';

/** What became of one case. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'notProven';
  /** What was expected, what came, what to do; or why it was not proven. */
  readonly why?: string;
  readonly tookMs: number;
}

/** A case that is ready to run, or why it cannot be run. */
export interface RunnableCase {
  readonly id: string;
  readonly title: string;
  readonly run?: () => Promise<void>;
  readonly why?: string;
}

/** Choices of a run. */
export interface RunOptions {
  /** Only cases whose id contains this text. */
  readonly only?: string;
  /** Longest time in ms for one case; default 60,000. */
  readonly longestMs?: number;
  /** Called after each case. */
  readonly onResult?: (result: CaseResult) => void;
}

/** Runs cases one after the other. One that fails, or never ends, does not end the run. */
export async function runCases(
  cases: readonly RunnableCase[],
  { only = '', longestMs = 60_000, onResult }: RunOptions = {},
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of cases.filter(({ id }) => id.includes(only))) {
    const result = await resultOf(one, longestMs);
    results.push(result);
    onResult?.(result);
  }
  return results;
}

async function resultOf({ id, title, run, why }: RunnableCase, longestMs: number): Promise<CaseResult> {
  const named = { id, title };
  if (run === undefined)
    return { ...named, outcome: 'notProven', tookMs: 0, ...(why !== undefined && { why }) };
  const startedAt = performance.now();
  const failure = await failureWithin(longestMs, run());
  const tookMs = Math.round(performance.now() - startedAt);
  if (failure === undefined) return { ...named, outcome: 'passed', tookMs };
  return { ...named, outcome: 'failed', why: failure, tookMs };
}

/** Why the work failed, or `undefined`. Work that never ends counts as failed. */
async function failureWithin(longestMs: number, work: Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(
        `The case did not end within ${longestMs} ms. Give every call its time-out and watch its signal.`,
      );
    }, longestMs);
  });
  const done = work.then(() => undefined, shownError);
  try {
    return await Promise.race([done, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
