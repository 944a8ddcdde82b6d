import type { Actor } from './actor';
import type { ClockCommand } from './clock-refusals';
import { refusalSlots } from './policy';
import { decisionProposal } from './review';
import type { Review } from './review';
import { isWithoutStores } from './right';
import type { Command, FeeDemand, FeeResult, Phase, Proposal, RequestEvent, RequestState } from './request';
import { commandTable, eventTable } from './request-table';
import type { TransitionRule } from './request-table';

/** The state with which a request begins. */
export function newRequestState(
  intake: Pick<
    RequestState,
    'requestId' | 'right' | 'regimes' | 'controllerId' | 'receivedAt' | 'verificationNeeded' | 'verifiedAt'
  > &
    Pick<Review, 'about'>,
  balanceNeeded: boolean,
): RequestState {
  const { requestId, right, regimes, controllerId, receivedAt, verificationNeeded, verifiedAt, about } =
    intake;
  return {
    requestId,
    right,
    regimes,
    controllerId,
    receivedAt,
    verificationNeeded,
    phase: 'received',
    version: 1,
    identity: 'open',
    guardian: 'notNeeded',
    clocks: [],
    pauses: [],
    extendedRegimes: [],
    declaredExtensions: [],
    refusalGrounds: [],
    feeRules: [],
    storeCount: 0,
    round: 1,
    openTasks: [],
    tally: {},
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(balanceNeeded ? { objection: { decision: 'open' as const } } : {}),
    ...(isWithoutStores(right) ? { review: about === undefined ? {} : { about } } : {}),
  };
}

/** The state after a command that {@link refusalOf} let pass. Clocks are the clock activity's business, not this one's. */
export function afterCommand(
  state: RequestState,
  command: Command,
  actor: Actor,
  now: string,
  refusalHash = '',
): RequestState {
  const rule = commandTable[command.name];
  const next: RequestState = { ...state, version: state.version + 1, phase: phaseAfter(rule, state) };
  switch (command.name) {
    case 'verifyIdentity':
      return { ...next, verifiedAt: now };
    case 'resolveIdentity':
      return { ...withoutTask(next, command.taskId), identity: 'open' };
    case 'recordGuardian':
      return { ...withoutTask(next, command.taskId), guardian: 'recorded' };
    case 'approve':
      return { ...next, proposal: withApproval(state.proposal, actor, now) };
    case 'reject':
      return { ...withoutProposal(next), round: state.round + 1 };
    case 'refuse':
      return { ...next, proposal: refusalProposal(command.ground, actor, refusalHash) };
    case 'tellConsequences':
      return { ...withoutTask(next, command.taskId), change: { hash: command.hash } };
    case 'confirmChange':
      return { ...next, change: { hash: command.hash, confirmedAt: now } };
    case 'decideObjection':
      return { ...next, objection: { decision: command.decision, ground: command.ground } };
    case 'decideReview':
      return { ...next, proposal: decisionProposal(state.review, command, actor) };
    case 'assignRecords':
    case 'completeTask':
      return withoutTask(next, command.taskId);
    case 'extend':
    case 'pause':
    case 'resume':
    case 'demandFee':
    case 'recordFee':
    case 'changeRegimes':
    case 'recomputeClocks':
      return afterClockCommand(next, command, now);
    case 'withdraw':
      return { ...next, ending: 'withdrawn' };
  }
}

/** What moves clocks. The new dates come from the clock activity; here stand the facts that they follow from. */
function afterClockCommand(next: RequestState, command: ClockCommand, now: string): RequestState {
  const serial = next.version;
  switch (command.name) {
    case 'extend': {
      const { regime, ground } = command;
      return { ...next, declaredExtensions: [...next.declaredExtensions, { regime, ground, serial }] };
    }
    case 'pause': {
      const { name: _name, ...question } = command;
      return {
        ...next,
        pausedFor: command.reason,
        pauses: [...next.pauses, { from: now, ...question, serial }],
      };
    }
    case 'resume':
      return withoutPause(next, now);
    case 'demandFee': {
      const { name: _name, ...demand } = command;
      return { ...next, fee: { ...demand, status: 'asked', askedAt: now, serial } };
    }
    case 'recordFee':
      return { ...next, fee: settledFee(next.fee, command.result, now) };
    case 'changeRegimes':
      return { ...next, regimes: command.regimes };
    case 'recomputeClocks':
      return next;
  }
}

