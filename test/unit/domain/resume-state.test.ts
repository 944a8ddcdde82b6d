import type { Actor } from '../../../domain/actor';
import { staffRoles } from '../../../domain/actor';
import type { RequestView } from '../../../domain/ports';
import { projectionOf } from '../../../domain/projection';
import { refusalOf } from '../../../domain/refusals';
import type { Command, RequestEvent, RequestState } from '../../../domain/request';
import { eventTable } from '../../../domain/request-table';
import { resumeOf, restartState, stateFromView } from '../../../domain/resume-state';
import { rights } from '../../../domain/right';
import { afterCommand, afterEvent, newRequestState } from '../../../domain/transitions';
import { fakeClock } from '../../support/fake-activities';

const at = '2026-03-02T02:15:00.000Z';

/** Numbers that look random and are the same in every run (mulberry32). */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const clock = fakeClock({
  regime: 'EU-GDPR',
  extendBefore: '2026-04-01T22:00:00Z',
  pauseReasons: ['identity'],
});
const rules = {
  refusalGrounds: ['G1'],
  feeRules: [{ regime: 'EU-GDPR', grounds: ['repeated'], workWaits: true, clock: 'runsOn' as const }],
};

/** Everything that anybody could try, as far as it depends on the state. */
function commands(state: RequestState): Command[] {
  const hash = state.proposal?.hash ?? 'h';
  const taskId = state.openTasks[0]?.taskId ?? 'none';
  return [
    { name: 'verifyIdentity', channel: 'email' },
    { name: 'resolveIdentity', taskId, choice: '0' },
    { name: 'recordGuardian', taskId, proofCode: 'register' },
    { name: 'approve', hash },
    { name: 'reject', hash, reasonCode: 'incomplete' },
    { name: 'refuse', ground: 'G1' },
    { name: 'confirmChange', hash: state.change?.hash ?? 'c' },
    { name: 'decideObjection', decision: 'stands', ground: 'G1', balanceHash: 'b' },
    { name: 'completeTask', taskId, result: 'done', witnesses: ['a', 'b'] },
    { name: 'extend', regime: 'EU-GDPR', ground: 'complexity' },
    { name: 'pause', reason: 'identity', missingHash: 'm' },
    { name: 'resume' },
    { name: 'demandFee', regime: 'EU-GDPR', ground: 'repeated', amountHash: 'a' },
    { name: 'recordFee', result: 'paid' },
    { name: 'changeRegimes', regimes: ['KR-PIPA'], ground: 'residence' },
    { name: 'recomputeClocks', cause: 'rules' },
    { name: 'withdraw' },
  ];
}

function events(state: RequestState): RequestEvent[] {
  const [declared] = state.declaredExtensions;
  const proof = { regime: 'EU-GDPR', serial: declared?.serial ?? 0, noticeId: 'n', at };
  return [
    { name: 'acknowledged', clocks: [clock], ...rules, storeCount: 3 },
    { name: 'acknowledgementAccepted', at },
    { name: 'extensionHeld', ...proof },
    { name: 'extensionFailed', ...proof, reason: 'late' },
    { name: 'identityExpired' },
    { name: 'identified', identity: 'ambiguous', guardianNeeded: true },
    { name: 'located' },
    {
      name: 'proposed',
      proposal: {
        kind: 'plan',
        hash: `plan-${state.version}`,
        preparedBy: { kind: 'system', id: 'engine' },
        slots: [['operator', 'approver', 'privacyOfficer']],
        approvals: [],
      },
      ...(state.right === 'correction' ? { changeHash: 'c1' } : {}),
    },
    { name: 'approved' },
    { name: 'refused' },
    { name: 'drifted' },
    { name: 'executed', tally: { deleted: state.version } },
    { name: 'taskOpened', task: { taskId: `t${state.version}`, kind: 'resolveIdentity' } },
    { name: 'closed', outcome: 'fulfilled' },
  ];
}

const actors: readonly Actor[] = [
  { kind: 'subject' },
  { kind: 'system', id: 'engine' },
  ...staffRoles.map((role) => ({ kind: 'staff' as const, id: role, role })),
];

/** A state after so many accepted commands and events, whatever they were. */
function walk(seed: number, steps: number): RequestState {
  const draw = drawFrom(seed);
  const of = <T>(items: readonly T[]): T => items[draw(items.length)]!;
  const intake = {
    requestId: 'req_0123456789abcdefghjk' as RequestState['requestId'],
    right: of(rights),
    regimes: ['EU-GDPR'],
    controllerId: 'hailan',
    receivedAt: at,
    verificationNeeded: draw(4) > 0,
  };
  let state = newRequestState(intake, draw(2) > 0);
  for (let step = 0; step < steps; step += 1) {
    const [command, event, actor] = [of(commands(state)), of(events(state)), of(actors)];
    if (draw(2) > 0) {
      if (refusalOf(state, command, actor, { now: at }) === undefined)
        state = afterCommand(state, command, actor, at, `refusal:G1:${state.version}`);
    } else if (eventTable[event.name].phases.includes(state.phase)) state = afterEvent(state, event);
  }
  return state;
}

/** The view as the books hold it: the intake, the projection without what it removes, and the clocks; through JSON. */
function viewOf(state: RequestState): RequestView {
  const { requestId, right, controllerId, receivedAt, verificationNeeded, version, clocks } = state;
  const projected = Object.entries(projectionOf(state)).filter(([, value]) => value !== null);
  const view = {
    requestId,
    right,
    controllerId,
    receivedAt,
    verificationNeeded,
    regimes: ['of the intake'],
    locale: 'en',
    channel: 'api',
    dataMapVersion: 'f',
    clocks,
    version,
    ...Object.fromEntries(projected),
  };
  return JSON.parse(JSON.stringify(view)) as RequestView;
}

test('When any sequence of commands and events is projected, then the state comes back from the view as it was', () => {
  const phases = new Set<string>();
  for (let seed = 0; seed < 2_000; seed += 1) {
    const state = walk(seed, seed % 60);
    phases.add(state.phase);
    expect(stateFromView(viewOf(state))).toEqual(state);
  }
  expect(phases.size).toBe(7);
});

test('When a workflow never wrote, then there is no state to go on from', () => {
  const { resume: _none, ...view } = viewOf(walk(1, 0));
  expect(stateFromView(view)).toBeUndefined();
  expect(restartState(view)).toBeUndefined();
});

test('When a lost workflow is started again, then nothing it names can be taken for what the lost one named', () => {
  const state = walk(7, 30);
  expect(restartState(viewOf(state))).toEqual({ ...state, version: state.version + 1_000 });
});

test('When the state is kept, then nothing stands there twice', () => {
  const state = walk(3, 40);
  expect(Object.keys(resumeOf(state))).not.toEqual(expect.arrayContaining(['phase', 'clocks', 'version']));
});
