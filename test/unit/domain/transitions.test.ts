import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor, StaffRole } from '../../../domain/actor';
import { staffRoles } from '../../../domain/actor';
import { approvalSlots } from '../../../domain/policy';
import { isApproved } from '../../../domain/proposal';
import { refusalOf } from '../../../domain/refusals';
import type { Command, CommandName, Phase, RequestState } from '../../../domain/request';
import { phases } from '../../../domain/request';
import { commandTable, eventTable } from '../../../domain/request-table';
import type { RequestKind } from '../../../domain/right';
import { isWithoutStores, requestKinds, worksAs } from '../../../domain/right';
import { afterCommand, afterEvent, newRequestState } from '../../../domain/transitions';
import { drawStates } from '../../../scripts/docs/draw-states';

const now = '2026-03-02T02:15:00Z';
const context = { now };
const staff = (role: StaffRole, id = `staff-${role}`): Actor => ({ kind: 'staff', id, role });
const subject: Actor = { kind: 'subject' };
const engineActor: Actor = { kind: 'system', id: 'engine' };
const actors: readonly Actor[] = [subject, engineActor, ...staffRoles.map((role) => staff(role))];

/** A state in which every command would be welcome as far as its content goes, so that only the table decides. */
function welcoming(right: RequestKind, phase: Phase): RequestState {
  const intake = {
    requestId: 'req_0123456789abcdefghjk' as RequestState['requestId'],
    right,
    regimes: ['EU-GDPR'],
    controllerId: 'c',
    receivedAt: '2026-03-01T00:00:00Z',
    verificationNeeded: true,
  };
  return {
    ...newRequestState(intake, true),
    phase,
    openTasks: [
      { taskId: 't-identity', kind: 'resolveIdentity' },
      { taskId: 't-guardian', kind: 'recordGuardian' },
      { taskId: 't-account', kind: 'accountCheck' },
      { taskId: 't-records', kind: 'assignRecords', storeId: 'shop' },
      { taskId: 't-store', kind: 'storeTrouble', storeId: 'shop' },
    ],
    proposal: {
      kind: 'plan',
      hash: 'h1',
      preparedBy: engineActor,
      slots: [
        ['operator', 'approver', 'privacyOfficer'],
        ['approver', 'privacyOfficer'],
      ],
      approvals: [],
    },
    change: { hash: 'c1' },
    refusalGrounds: ['G1'],
    feeRules: [{ regime: 'EU-GDPR', grounds: ['repeated'], workWaits: false, clock: 'runsOn' }],
    clocks: [
      {
        regime: 'EU-GDPR',
        clock: 'respond',
        goal: 'answer',
        targetAt: '2026-04-01T22:00:00Z',
        date: '2026-04-01',
        deadlineAt: '2026-04-01T22:00:00Z',
        strictAt: '2026-04-01T22:00:00Z',
        provisional: false,
        ruleVersion: 'v',
        calendarVersion: 'v',
        status: 'running',
        thresholds: [],
        extensionGrounds: ['complexity'],
        extendBefore: '2026-04-01T22:00:00Z',
        extended: false,
        pauseReasons: ['identity'],
      },
    ],
  };
}

const commands: Readonly<Record<CommandName, Command>> = {
  verifyIdentity: { name: 'verifyIdentity', channel: 'email' },
  resolveIdentity: { name: 'resolveIdentity', taskId: 't-identity', choice: '0' },
  assignRecords: { name: 'assignRecords', taskId: 't-records', answersHash: 'a' },
  recordGuardian: { name: 'recordGuardian', taskId: 't-guardian', proofCode: 'household-register' },
  approve: { name: 'approve', hash: 'h1' },
  reject: { name: 'reject', hash: 'h1', reasonCode: 'incomplete' },
  refuse: { name: 'refuse', ground: 'G1' },
  tellConsequences: { name: 'tellConsequences', taskId: 't-account', hash: 'c2' },
  confirmChange: { name: 'confirmChange', hash: 'c1' },
  decideObjection: { name: 'decideObjection', decision: 'stands', ground: 'G1', balanceHash: 'b' },
  decideReview: { name: 'decideReview', decision: 'rejected', reasonsHash: 'r' },
  completeTask: { name: 'completeTask', taskId: 't-store', result: 'done', witnesses: [] },
  extend: { name: 'extend', regime: 'EU-GDPR', ground: 'complexity' },
  pause: { name: 'pause', reason: 'identity' },
  resume: { name: 'resume' },
  demandFee: { name: 'demandFee', regime: 'EU-GDPR', ground: 'repeated', amountHash: 'a1' },
  recordFee: { name: 'recordFee', result: 'paid' },
  changeRegimes: { name: 'changeRegimes', regimes: ['EU-GDPR', 'CN-APP-2019'], ground: 'residence' },
  recomputeClocks: { name: 'recomputeClocks', cause: 'calendar' },
  withdraw: { name: 'withdraw' },
};

