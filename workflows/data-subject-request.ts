import { allHandlersFinished, condition } from '@temporalio/workflow';
import type {
  AnswerInput,
  AnswerResult,
  IdentifyResult,
  RequestInput,
  RequestResult,
} from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import { reached } from '../domain/clock-state';
import { projectionOf } from '../domain/projection';
import { isApproved } from '../domain/proposal';
import type { ClockGoal } from '../domain/regime-words';
import type { Phase, Proposal, RequestState } from '../domain/request';
import { worksAs } from '../domain/right';
import { standingOf, workStandsStill } from '../domain/standing';
import { books, letters, packages, singleStore } from './activity-stubs';
import { fireDue, watchClocks } from './clock-watch';
import { postLetters } from './letter-post';
import { RequestRun, isoNow, newTaskId } from './request-run';
import { searchStores } from './search-stores';
import { carryOutOnAllStores, troubleCode } from './store-fan-out';
import { weighReview } from './weigh-review';

/**
 * Carries one request of a data subject from intake to its truthful confirmation.
 *
 * Each phase is one step below; a step leaves the phase or ends the request, so the loop can resume anywhere with
 * nothing but the state (after continue-as-new as well).
 */
export async function dataSubjectRequestWorkflow(input: RequestInput): Promise<RequestResult> {
  const run = new RequestRun(input);
  await Promise.all([carryThrough(run), watchClocks(run), postLetters(run)]);
  await condition(allHandlersFinished);
  return { outcome: run.state.outcome ?? 'fulfilled' };
}

async function carryThrough(run: RequestRun): Promise<void> {
  while (run.isOpen()) {
    if (run.isEnding() || run.state.closing === true) await close(run);
    else await steps[run.state.phase](run);
    await run.continueAsNewIfAdvised();
  }
}

const steps: Readonly<Record<Phase, (run: RequestRun) => Promise<void>>> = {
  received: acknowledge,
  verifying: verifyIdentity,
  locating: locate,
  assessing: assess,
  executing: execute,
  reviewing: review,
  closed: () => Promise.resolve(),
};

/** The person learns the case number, the deadline, and what is still needed; the clocks run. */
async function acknowledge(run: RequestRun): Promise<void> {
  const { requestId } = run.state;
  const started = await books.startClocks({ requestId });
  run.apply({ name: 'acknowledged', ...started });
  // The letter carries the code, and the answer may be here before the letter's delivery is reported.
  const { version } = run.state;
  const projection = projectionOf(run.state);
  const letter = await letters.acknowledgeRequest({ requestId, version, projection });
  run.noteWritten(version);
  if (letter.inTime) await noteAcknowledged(run, letter.at);
}

/** Clocks that run to the acknowledgement are satisfied by the mail server's word, not by our sending. */
async function noteAcknowledged(run: RequestRun, at: string): Promise<void> {
  await fireDue(run, at);
  const goals = ['acknowledgement'] as const;
  run.state = { ...run.state, clocks: reached(run.state.clocks, goals, at, standingOf(run.state)) };
  const hasClock = run.state.clocks.some(({ goal }) => goal === 'acknowledgement');
  const event = { name: 'acknowledgementAccepted', at } as const;
  if (hasClock) await run.applyAndRecord(event, { writeClocks: true });
  else run.apply(event);
}

/** Waits for the mailed code; nobody's silence can destroy or disclose anything. */
async function verifyIdentity(run: RequestRun): Promise<void> {
  // The clock watch's one timer wakes the request when the time is over.
  await run.waitFor(() => !run.isVerificationOpen());
  if (!run.isEnding() && run.state.verifiedAt === undefined)
    await run.applyAndRecord({ name: 'identityExpired' });
}

/** Finds out who the person is, asks staff when two people fit or a child needs a guardian, and searches every store. */
async function locate(run: RequestRun): Promise<void> {
  const identified = await identify(run);
  if (identified === undefined) return;
  const { identity, guardianNeeded } = identified;
  run.apply({ name: 'identified', identity, guardianNeeded });
  if (identified.identity === 'ambiguous') return askWhoIsMeant(run, identified);
  if (run.state.guardian === 'needed') await askForGuardian(run);
  if (run.isEnding()) return;
  await protectAtOnce(run);
  await searchForPerson(run);
  if (!run.isEnding()) await run.applyAndRecord({ name: 'located' });
}

