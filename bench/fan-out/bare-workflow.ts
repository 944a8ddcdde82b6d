import type { StorePhase, StoreStepInput } from '../../contracts/temporal/messages';
import { singleStore } from '../../workflows/activity-stubs';

/** What the bare twin works on. */
export interface BareFanOut {
  readonly requestId: StoreStepInput['requestId'];
  readonly storeIds: readonly string[];
}

/** The plainest way: in each phase one activity per store, all at once, with the options of the product. */
export async function bareFanOutWorkflow({ requestId, storeIds }: BareFanOut): Promise<number> {
  const phases: readonly StorePhase[] = ['survey', 'execute', 'verify'];
  for (const phase of phases)
    await Promise.all(
      storeIds.map((storeId) => singleStore.workOnStore({ requestId, phase, round: 1, storeId })),
    );
  return storeIds.length;
}
