import type { AlertDraft } from '../domain/alert';
import { engine } from '../domain/actor';
import type { Persistence, RequestView, Restarter } from '../domain/ports';
import type { CompareDeps, Compared, Difference } from './reconcile';
import { compareBooks } from './reconcile';

/** What repairing needs. */
export interface ReconcileDeps extends CompareDeps {
  readonly books: Pick<Persistence, 'requests' | 'openRequests' | 'alerts' | 'evidence'>;
  readonly gateway: Restarter;
}

/** What a round came to. */
export interface Reconciled extends Compared {
  /** Executions that were restarted from the books. */
  readonly restarted: number;
}

/** Compares books and engine, tells staff of every difference, and restarts what was lost. */
export async function reconcile(deps: ReconcileDeps, onProgress: () => void): Promise<Reconciled> {
  let restarted = 0;
  const compared = await compareBooks(
    deps,
    async (difference) => {
      if (await repair(deps, difference)) restarted += 1;
    },
    onProgress,
  );
  return { ...compared, restarted };
}

/**
 * Tells of one difference and repairs it where that is safe: a lost execution goes on from the books, and no store is
 * touched before that is noted. Books that are older than what was done are left to people: whatever the engine did by
 * itself might be done a second time. True when the execution was restarted.
 */
export async function repair(deps: ReconcileDeps, difference: Difference): Promise<boolean> {
  const at = deps.now();
  switch (difference.kind) {
    case 'executionMissing':
      await deps.books.alerts.raise([missingAlert(difference.view, difference.runId, at)]);
      return restart(deps, difference.view, at);
    case 'restartNotNoted':
      await noteRestart(deps, difference.view);
      return true;
    case 'booksOlder':
      await deps.books.alerts.raise([olderAlert(difference.view, difference.runId, at)]);
      if (difference.view.disagreement === undefined)
        await deps.books.requests.setDisagreement(difference.view.requestId, 'booksOlder', at);
      return false;
    case 'caseMissing':
      await deps.books.alerts.raise([caseMissingAlert(difference.workflowId, difference.runId, at)]);
      return false;
  }
}

async function restart(deps: ReconcileDeps, view: RequestView, at: string): Promise<boolean> {
  const { requestId } = view;
  if (view.disagreement?.kind === 'booksOlder') return false;
  const disagreement = view.disagreement ?? { kind: 'executionMissing' as const, at };
  if (view.disagreement === undefined)
    await deps.books.requests.setDisagreement(requestId, disagreement.kind, at);
  // False: somebody else was quicker, and notes it; or does not, and the next round does.
  if (!(await deps.gateway.restart(requestId))) return false;
  await noteRestart(deps, { ...view, disagreement });
  return true;
}

/** The evidence is named after the instant of the finding, so that a repeat writes the same. */
async function noteRestart(
  { books }: ReconcileDeps,
  { requestId, disagreement }: RequestView,
): Promise<void> {
  if (disagreement === undefined) return;
  const { at } = disagreement;
  const key = `executionRestarted/${at}`;
  await books.evidence.append(requestId, [
    { key, type: 'executionRestarted', at, actor: engine, facts: { missingSince: at } },
  ]);
  await books.requests.setDisagreement(requestId, null, at);
}

function missingAlert({ requestId }: RequestView, runId: string | undefined, at: string): AlertDraft {
  const about = runId ?? 'none';
  const alertId = `executionMissing/${requestId}/${about}`;
  const parts = { kind: 'executionMissing', level: 'supervisor', caseId: requestId, about } as const;
  return { alertId, ...parts, raisedAt: at, raisedBy: 'reconciler' };
}

function olderAlert({ requestId }: RequestView, runId: string, at: string): AlertDraft {
  const alertId = `booksOlder/${requestId}/${runId}`;
  const parts = { kind: 'booksOlder', level: 'privacyOfficer', caseId: requestId, about: runId } as const;
  return { alertId, ...parts, raisedAt: at, raisedBy: 'reconciler' };
}

function caseMissingAlert(workflowId: string, runId: string, at: string): AlertDraft {
  const alertId = `caseMissing/${workflowId}`;
  const parts = { kind: 'caseMissing', level: 'privacyOfficer', about: runId } as const;
  return { alertId, ...parts, raisedAt: at, raisedBy: 'reconciler' };
}