function settledFee(fee: FeeDemand | undefined, result: FeeResult, at: string): FeeDemand {
  if (fee === undefined) throw new Error('A fee was settled that nobody asked for.');
  return { ...fee, status: result, settledAt: at };
}

function withApproval(proposal: Proposal | undefined, actor: Actor, at: string): Proposal {
  if (proposal === undefined || actor.kind !== 'staff')
    throw new Error('An approval passed its validator without proposal or staff.');
  return { ...proposal, approvals: [...proposal.approvals, { staffId: actor.id, role: actor.role, at }] };
}

function refusalProposal(ground: string, actor: Actor, hash: string): Proposal {
  return { kind: 'refusal', hash, preparedBy: actor, slots: refusalSlots, approvals: [], ground };
}

function withoutTask(state: RequestState, taskId: string): RequestState {
  return { ...state, openTasks: state.openTasks.filter((task) => task.taskId !== taskId) };
}

function withoutProposal({ proposal: _void, ...rest }: RequestState): RequestState {
  return rest;
}

function withoutPause({ pausedFor: _void, ...rest }: RequestState, to: string): RequestState {
  return { ...rest, pauses: rest.pauses.map((pause) => (pause.to === undefined ? { ...pause, to } : pause)) };
}

/** The state after an event of the engine. Throws on an event that the table does not allow: that is our bug. */
export function afterEvent(state: RequestState, event: RequestEvent): RequestState {
  const rule = eventTable[event.name];
  if (!rule.phases.includes(state.phase))
    throw new Error(`Event ${event.name} is not legal in phase ${state.phase}.`);
  const next: RequestState = { ...state, version: state.version + 1, phase: phaseAfter(rule, state) };
  switch (event.name) {
    case 'acknowledged':
      return {
        ...next,
        phase: state.verificationNeeded
          ? 'verifying'
          : isWithoutStores(state.right)
            ? 'assessing'
            : 'locating',
        clocks: event.clocks,
        refusalGrounds: event.refusalGrounds,
        feeRules: event.feeRules,
        storeCount: event.storeCount,
      };
    case 'acknowledgementAccepted':
      return { ...next, acknowledgedAt: event.at };
    case 'extensionHeld':
      return {
        ...withoutExtension(next, event.serial),
        extendedRegimes: [...state.extendedRegimes, event.regime],
      };
    case 'extensionFailed':
      return withoutExtension(next, event.serial);
    case 'identified':
      return { ...next, identity: event.identity, guardian: guardianAfter(state, event.guardianNeeded) };
    case 'taskOpened':
      return { ...next, openTasks: [...withoutTask(state, event.task.taskId).openTasks, event.task] };
    case 'located':
      return next;
    case 'reviewOpened':
      return { ...next, review: { ...state.review, excluded: event.excluded } };
    case 'decided': {
      const { decision, reasonsHash } = event;
      return withoutProposal({ ...next, review: { ...state.review, decided: { decision, reasonsHash } } });
    }
    case 'proposed':
      return {
        ...next,
        proposal: event.proposal,
        ...(event.changeHash === undefined ? {} : { change: { hash: event.changeHash } }),
      };
    case 'drifted':
      return { ...withoutProposal(next), round: state.round + 1 };
    case 'approved':
      return withoutProposal(next);
    case 'refused':
      return { ...next, ending: 'refused' };
    case 'identityExpired':
      return { ...next, ending: 'unverified' };
    case 'executed':
      return withoutProposal({ ...next, tally: event.tally });
    case 'closed':
      return { ...withoutProposal(next), outcome: event.outcome, openTasks: [] };
  }
}

function phaseAfter({ to, reviewTo }: TransitionRule, { right, phase }: RequestState): Phase {
  return (isWithoutStores(right) ? reviewTo : undefined) ?? to ?? phase;
}

function withoutExtension(state: RequestState, serial: number): RequestState {
  return {
    ...state,
    declaredExtensions: state.declaredExtensions.filter((declared) => declared.serial !== serial),
  };
}

function guardianAfter(state: RequestState, needed: boolean): RequestState['guardian'] {
  return needed && state.guardian === 'notNeeded' ? 'needed' : state.guardian;
}