/** An explanation is decided in words of its own. */
function commandFor(name: CommandName, right: RequestKind): Command {
  const isExplained = name === 'decideReview' && right === 'explanation';
  return isExplained ? { name: 'decideReview', decision: 'explained', reasonsHash: 'r' } : commands[name];
}

/** What must have begun before some commands can end it. */
const begun: Partial<Record<CommandName, Partial<RequestState>>> = {
  resume: { pausedFor: 'identity' },
  recordFee: {
    fee: {
      regime: 'EU-GDPR',
      ground: 'repeated',
      amountHash: 'a1',
      status: 'asked',
      askedAt: now,
      serial: 2,
    },
  },
};

/** A review is decided while no decision lies there, and when it is known who may not. */
function ready(name: CommandName, right: RequestKind, phase: Phase): RequestState {
  const { proposal, ...rest } = { ...welcoming(right, phase), ...begun[name] };
  if (name === 'decideReview') return { ...rest, review: { excluded: [] } };
  return proposal === undefined ? rest : { ...rest, proposal };
}

const onStores = 'access correction deletion restriction objection portability withdrawal cancellation';

/** Written out by hand from the process description, independently of the table. `*` means every right. */
const legal: Readonly<Record<CommandName, { phases: string; actors: string; rights: string }>> = {
  verifyIdentity: { phases: 'verifying', actors: 'subject', rights: '*' },
  resolveIdentity: { phases: 'locating', actors: 'operator privacyOfficer', rights: '*' },
  assignRecords: { phases: 'locating assessing', actors: 'operator privacyOfficer', rights: '*' },
  recordGuardian: { phases: 'locating', actors: 'privacyOfficer', rights: '*' },
  approve: { phases: 'assessing reviewing', actors: 'operator approver privacyOfficer', rights: '*' },
  reject: { phases: 'assessing reviewing', actors: 'operator approver privacyOfficer', rights: '*' },
  refuse: {
    phases: 'assessing reviewing',
    actors: 'operator approver privacyOfficer',
    rights: onStores,
  },
  tellConsequences: { phases: 'assessing', actors: 'operator privacyOfficer', rights: 'cancellation' },
  confirmChange: { phases: 'assessing', actors: 'subject', rights: 'correction cancellation' },
  decideObjection: { phases: 'assessing', actors: 'approver privacyOfficer', rights: 'objection' },
  decideReview: {
    phases: 'assessing',
    actors: 'approver privacyOfficer',
    rights: 'explanation complaint appeal',
  },
  completeTask: { phases: 'locating assessing executing', actors: 'operator privacyOfficer', rights: '*' },
  extend: {
    phases: 'received verifying locating assessing executing reviewing',
    actors: 'operator privacyOfficer',
    rights: '*',
  },
  pause: { phases: 'received verifying locating assessing', actors: 'operator privacyOfficer', rights: '*' },
  resume: {
    phases: 'received verifying locating assessing executing reviewing',
    actors: 'operator privacyOfficer',
    rights: '*',
  },
  demandFee: {
    phases: 'received verifying locating assessing',
    actors: 'operator privacyOfficer',
    rights: onStores,
  },
  recordFee: {
    phases: 'received verifying locating assessing executing reviewing',
    actors: 'operator privacyOfficer',
    rights: '*',
  },
  changeRegimes: {
    phases: 'verifying locating assessing executing reviewing',
    actors: 'privacyOfficer',
    rights: '*',
  },
  recomputeClocks: {
    phases: 'verifying locating assessing executing reviewing',
    actors: 'privacyOfficer engine',
    rights: '*',
  },
  withdraw: { phases: 'received verifying locating assessing', actors: 'subject', rights: '*' },
};

const classOf = (actor: Actor) =>
  actor.kind === 'staff' ? actor.role : actor.kind === 'subject' ? 'subject' : 'engine';
