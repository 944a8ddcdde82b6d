import type { StoreStepResult } from '../../contracts/temporal/messages';
import type { StoreOutcome } from '../../domain/outcome';
import { summariseCollections } from '../../domain/outcome';
import { ledgerDeletion } from './ledger-deletion';
import { noteAnswered } from './recipient-orders';
import type { StoreWork } from './store-work';
import { counted, keep, leave, plannedOf, recordResult } from './store-work';

/** Asks the store itself whether the effect is there. */
export async function verifyOnStore(work: StoreWork): Promise<StoreStepResult> {
  const { deps, store, call, progress } = work;
  const planned = await plannedOf(work);
  if (planned.steps.length === 0) return { tally: {} };
  const answer = await deps.connectorOf(store).verify(call, planned, progress?.receipt);
  if (answer.status === 'pending') return leave('pending');
  if (answer.status === 'disproven') {
    await recordResult(work, {
      storeId: store.id,
      code: 'unknown',
      collections: answer.collections,
      reason: answer.reason,
    });
    return leave('trouble', answer.reason);
  }
  const { collections, proof } = answer;
  const outcome: StoreOutcome = {
    storeId: store.id,
    code: summariseCollections(collections),
    collections,
    proof,
  };
  await recordResult(work, outcome);
  await noteAnswered(work, 'confirmed', proof.receiptHash);
  await ledgerDeletion(work, planned, outcome);
  await keep(work, outcome, progress?.receipt);
  return counted(outcome);
}
