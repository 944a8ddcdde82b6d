import type { Actor } from './actor';
import { engine } from './actor';
import type { EvidenceDraft, EvidenceFacts, EvidenceType } from './evidence';
import type { Command, CommandName, RequestEvent, RequestEventName, RequestState } from './request';

const typeOfCommand: Readonly<Record<CommandName, EvidenceType>> = {
  verifyIdentity: 'identityVerified',
  resolveIdentity: 'identityResolved',
  assignRecords: 'recordsAssigned',
  recordGuardian: 'guardianRecorded',
  approve: 'approvalGiven',
  reject: 'proposalRejected',
  refuse: 'refusalProposed',
  tellConsequences: 'consequencesTold',
  confirmChange: 'changeConfirmed',
  decideObjection: 'objectionDecided',
  decideReview: 'decisionProposed',
  completeTask: 'taskCompleted',
  extend: 'clockExtended',
  pause: 'clockPaused',
  resume: 'clockResumed',
  demandFee: 'feeDemanded',
  recordFee: 'feeRecorded',
  changeRegimes: 'regimesChanged',
  recomputeClocks: 'clocksRecomputed',
  withdraw: 'withdrawn',
};

const typeOfEvent: Readonly<Record<RequestEventName, EvidenceType>> = {
  acknowledged: 'acknowledged',
  acknowledgementAccepted: 'clockSatisfied',
  extensionHeld: 'extensionHeld',
  extensionFailed: 'extensionNotProven',
  identityExpired: 'identityExpired',
  identified: 'identityResolved',
  located: 'located',
  reviewOpened: 'reviewOpened',
  decided: 'reviewDecided',
  proposed: 'planPrepared',
  approved: 'approvalGiven',
  refused: 'requestRefused',
  drifted: 'planDrifted',
  taskOpened: 'taskOpened',
  executed: 'effectVerified',
  closed: 'closed',
};

/** The evidence of a command. `state` is the one after it: its version makes the key unique. */
export function commandEvidence(
  state: RequestState,
  command: Command,
  actor: Actor,
  at: string,
): EvidenceDraft {
  const { name, ...rest } = command;
  const facts: EvidenceFacts = { command: name, phase: state.phase, ...rest };
  return { key: `command/${name}/${state.version}`, type: typeOfCommand[name], at, actor, facts };
}

/** The evidence of an event of the engine. `state` is the one after it. */
export function eventEvidence(state: RequestState, event: RequestEvent, at: string): EvidenceDraft {
  const key = `event/${event.name}/${state.version}`;
  return { key, type: typeOfEvent[event.name], at, actor: engine, facts: eventFacts(state, event) };
}

function eventFacts(state: RequestState, event: RequestEvent): EvidenceFacts {
  const facts = { event: event.name, phase: state.phase };
  switch (event.name) {
    case 'acknowledgementAccepted':
      return { ...facts, goal: 'acknowledgement', acceptedAt: event.at };
    case 'extensionHeld':
    case 'extensionFailed': {
      const { name: _name, ...proof } = event;
      return { ...facts, ...proof };
    }
    case 'identified':
      return { ...facts, identity: event.identity, guardianNeeded: event.guardianNeeded };
    case 'reviewOpened':
      return { ...facts, about: state.review?.about ?? null, excluded: event.excluded };
    case 'decided':
      return { ...facts, decision: event.decision, reasonsHash: event.reasonsHash };
    case 'proposed':
      return {
        ...facts,
        kind: event.proposal.kind,
        hash: event.proposal.hash,
        approvals: event.proposal.slots.length,
      };
    case 'taskOpened':
      return {
        ...facts,
        taskId: event.task.taskId,
        kind: event.task.kind,
        storeId: event.task.storeId ?? null,
      };
    case 'executed':
      return { ...facts, tally: { ...event.tally } };
    case 'closed':
      return { ...facts, outcome: event.outcome };
    case 'located':
      return { ...facts, identity: state.identity, guardian: state.guardian };
    case 'acknowledged':
    case 'identityExpired':
    case 'approved':
    case 'refused':
    case 'drifted':
      return facts;
  }
}