const cases = (Object.keys(commandTable) as CommandName[]).flatMap((name) =>
  phases.flatMap((phase) =>
    requestKinds.flatMap((right) =>
      actors.map((actor) => ({ name, phase, right, actor, by: classOf(actor) })),
    ),
  ),
);

describe('the transition table', () => {
  test.each(Object.keys(commandTable) as CommandName[])(
    'When %s meets every phase, right and actor, then exactly the described combinations pass',
    (name) => {
      for (const { phase, right, actor, by } of cases.filter((candidate) => candidate.name === name)) {
        const refused = refusalOf(ready(name, right, phase), commandFor(name, right), actor, context);
        const rule = legal[name];
        const passes =
          rule.phases.split(' ').includes(phase) &&
          rule.actors.split(' ').includes(by) &&
          (rule.rights === '*' || rule.rights.split(' ').includes(right)) &&
          !(name === 'refuse' && phase === 'reviewing' && !worksAs(right, 'access'));
        expect({ name, phase, right, by, passes: refused === undefined }).toEqual({
          name,
          phase,
          right,
          by,
          passes,
        });
      }
    },
  );

  test('When a command is accepted, then the version grows by one and the phase is the one of the table', () => {
    for (const { name, phase, right, actor } of cases) {
      const state = ready(name, right, phase);
      const what = commandFor(name, right);
      if (refusalOf(state, what, actor, context) !== undefined) continue;
      const next = afterCommand(state, what, actor, now);
      expect(next.version).toBe(state.version + 1);
      const { to, reviewTo } = commandTable[name];
      expect(next.phase).toBe((isWithoutStores(right) ? reviewTo : undefined) ?? to ?? phase);
    }
  });

  test('When a request is closed, then no command and no event moves it', () => {
    for (const rule of [...Object.values(commandTable), ...Object.values(eventTable)])
      expect(rule.phases).not.toContain('closed');
  });

  test('When an event comes in a phase that the table does not name, then it throws', () => {
    expect(() => afterEvent(welcoming('access', 'closed'), { name: 'approved' })).toThrow(/not legal/);
  });

  test('When the table changes, then the drawn page must be drawn again', () => {
    const page = readFileSync(join(__dirname, '../../../docs/request-states.md'), 'utf8');
    expect(page).toBe(drawStates());
  });
});

describe('approvals', () => {
  const deletion = { ...welcoming('deletion', 'assessing') };
  const approve = (state: RequestState, actor: Actor) => afterCommand(state, commands.approve, actor, now);

  test('When the same person approves twice, then the second is refused', () => {
    const once = approve(deletion, staff('approver', 'a'));
    expect(refusalOf(once, commands.approve, staff('approver', 'a'), context)?.code).toBe('DSR_SAME_PERSON');
    expect(isApproved(once)).toBe(false);
  });

  test('When the second approval comes from an operator, then the role is refused', () => {
    const once = approve(deletion, staff('approver', 'a'));
    expect(refusalOf(once, commands.approve, staff('operator', 'b'), context)?.code).toBe(
      'DSR_ROLE_NOT_ALLOWED',
    );
  });

  test('When two different people approve, then the proposal is approved and takes no third', () => {
    const twice = approve(approve(deletion, staff('operator', 'a')), staff('approver', 'b'));
    expect(isApproved(twice)).toBe(true);
    expect(refusalOf(twice, commands.approve, staff('privacyOfficer', 'c'), context)?.code).toBe(
      'DSR_ALREADY_DECIDED',
    );
  });

  test('When the hash is that of an older plan, then the approval is stale', () => {
    const stale = refusalOf(deletion, { name: 'approve', hash: 'old' }, staff('approver'), context);
    expect(stale?.code).toBe('DSR_PLAN_STALE');
  });

  test('When staff propose a refusal, then they cannot approve it themselves', () => {
    const proposed = afterCommand(deletion, commands.refuse, staff('approver', 'a'), now, 'refusal:G1:2');
    const approval: Command = { name: 'approve', hash: 'refusal:G1:2' };
    expect(refusalOf(proposed, approval, staff('approver', 'a'), context)?.code).toBe('DSR_SAME_PERSON');
    expect(refusalOf(proposed, approval, staff('privacyOfficer', 'b'), context)).toBeUndefined();
  });

  test('When a ground is not in the catalogue, then the refusal is refused and names the known ones', () => {
    const refused = refusalOf(deletion, { name: 'refuse', ground: 'G9' }, staff('approver'), context);
    expect(refused).toMatchObject({
      code: 'DSR_GROUND_UNKNOWN',
      detail: expect.stringContaining('G1') as string,
    });
  });

  test.each([
    ['deletion', 'non-sensitive', false, 2],
    ['access', 'general-sensitive', false, 1],
    ['access', 'core-sensitive', false, 2],
    ['correction', 'core-sensitive', false, 2],
    ['restriction', 'core-sensitive', false, 0],
    ['objection', 'core-sensitive', false, 0],
    ['access', 'non-sensitive', true, 2],
  ] as const)(
    'When the right is %s on %s data (of a child: %s), then %d approvals are needed',
    (right, highestClass, minor, count) => {
      const slots = approvalSlots({ right, highestClass, minor });
      expect(slots).toHaveLength(count);
      if (minor) expect(slots.at(-1)).toEqual(['privacyOfficer']);
    },
  );
});

