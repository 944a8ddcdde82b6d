import type { BatchLeaveReason, StorePhase, StoreStepResult } from '../../contracts/temporal/messages';
import { engine } from '../../domain/actor';
import type { PlannedWork, StoreCall } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { EvidenceDraft } from '../../domain/evidence';
import type { StoreOutcome } from '../../domain/outcome';
import type { IntakeClaims, StoreProgress } from '../../domain/ports';
import type { RequestContext, StoreDeps } from '../deps';
import * as slots from '../vault-slots';

/** One store in one phase of one request, with all that its work needs. */
export interface StoreWork {
  readonly deps: StoreDeps;
  readonly context: RequestContext;
  readonly claims: IntakeClaims;
  readonly store: StoreMap;
  readonly phase: StorePhase;
  readonly round: number;
  /** Names this attempt of this activity: evidence shows each. */
  readonly attempt: string;
  readonly call: StoreCall;
  readonly progress: StoreProgress | undefined;
  /** False within a batch, where a slow call is cut off early and gets time of its own. */
  readonly isPatient: boolean;
}

/** The step's answer for a store with this outcome. */
export const counted = (outcome: StoreOutcome): StoreStepResult => ({ tally: { [outcome.code]: 1 } });
/** The store leaves its batch; `code` says why to staff. */
export const leave = (reason: BatchLeaveReason, code?: string): StoreStepResult => ({
  tally: {},
  left: { reason, ...(code === undefined ? {} : { code }) },
});

/** What the survey planned, with the private half. */
export async function plannedOf(work: StoreWork): Promise<PlannedWork> {
  const { deps, context, store } = work;
  const planned = await slots.plannedWork(store.id).read(deps.books.vault, context.view.requestId);
  if (planned === undefined) throw new Error(`Store ${store.id} was not surveyed before ${work.phase}.`);
  return planned;
}

/** Writes down how far the store is. */
export async function keep(work: StoreWork, outcome: StoreOutcome, receipt?: string): Promise<void> {
  const { requestId } = work.context.view;
  const kept: StoreProgress = {
    ...work.progress,
    requestId,
    storeId: work.store.id,
    outcome,
    ...(receipt === undefined ? {} : { receipt }),
    ...(work.phase === 'execute' ? { executedAt: work.deps.now() } : {}),
  };
  await work.deps.books.stores.put(kept);
}

/** Evidence of what the store answered. */
export async function recordResult(work: StoreWork, outcome: StoreOutcome): Promise<void> {
  const { deps, context, store, phase, round, attempt } = work;
  const verified = phase === 'verify' && outcome.proof !== undefined;
  const { proof, reason } = outcome;
  const entry: EvidenceDraft = {
    key: `${phase}/${store.id}/${round}/answer/${attempt}`,
    type: verified
      ? 'effectVerified'
      : outcome.proof === undefined
        ? 'storeFailed'
        : 'storeOperationFinished',
    at: deps.now(),
    actor: engine,
    facts: {
      storeId: store.id,
      code: outcome.code,
      collections: outcome.collections.map((collection) => ({ ...collection })),
      ...(proof === undefined ? {} : { proof: { ...proof } }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
  await deps.books.evidence.append(context.view.requestId, [entry]);
}