/** Asks the register of people. When it needs somebody's hand, staff are asked, and the next turn tries again. */
async function identify(run: RequestRun): Promise<IdentifyResult | undefined> {
  try {
    return await singleStore.identifySubject({ requestId: run.state.requestId });
  } catch (error) {
    const taskId = newTaskId(run.state, 'storeTrouble');
    await run.openTask({ taskId, kind: 'storeTrouble', reason: troubleCode(error) });
    return undefined;
  }
}

async function askWhoIsMeant(
  run: RequestRun,
  { choices, reason }: Extract<IdentifyResult, { identity: 'ambiguous' }>,
): Promise<void> {
  const taskId = newTaskId(run.state, 'resolveIdentity');
  await run.openTask({ taskId, kind: 'resolveIdentity', choices, reason });
}

async function askForGuardian(run: RequestRun): Promise<void> {
  await letters.sendNotice({ requestId: run.state.requestId, kind: 'guardianNeeded' });
  await run.openTask({ taskId: newTaskId(run.state, 'recordGuardian'), kind: 'recordGuardian' });
  await run.waitFor(() => run.state.guardian === 'recorded');
}

/** Lays the plan before the people who must approve it, and waits until it stands or falls. */
async function assess(run: RequestRun): Promise<void> {
  if (run.state.review !== undefined) return weighReview(run);
  if (run.state.objection !== undefined) return weighObjection(run);
  if (run.state.right === 'cancellation') await tellConsequences(run);
  const { requestId, round } = run.state;
  const plan = await books.proposePlan({ requestId, round, minor: run.state.guardian === 'recorded' });
  if (plan.changeHash !== undefined && !run.isEnding())
    await letters.sendNotice({ requestId, kind: 'changeToConfirm', serial: round });
  const { hash, slots, changeHash } = plan;
  await propose(run, { kind: 'plan', hash, preparedBy: engine, slots, approvals: [] }, changeHash);
  const decided = await run.waitFor(
    () => !isUndecided(run) && (isRefusal(run) || (isConfirmed(run) && mayWork(run))),
  );
  if (!decided) return;
  if (run.state.proposal === undefined) return surveyAgain(run);
  if (isRefusal(run)) return run.applyAndRecord({ name: 'refused' });
  await keepObjection(run);
  await run.applyAndRecord({ name: 'approved' });
}

/** Lays the engine's proposal before staff, unless they proposed to refuse while it was being made. */
async function propose(run: RequestRun, proposal: Proposal, changeHash?: string): Promise<void> {
  const known = run.state.proposal;
  // What a lost workflow had laid before staff lies there still, with the approvals that it has.
  if (known?.kind === 'refusal' || (known?.kind === proposal.kind && known.hash === proposal.hash)) return;
  const change = changeHash === undefined ? {} : { changeHash };
  await run.applyAndRecord({ name: 'proposed', proposal, ...change });
}

const isUndecided = (run: RequestRun) => run.state.proposal !== undefined && !isApproved(run.state);
const isRefusal = (run: RequestRun) => run.state.proposal?.kind !== 'plan';
/** While something is asked of the person that the work depends on, approvals are taken and nothing is carried out. */
const mayWork = (run: RequestRun) => !workStandsStill(run.state);
const isConfirmed = ({ state: { right, change } }: RequestRun) =>
  change === undefined ? right !== 'cancellation' : change.confirmedAt !== undefined;

/** What ends with the account, and what must be settled first, is shown before anything ends (App method art 6). */
async function tellConsequences(run: RequestRun): Promise<void> {
  if (run.state.change === undefined)
    await run.openTask({ taskId: newTaskId(run.state, 'accountCheck'), kind: 'accountCheck' });
  const { requestId, change } = run.state;
  if (run.isEnding() || change === undefined || change.confirmedAt !== undefined) return;
  await letters.sendNotice({ requestId, kind: 'consequencesToConfirm', hash: change.hash });
}

/** A plan that was sent back is made anew from the data as they are now. */
async function surveyAgain(run: RequestRun): Promise<void> {
  await searchForPerson(run);
}

/** What stores told of the person is put in force as well as what the person gave. */
async function searchForPerson(run: RequestRun): Promise<void> {
  if ((await searchStores(run)).learned) await protectAtOnce(run);
}

/**
 * A restriction, and the freeze while staff weigh an objection, is in force in the engine's own register as soon as it is
 * known whose it is: no store that does not answer may delay it.
 */
