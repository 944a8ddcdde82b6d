import type { Actor } from './actor';
import { refusalSlots } from './policy';
import type { Command, Proposal, RequestEvent, RequestState } from './request';
import { commandTable, eventTable } from './request';

/** The state with which a request begins. */
export function newRequestState(
  intake: Pick<
    RequestState,
    'requestId' | 'right' | 'regimes' | 'controllerId' | 'receivedAt' | 'verificationNeeded'
  >,
  balanceNeeded: boolean,
): RequestState {
  const { requestId, right, regimes, controllerId, receivedAt, verificationNeeded } = intake;
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
    refusalGrounds: [],
    storeCount: 0,
    round: 1,
    openTasks: [],
    tally: {},
    ...(balanceNeeded ? { objection: { decision: 'open' as const } } : {}),
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
  const next: RequestState = { ...state, version: state.version + 1, phase: rule.to ?? state.phase };
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
    case 'confirmChange':
      return { ...next, change: { hash: command.hash, confirmedAt: now } };
    case 'decideObjection':
      return { ...next, objection: { decision: command.decision, ground: command.ground } };
    case 'completeTask':
      return withoutTask(next, command.taskId);
    case 'pause':
      return {
        ...next,
        pausedFor: command.reason,
        pauses: [...state.pauses, { from: now, reason: command.reason }],
      };
    case 'resume':
      return withoutPause(next, now);
    case 'withdraw':
      return { ...next, ending: 'withdrawn' };
    case 'extend':
      return { ...next, extendedRegimes: [...state.extendedRegimes, command.regime] };
  }
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
  const next: RequestState = { ...state, version: state.version + 1, phase: rule.to ?? state.phase };
  switch (event.name) {
    case 'acknowledged':
      return {
        ...next,
        phase: state.verificationNeeded ? 'verifying' : 'locating',
        clocks: event.clocks,
        refusalGrounds: event.refusalGrounds,
        storeCount: event.storeCount,
      };
    case 'identified':
      return { ...next, identity: event.identity, guardian: guardianAfter(state, event.guardianNeeded) };
    case 'taskOpened':
      return { ...next, openTasks: [...withoutTask(state, event.task.taskId).openTasks, event.task] };
    case 'located':
      return next;
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

function guardianAfter(state: RequestState, needed: boolean): RequestState['guardian'] {
  return needed && state.guardian === 'notNeeded' ? 'needed' : state.guardian;
}
