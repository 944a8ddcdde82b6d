import { effectCases } from './cases/effects';
import { hostileStoreCases } from './cases/hostile-stores';
import { limitCases } from './cases/limits';
import { lostAnswerCases } from './cases/lost-answers';
import { readingCases } from './cases/reading';
import type { ConformanceCase } from './conformance-case';
import { connectorOf, runCase, whyNotProven } from './conformance-case';
import { shownError } from './expectations';
import type { Rig } from './rig';

/** All cases, in the order in which they are run: what fails first explains what fails later. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...readingCases,
  ...effectCases,
  ...lostAnswerCases,
  ...limitCases,
  ...hostileStoreCases,
];

/** What became of one case. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'notProven';
  /** What was expected, what came, what to do; or why it was not proven. */
  readonly why?: string;
  readonly tookMs: number;
}

/** Choices of a run. */
export interface SuiteOptions {
  /** Only cases whose id contains this text. */
  readonly only?: string;
  /** Longest time in ms for one case; default 60,000. */
  readonly longestMs?: number;
  /** Called after each case. */
  readonly onResult?: (result: CaseResult) => void;
}

/** Runs the cases one after the other against a rig, and stops the rig. A case that fails does not end the run. */
export async function runSuite(
  startRig: () => Promise<Rig>,
  { only = '', longestMs = 60_000, onResult }: SuiteOptions = {},
): Promise<readonly CaseResult[]> {
  const rig = await startRig();
  const connector = connectorOf(rig);
  const results: CaseResult[] = [];
  try {
    for (const one of conformanceCases.filter(({ id }) => id.includes(only))) {
      const startedAt = performance.now();
      const why = whyNotProven(one, rig);
      const failure = why ?? (await failureWithin(longestMs, runCase(one, rig, connector)));
      const outcome = why !== undefined ? 'notProven' : failure === undefined ? 'passed' : 'failed';
      const tookMs = Math.round(performance.now() - startedAt);
      const result = {
        id: one.id,
        title: one.title,
        outcome,
        tookMs,
        ...(failure !== undefined && { why: failure }),
      } as const;
      results.push(result);
      onResult?.(result);
    }
  } finally {
    await connector.close();
    await rig.stop();
  }
  return results;
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
