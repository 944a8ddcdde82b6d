import type { RequestView } from './ports';
import type { RequestState, ResumeState } from './request';

/** Every member, by name: the compiler says when one is missing here. */
const members: Readonly<Record<keyof ResumeState, true>> = {
  identity: true,
  guardian: true,
  review: true,
  acknowledgedAt: true,
  pausedFor: true,
  pauses: true,
  extendedRegimes: true,
  declaredExtensions: true,
  fee: true,
  refusalGrounds: true,
  feeRules: true,
  storeCount: true,
  round: true,
  openTasks: true,
  ending: true,
  closing: true,
};

/** The part of a state that is kept beside the view. */
export function resumeOf(state: RequestState): ResumeState {
  const kept = Object.entries(state).filter(([member]) => Object.hasOwn(members, member));
  return Object.fromEntries(kept) as unknown as ResumeState;
}

/** The state as the books know it, or `undefined` when its workflow never wrote one: then it begins from the intake. */
export function stateFromView(view: RequestView): RequestState | undefined {
  const { resume, outcome, verifiedAt, change, objection, proposal } = view;
  if (resume === undefined) return undefined;
  return {
    requestId: view.requestId,
    right: view.right,
    regimes: view.regimes,
    controllerId: view.controllerId,
    receivedAt: view.receivedAt,
    phase: view.phase,
    version: view.version,
    verificationNeeded: view.verificationNeeded,
    clocks: view.clocks,
    tally: view.tally,
    ...(outcome === undefined ? {} : { outcome }),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(change === undefined ? {} : { change }),
    ...(objection === undefined ? {} : { objection }),
    ...(proposal === undefined ? {} : { proposal }),
    ...resume,
  };
}

/** Room for versions that a lost workflow gave out and the books never saw. */
const versionsLost = 1_000;

/**
 * The state with which a lost workflow is started again. Its version leaves room: letters, tasks and evidence are named by
 * version, and what the lost one named must not be taken for something new.
 */
export function restartState(view: RequestView): RequestState | undefined {
  const state = stateFromView(view);
  return state === undefined ? undefined : { ...state, version: state.version + versionsLost };
}
