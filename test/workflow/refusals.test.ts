import type { Actor } from '../../domain/actor';
import type { ErrorCode } from '../../domain/errors';
import type { Command } from '../../domain/request';
import { approveTwice, proposalHash, proveIdentity } from '../replay/paths';
import { useLabs } from '../support/dev-lab';
import { answered } from '../support/fake-activities';
import { closedGate } from '../support/gate';
import type { LabRequest } from '../support/workflow-lab';
import { approver, officer, operator, refusalCode, staff, subject } from '../support/workflow-lab';

const labWith = useLabs();
const auditor = staff('fang-auditor', 'auditor');
const hash = 'plan-1';

type Refused = readonly [Command, Actor, ErrorCode];

const whileVerifying: readonly Refused[] = [
  [{ name: 'approve', hash }, operator, 'DSR_WRONG_PHASE'],
  [{ name: 'reject', hash, reasonCode: 'wrongScope' }, operator, 'DSR_WRONG_PHASE'],
  [{ name: 'refuse', ground: 'manifestlyUnfounded' }, operator, 'DSR_WRONG_PHASE'],
  [{ name: 'completeTask', taskId: 'task_x', result: 'done', witnesses: [] }, operator, 'DSR_WRONG_PHASE'],
  [{ name: 'verifyIdentity', channel: 'email' }, operator, 'DSR_ROLE_NOT_ALLOWED'],
  [{ name: 'withdraw' }, operator, 'DSR_ROLE_NOT_ALLOWED'],
  [{ name: 'resume' }, operator, 'DSR_NOT_PAUSED'],
  [{ name: 'pause', reason: 'holidays' }, operator, 'DSR_PAUSE_NOT_ALLOWED'],
  [{ name: 'extend', regime: 'EU-GDPR', ground: 'complexity' }, operator, 'DSR_EXTENSION_NOT_ALLOWED'],
  [{ name: 'extend', regime: 'CN-GBT35273', ground: 'holidays' }, operator, 'DSR_GROUND_UNKNOWN'],
];

const whileAssessing: readonly Refused[] = [
  [{ name: 'verifyIdentity', channel: 'email' }, subject, 'DSR_WRONG_PHASE'],
  [{ name: 'approve', hash: 'plan-0' }, operator, 'DSR_PLAN_STALE'],
  [{ name: 'approve', hash }, auditor, 'DSR_ROLE_NOT_ALLOWED'],
  [{ name: 'approve', hash }, subject, 'DSR_ROLE_NOT_ALLOWED'],
  [{ name: 'reject', hash: 'plan-0', reasonCode: 'wrongScope' }, operator, 'DSR_PLAN_STALE'],
  [{ name: 'refuse', ground: 'holidays' }, operator, 'DSR_GROUND_UNKNOWN'],
  [{ name: 'confirmChange', hash: 'change-1' }, subject, 'DSR_WRONG_RIGHT'],
  [{ name: 'completeTask', taskId: 'task_x', result: 'done', witnesses: [] }, operator, 'DSR_TASK_UNKNOWN'],
];

async function expectRefusals(request: LabRequest, refused: readonly Refused[]): Promise<void> {
  const before = await request.state();
  for (const [command, actor, code] of refused)
    expect([command.name, await refusalCode(request.command(command, actor))]).toEqual([command.name, code]);
  expect(await request.state()).toEqual(before);
}

test('When a command does not fit, then it is refused at once with its code and changes nothing', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await request.when('verification', ({ phase }) => phase === 'verifying');
  await expectRefusals(request, whileVerifying);
  await proveIdentity(request);
  await proposalHash(request);
  await expectRefusals(request, whileAssessing);
});

test('When staff refuse while the plan is still being made, then the refusal is what lies there', async () => {
  const gate = closedGate();
  const lab = await labWith({
    proposePlan: async ({ round }) => {
      await gate.pass();
      return { hash: `plan-${round}`, slots: [['operator'], ['approver']], found: true };
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await gate.reached;
  await request.command({ name: 'refuse', ground: 'manifestlyUnfounded' }, operator);
  gate.open();
  await request.command({ name: 'approve', hash: await proposalHash(request, 'refusal') }, approver);
  expect(await request.result()).toEqual({ outcome: 'refused' });
  expect(lab.inputsOf('sendAnswer')).toMatchObject([{ ending: 'refused', ground: 'manifestlyUnfounded' }]);
});

test.each<Refused>([
  [{ name: 'extend', regime: 'CN-GBT35273', ground: 'complexity' }, operator, 'DSR_WRONG_PHASE'],
  [{ name: 'pause', reason: 'identityQuestion' }, operator, 'DSR_WRONG_PHASE'],
])('When the last letter is under way, then %j is refused', async (command, actor, code) => {
  const gate = closedGate();
  const lab = await labWith({
    sendAnswer: async () => {
      await gate.pass();
      return answered();
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await approveTwice(request);
  await gate.reached;
  await expectRefusals(request, [[command, actor, code]]);
  gate.open();
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
});

test('When a package is on its way, then it is too late to send it back or to refuse', async () => {
  const gate = closedGate();
  const lab = await labWith({
    proposePlan: () => Promise.resolve({ hash, slots: [], found: true }),
    sendAnswer: async () => {
      await gate.pass();
      return answered();
    },
  });
  const request = await lab.begin('access');
  await proveIdentity(request);
  const shown = await proposalHash(request, 'package');
  await request.command({ name: 'approve', hash: shown }, operator);
  await gate.reached;
  await expectRefusals(request, [
    [{ name: 'reject', hash: shown, reasonCode: 'otherPerson' }, officer, 'DSR_WRONG_PHASE'],
    [{ name: 'refuse', ground: 'manifestlyUnfounded' }, officer, 'DSR_WRONG_PHASE'],
  ]);
  gate.open();
});

test('When a request ends for want of a code, then a late code is refused', async () => {
  const gate = closedGate();
  const lab = await labWith({
    sendAnswer: async () => {
      await gate.pass();
      return answered('unverified');
    },
  });
  const request = await lab.begin('deletion', { verificationDays: 1 / 86_400 });
  await gate.reached;
  await expectRefusals(request, [
    [{ name: 'verifyIdentity', channel: 'email' }, subject, 'DSR_WRONG_PHASE'],
    [{ name: 'withdraw' }, subject, 'DSR_WRONG_PHASE'],
  ]);
  gate.open();
  expect(await request.result()).toEqual({ outcome: 'unverified' });
});
