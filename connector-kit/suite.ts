import { effectCases } from './cases/effects';
import { hostileStoreCases } from './cases/hostile-stores';
import { limitCases } from './cases/limits';
import { lostAnswerCases } from './cases/lost-answers';
import { readingCases } from './cases/reading';
import type { ConformanceCase } from './conformance-case';
import { connectorOf, runCase, whyNotProven } from './conformance-case';
import type { Rig } from './rig';
import type { CaseResult, RunnableCase, RunOptions } from './run-cases';
import { runCases } from './run-cases';

/** All cases, in the order in which they are run: what fails first explains what fails later. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...readingCases,
  ...effectCases,
  ...lostAnswerCases,
  ...limitCases,
  ...hostileStoreCases,
];

/** Runs the cases one after the other against a rig, and stops the rig. A case that fails does not end the run. */
export async function runSuite(
  startRig: () => Promise<Rig>,
  options: RunOptions = {},
): Promise<readonly CaseResult[]> {
  const rig = await startRig();
  const connector = connectorOf(rig);
  const runnable = conformanceCases.map((one): RunnableCase => {
    const why = whyNotProven(one, rig);
    const { id, title } = one;
    return { id, title, ...(why === undefined ? { run: () => runCase(one, rig, connector) } : { why }) };
  });
  try {
    return await runCases(runnable, options);
  } finally {
    await connector.close();
    await rig.stop();
  }
}