describe('extensions, pauses and paper', () => {
  test('When the first period is over, then an extension comes too late', () => {
    const late = refusalOf(welcoming('access', 'assessing'), commands.extend, staff('operator'), {
      now: '2026-04-01T22:00:00Z',
    });
    expect(late?.code).toBe('DSR_EXTENSION_TOO_LATE');
  });

  test('When an extension was declared or holds already, then it is not declared twice', () => {
    const state = welcoming('access', 'assessing');
    const declared = afterCommand(state, commands.extend, staff('operator'), now);
    const holding = { ...state, extendedRegimes: ['EU-GDPR'] };
    for (const one of [declared, holding])
      expect(refusalOf(one, commands.extend, staff('operator'), context)?.code).toBe('DSR_EXTENSION_TWICE');
  });

  test('When no clock may pause for the reason, then the pause is refused', () => {
    const refused = refusalOf(
      welcoming('access', 'assessing'),
      { name: 'pause', reason: 'holiday' },
      staff('operator'),
      context,
    );
    expect(refused?.code).toBe('DSR_PAUSE_NOT_ALLOWED');
  });

  test('When paper is destroyed, then one witness named twice is not two', () => {
    const state: RequestState = {
      ...welcoming('deletion', 'executing'),
      openTasks: [{ taskId: 'p', kind: 'paperArchive', storeId: 'archive' }],
    };
    const done = (witnesses: string[]): Command => ({
      name: 'completeTask',
      taskId: 'p',
      result: 'done',
      witnesses,
    });
    expect(refusalOf(state, done(['w1', 'w1']), staff('operator'), context)?.code).toBe(
      'DSR_WITNESSES_MISSING',
    );
    expect(refusalOf(state, done(['w1', 'w2']), staff('operator'), context)).toBeUndefined();
    const operator = staff('operator');
    const own = operator.kind === 'staff' ? operator.id : '';
    expect(refusalOf(state, done(['w1', own]), operator, context)?.code).toBe('DSR_WITNESSES_MISSING');
    expect(refusalOf(state, done(['w1', own, 'w2']), operator, context)).toBeUndefined();
  });

  test('When a processor answered, then its word is taken with the hash of what it wrote only', () => {
    const state: RequestState = {
      ...welcoming('deletion', 'executing'),
      openTasks: [{ taskId: 'p', kind: 'processorAnswer', storeId: 'institute' }],
    };
    const report = (result: 'done' | 'nothingFound' | 'cannotBeDone' | 'retry', certificateHash?: string) =>
      refusalOf(
        state,
        {
          name: 'completeTask',
          taskId: 'p',
          result,
          witnesses: [],
          ...(certificateHash === undefined ? {} : { certificateHash }),
        },
        staff('operator'),
        context,
      )?.code;
    for (const result of ['done', 'nothingFound'] as const) {
      expect(report(result)).toBe('DSR_CERTIFICATE_MISSING');
      expect(report(result, 'a'.repeat(64))).toBeUndefined();
    }
    for (const result of ['cannotBeDone', 'retry'] as const) expect(report(result)).toBeUndefined();
  });

  test('When a pause ends, then it is kept with both its instants', () => {
    const paused = afterCommand(welcoming('access', 'assessing'), commands.pause, staff('operator'), now);
    const resumed = afterCommand(paused, commands.resume, staff('operator'), '2026-03-05T00:00:00Z');
    expect(resumed.pausedFor).toBeUndefined();
    expect(resumed.pauses).toEqual([
      { from: now, to: '2026-03-05T00:00:00Z', reason: 'identity', serial: paused.version },
    ]);
  });
});
