import { activityInfo, cancellationSignal } from '@temporalio/activity';
import type { StoreStepResult } from '../../contracts/temporal/messages';
import type { DisclosedRecord, PlannedWork, StoreCall } from '../../domain/connector';
import type { StoreOutcome } from '../../domain/outcome';
import { summariseCollections } from '../../domain/outcome';
import * as slots from '../vault-slots';
import { attachmentKeeper } from './keep-attachments';
import type { KeptLine } from './kept-lines';
import { lineOf } from './kept-lines';
import type { PatientSignal } from './patient-signal';
import { patientSignal } from './patient-signal';
import { writeSorted } from './sorted-content';
import type { StoreWork } from './store-work';
import { counted, keep, recordResult } from './store-work';

/**
 * Copies what the store holds of the person into the vault while it is read, in bounded memory. A killed attempt starts
 * this store again; what other stores gave stays as it is.
 */
export async function discloseStore(work: StoreWork, planned: PlannedWork): Promise<StoreStepResult> {
  const { deps, context, store } = work;
  const { requestId } = context.view;
  const patience = patienceFor(work);
  try {
    const { located, identifiers } = planned.scope;
    const call: StoreCall = { ...work.call, signal: patience.signal };
    const records = deps.connectorOf(store).extract(call, located, identifiers);
    const target = { vault: deps.books.vault, requestId, store, slot: slots.recordsSlot(store.id) };
    const kept = await writeSorted(target, keptLines(work, records, patience.alive));
    await slots.keptDisclosure(store.id).write(deps.books.vault, requestId, kept);
    const collections = kept.collections.map(({ id, records: count }) => ({
      collection: id,
      code: 'disclosed' as const,
      count,
    }));
    return await conclude(work, {
      storeId: store.id,
      code: summariseCollections(collections),
      collections,
      proof: { kind: 'requery', at: deps.now() },
    });
  } finally {
    patience.end();
  }
}

async function conclude(work: StoreWork, outcome: StoreOutcome): Promise<StoreStepResult> {
  await recordResult(work, outcome);
  await keep(work, outcome);
  return counted(outcome);
}

/** In a batch a store has the batch's time; alone it has all the time in which records keep coming. */
function patienceFor({ call, store }: StoreWork): PatientSignal {
  const isAlone = activityInfo().activityType === 'workOnStore';
  return isAlone
    ? patientSignal(store.timeoutMs, cancellationSignal())
    : { signal: call.signal, alive: () => undefined, end: () => undefined };
}

async function* keptLines(
  { deps, context, store }: StoreWork,
  records: AsyncIterable<DisclosedRecord>,
  alive: () => void,
): AsyncGenerator<KeptLine> {
  const { vault } = deps.books;
  const keepFiles = attachmentKeeper({
    vault,
    requestId: context.view.requestId,
    storeId: store.id,
    alive,
  });
  for await (const record of records) {
    alive();
    yield lineOf(store, record, await keepFiles(record));
  }
}
