import type { StoreStepResult } from '../../contracts/temporal/messages';
import type { DisclosedRecord, PlannedWork } from '../../domain/connector';
import type { StoreOutcome } from '../../domain/outcome';
import { summariseCollections } from '../../domain/outcome';
import * as slots from '../vault-slots';
import type { StoreWork } from './store-work';
import { counted, keep, recordResult } from './store-work';

/** Copies what the store holds of the person into the vault. */
export async function discloseStore(work: StoreWork, planned: PlannedWork): Promise<StoreStepResult> {
  const { deps, context, store, call } = work;
  const records: DisclosedRecord[] = [];
  const { located, identifiers } = planned.scope;
  for await (const record of deps.connectorOf(store).extract(call, located, identifiers))
    records.push(record);
  await slots.disclosedRecords(store.id).write(deps.books.vault, context.view.requestId, records);
  const collections = [...new Set(records.map((record) => record.collection))].map((collection) => ({
    collection,
    code: 'disclosed' as const,
    count: records.filter((record) => record.collection === collection).length,
  }));
  const outcome: StoreOutcome = {
    storeId: store.id,
    code: summariseCollections(collections),
    collections,
    proof: { kind: 'requery', at: deps.now() },
  };
  await recordResult(work, outcome);
  await keep(work, outcome);
  return counted(outcome);
}
