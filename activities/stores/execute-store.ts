import type { StoreStepResult } from '../../contracts/temporal/messages';
import { askProcessorCode } from '../../contracts/temporal/messages';
import { engine } from '../../domain/actor';
import type { ApplyAnswer, PlannedWork } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { EvidenceDraft } from '../../domain/evidence';
import type { StoreOutcome } from '../../domain/outcome';
import { discloseStore } from './disclose-store';
import { noteOrdered } from './recipient-orders';
import { applyWithinBand, bandLeft } from './store-band';
import type { StoreWork } from './store-work';
import { counted, keep, leave, plannedOf, recordResult } from './store-work';

/** Carries out the plan; what was begun and not heard of is asked again under the same operation id. */
export async function executeOnStore(work: StoreWork): Promise<StoreStepResult> {
  const planned = await plannedOf(work);
  if (planned.steps.length === 0) return { tally: {} };
  if (planned.steps.some((step) => step.action === 'manual')) return leave('manual', whoActs(work.store));
  if (planned.scope.intent.right === 'access') return discloseStore(work, planned);
  const answer = await applyPlan(work, planned);
  if (answer === bandLeft) return leave('trouble', bandLeft);
  switch (answer.status) {
    case 'done':
      await noteOrdered(work, planned, 'acknowledged');
      await keep(work, {
        storeId: work.store.id,
        code: 'unknown',
        collections: answer.collections,
        reason: 'unverified',
      });
      return { tally: {} };
    case 'pending':
      await noteOrdered(work, planned, 'asked');
      await keep(work, { storeId: work.store.id, code: 'processorPending', collections: [] }, answer.receipt);
      return { tally: {} };
    case 'refused':
      await noteOrdered(work, planned, 'refused');
      return refusedBy(work, answer);
  }
}

/** Carries out the plan while deletions in the store are as they normally are; `bandLeft`: nothing was touched. */
function applyPlan(work: StoreWork, planned: PlannedWork): Promise<ApplyAnswer | typeof bandLeft> {
  const { deps, context, store, round } = work;
  const { requestId } = context.view;
  const banded = {
    deps,
    requestId,
    storeId: store.id,
    planId: `${requestId}/${round}`,
    planned,
    isPatient: work.isPatient,
  };
  return applyWithinBand(banded, async () => {
    // Evidence first: a kill after the effect still shows that it was begun, and by which attempt.
    await recordAttempt(work, planned);
    return deps.connectorOf(store).apply(work.call, planned);
  });
}

/**
 * A value that moved meanwhile is an answer; any other refusal is for people to look at. What was done all the same, where the
 * store has no transactions, is kept: whoever gives the store up must not make it undone in the letter.
 */
async function refusedBy(
  work: StoreWork,
  { reason, collection, collections }: Extract<ApplyAnswer, { status: 'refused' }>,
): Promise<StoreStepResult> {
  const outcome: StoreOutcome = { storeId: work.store.id, code: 'refusedByStore', collections, reason };
  await recordResult(work, outcome);
  if (reason === 'conflict') {
    await keep(work, outcome);
    return counted(outcome);
  }
  await keep(work, { ...outcome, code: 'unknown' });
  return leave('trouble', collection === undefined ? reason : `${reason} in ${collection}`);
}

/** Paper is worked on by staff; a processor that no interface asks is asked by letter. */
function whoActs({ kind }: StoreMap): string {
  return kind === 'email-processor' || kind === 'http-processor' ? askProcessorCode : 'manualStore';
}

async function recordAttempt(work: StoreWork, planned: PlannedWork): Promise<void> {
  const { deps, context, store, round, attempt, call } = work;
  const entry: EvidenceDraft = {
    key: `execute/${store.id}/${round}/started/${attempt}`,
    type: 'storeOperationStarted',
    at: deps.now(),
    actor: engine,
    facts: {
      storeId: store.id,
      operationId: call.operationId,
      attempt,
      steps: planned.steps.map(({ collection, action, count }) => ({ collection, action, count })),
    },
    ...(work.progress?.plan === undefined ? {} : { commitments: { scope: work.progress.plan.scopeHash } }),
  };
  await deps.books.evidence.append(context.view.requestId, [entry]);
}
