import type { StoreStepResult } from '../../contracts/temporal/messages';
import type { StoreOutcome } from '../../domain/outcome';
import { isSettled, provenOutcomes } from '../../domain/outcome';
import { executeOnStore } from './execute-store';
import type { StoreWork } from './store-work';
import { counted } from './store-work';
import { surveyStore } from './survey-store';
import { verifyOnStore } from './verify-store';

/**
 * Takes one store through one phase. Every phase may run twice: what is settled is skipped, what was begun is asked of the
 * store again under the same operation id.
 */
export async function workOnOneStore(work: StoreWork): Promise<StoreStepResult> {
  const { outcome } = work.progress ?? {};
  if (outcome !== undefined && isSettled(outcome) && keepsItsOutcome(work, outcome)) return counted(outcome);
  switch (work.phase) {
    case 'survey':
      return (await proofOfEarlierWork(work)) ?? surveyStore(work);
    case 'execute':
      return executeOnStore(work);
    case 'verify':
      return verifyOnStore(work);
  }
}

/** A new survey looks again, except where something was proven done before or staff gave the store up. */
function keepsItsOutcome(work: StoreWork, outcome: StoreOutcome): boolean {
  const wasDone =
    provenOutcomes.includes(outcome.code) ||
    ((outcome.code === 'retained' || outcome.code === 'deferred') && outcome.proof !== undefined);
  return work.phase !== 'survey' || wasDone || outcome.reason === 'cannotBeDone';
}

/**
 * What was done under an earlier plan is proven before the store is searched again: the search would find nothing, and
 * the letter would say that nothing had been there.
 */
async function proofOfEarlierWork(work: StoreWork): Promise<StoreStepResult | undefined> {
  const { outcome } = work.progress ?? {};
  if (outcome?.reason !== 'unverified' && outcome?.code !== 'processorPending') return undefined;
  const result = await verifyOnStore({ ...work, phase: 'verify' });
  return result.left?.reason === 'trouble' ? undefined : result;
}
