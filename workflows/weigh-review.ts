import { isApproved } from '../domain/proposal';
import { workStandsStill } from '../domain/standing';
import { books } from './activity-stubs';
import type { RequestRun } from './request-run';

/**
 * Has a complaint or an appeal decided by people who had no part in what it is about. Nobody is searched for and no store
 * is touched: the clock, the decision with its reasons, and the letter are all there is.
 */
export async function weighReview(run: RequestRun): Promise<void> {
  if (run.state.review?.excluded === undefined) await excludeDeciders(run);
  const isDecided = () => isApproved(run.state) && !workStandsStill(run.state);
  if (!(await run.waitFor(isDecided))) return;
  const { proposal } = run.state;
  if (proposal?.decision === undefined) throw new Error('A review was approved that nobody decided.');
  const { decision, hash: reasonsHash } = proposal;
  await run.applyAndRecord({ name: 'decided', decision, reasonsHash });
}

async function excludeDeciders(run: RequestRun): Promise<void> {
  const { excluded } = await books.openReview({ requestId: run.state.requestId });
  await run.applyAndRecord({ name: 'reviewOpened', excluded });
}