async function protectAtOnce(run: RequestRun): Promise<void> {
  const { requestId, right, objection } = run.state;
  if (worksAs(right, 'restriction') || objection?.decision === 'open')
    await books.enterRegister({ requestId, kind: 'restriction' });
}

/** An objection that stands is in force in the register before any store is worked on. */
async function keepObjection(run: RequestRun): Promise<void> {
  const { requestId, right } = run.state;
  if (worksAs(right, 'objection')) await books.enterRegister({ requestId, kind: 'objection' });
}

/**
 * Any purpose but direct marketing is frozen while staff decide (GDPR art 18(1)(d), 21(1)); the objection then stands for
 * good or the freeze is lifted with a reason. Direct marketing ends without weighing (GDPR art 21(3), PIPL art 24).
 */
async function weighObjection(run: RequestRun): Promise<void> {
  const { requestId } = run.state;
  const isLifted = () => run.state.objection?.decision === 'lifted';
  const stands = () => run.state.objection?.decision === 'stands' && mayWork(run);
  const decided = await run.waitFor(() => isLifted() || stands() || isApproved(run.state));
  if (!decided) return;
  if (isApproved(run.state)) return run.applyAndRecord({ name: 'refused' });
  if (isLifted()) return run.applyAndRecord({ name: 'refused' });
  await keepObjection(run);
  await books.proposePlan({ requestId, round: run.state.round, minor: false });
  await run.applyAndRecord({ name: 'approved' });
}

/** Works on every store, and asks each itself whether the effect is there; none waits for another. */
async function execute(run: RequestRun): Promise<void> {
  const { drifted, tally } = await carryOutOnAllStores(run);
  if (drifted) {
    await run.applyAndRecord({ name: 'drifted' });
    return surveyAgain(run);
  }
  await run.applyAndRecord({ name: 'executed', tally });
}

/** What is disclosed is looked at by a person first; then the answer goes out and the request closes. */
async function review(run: RequestRun): Promise<void> {
  if (worksAs(run.state.right, 'access') && !(await packageApproved(run))) return;
  await close(run);
}

async function packageApproved(run: RequestRun): Promise<boolean> {
  const { requestId, round } = run.state;
  const built = await packages.buildPackage({ requestId, round, minor: run.state.guardian === 'recorded' });
  if (!built.found) return true;
  const { hash, slots } = built;
  await propose(run, { kind: 'package', hash, preparedBy: engine, slots, approvals: [] });
  await run.waitFor(() => !isUndecided(run));
  if (run.state.proposal === undefined) return false; // sent back: the next turn builds the package anew
  if (run.state.proposal.kind === 'refusal') await run.applyAndRecord({ name: 'refused' });
  return !run.isEnding();
}

/** The answer goes out, made from what was proven; when it has, the clocks are settled and the outcome stands. */
async function close(run: RequestRun): Promise<void> {
  await run.fixAnswer();
  const answer = await letters.sendAnswer(answerInput(run.state));
  const { outcome, accepted, at, keepUntil } = answer;
  // A clock may have run out while the mail server asked for patience.
  await fireDue(run, at);
  const { clocks: running, requestId } = run.state;
  const clocks = reached(running, goalsOf(answer), at, standingOf(run.state));
  run.state = { ...run.state, clocks };
  await run.allWritten();
  const version = run.state.version + 1;
  await books.closeRequest({ requestId, version, at, outcome, accepted, keepUntil, clocks });
  run.apply({ name: 'closed', outcome });
}

function answerInput({ requestId, ending, objection, proposal, review }: RequestState): AnswerInput {
  const ground = proposal?.ground ?? objection?.ground;
  return {
    requestId,
    at: isoNow(),
    ...(ending === undefined ? {} : { ending }),
    ...(ground === undefined ? {} : { ground }),
    ...(objection === undefined || objection.decision === 'open' ? {} : { objection: objection.decision }),
    ...(review?.decided === undefined ? {} : { review: review.decided }),
  };
}

/** An answer that the mail server refused reaches no goal: staff bring it to the person another way. */
function goalsOf({ accepted, recipientsAnswered }: AnswerResult): ClockGoal[] {
  if (!accepted) return [];
  return ['acknowledgement', 'answer', ...(recipientsAnswered ? ['recipients' as const] : [])];
}
