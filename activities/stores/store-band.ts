import type { AlertDraft } from '../../domain/alert';
import type { ApplyAnswer, PlannedWork } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { RequestId, StoreId } from '../../domain/ids';
import type { BandPlan, StoreBand } from '../../domain/store-band';
import { afterCall, askBand, destructiveRows } from '../../domain/store-band';
import type { StoreDeps } from '../deps';
import { isTimeOut } from './step-failures';

/** Why a store that nobody touched waits for staff: docs/runbooks/store-trouble.md. */
export const bandLeft = 'bandLeft';

/** What is to be done in a store, for the band of that store. */
export interface BandedWork {
  readonly deps: StoreDeps;
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  readonly planId: string;
  readonly planned: PlannedWork;
  /** True when the store has all of its own time; a call within a batch is cut off early, which says nothing of the store. */
  readonly isPatient: boolean;
}

/**
 * Calls `apply` only while deletions in the store are within their normal band, and remembers how it ended; `bandLeft`
 * when they are not: nothing was touched, and staff are alerted. Work that destroys nothing is not asked about.
 */
export async function applyWithinBand(
  work: BandedWork,
  apply: () => Promise<ApplyAnswer>,
): Promise<ApplyAnswer | typeof bandLeft> {
  const plan = { planId: work.planId, rows: destructiveRows(work.planned.steps) };
  if (plan.rows === 0) return apply();
  if (!(await mayBegin(work, plan))) return bandLeft;
  try {
    const answer = await apply();
    await note(work, plan, isStoresFault(answer));
    return answer;
  } catch (error) {
    if (isFailureOfStore(error, work)) await note(work, plan, true);
    throw error;
  }
}

async function mayBegin({ deps, requestId, storeId }: BandedWork, plan: BandPlan): Promise<boolean> {
  const now = deps.now();
  const answer = { mayBegin: false };
  const band = await deps.books.storeBands.change(storeId, (before) => {
    const asked = askBand(before, plan, now, deps.settings.storeBand);
    answer.mayBegin = asked.mayBegin;
    return asked.band;
  });
  // Raised by everyone who is refused, under one id: a kill after the change loses no alert.
  if (!answer.mayBegin) await raiseAlert(deps, requestId, band);
  return answer.mayBegin;
}

async function note(
  { deps, requestId, storeId }: BandedWork,
  plan: BandPlan,
  failed: boolean,
): Promise<void> {
  const now = deps.now();
  const band = await deps.books.storeBands.change(storeId, (before) =>
    afterCall(before, { ...plan, failed }, now, deps.settings.storeBand),
  );
  if (failed && band.left !== undefined) await raiseAlert(deps, requestId, band);
}

async function raiseAlert(
  deps: StoreDeps,
  requestId: RequestId,
  { storeId, left }: StoreBand,
): Promise<void> {
  if (left === undefined) return;
  const alert: AlertDraft = {
    alertId: `storeBandLeft/${storeId}/${left.at}`,
    kind: 'storeBandLeft',
    level: 'privacyOfficer',
    caseId: requestId,
    about: `${storeId}: ${left.for}`,
    raisedAt: left.at,
    raisedBy: 'workflow',
  };
  await deps.books.alerts.raise([alert]);
}

/** A value that moved meanwhile is the person's own; any other refusal may be the next request's too. */
function isStoresFault(answer: ApplyAnswer): boolean {
  return answer.status === 'refused' && answer.reason !== 'conflict';
}

/** Not the end of our own process, not a store that was never asked, and not records that moved since the plan. */
function isFailureOfStore(error: unknown, { isPatient }: BandedWork): boolean {
  if (isTimeOut(error)) return isPatient;
  return error instanceof StoreFailure && error.kind !== 'drift' && error.kind !== 'busy';
}
