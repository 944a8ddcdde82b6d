import { approveTwice, proposalHash } from '../replay/paths';
import { useClockLab } from '../support/clock-lab';
import { approver, officer, operator, refusalCode } from '../support/workflow-lab';
import { allDue, answerClock, dueAts, executions, letter, waiting } from './timed';

const begin = useClockLab();
const pause = { name: 'pause', reason: 'identity' } as const;
const resume = { name: 'resume' } as const;

test('When clocks stand still for a question, then nothing falls due until the person answers', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  const before = await answerClock(request, 'EU-GDPR');
  await request.untilDay(10);
  await request.command({ ...pause, missingHash: 'a'.repeat(64) }, operator);
  expect(await letter(request, 'pauseQuestion')).toMatchObject({
    reason: 'identity',
    missingHash: 'a'.repeat(64),
  });
  expect(await request.lines()).toMatchObject([{ status: 'paused' }]);
  expect(await refusalCode(request.command(pause, operator))).toBe('DSR_ALREADY_DECIDED');
  await request.untilDay(50);
  expect(allDue(request)).toEqual([]);

  await request.command(resume, operator);
  const after = await answerClock(request, 'EU-GDPR');
  expect(Date.parse(after.deadlineAt)).toBeGreaterThan(Date.parse(before.deadlineAt));
  expect(await request.lines()).toMatchObject([{ status: 'running', deadlineAt: after.deadlineAt }]);
  expect(await refusalCode(request.command(resume, operator))).toBe('DSR_NOT_PAUSED');
  await request.untilDay(60);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  await request.untilDay(120);
  expect(dueAts(request, 'clockBreached')).toEqual([after.deadlineAt]);
});

test('When another clock runs on during a pause past the old deadline, then the resumed clock is not called missed', async () => {
  const request = await waiting(await begin(['EU-GDPR', 'CN-APP-2019']));
  const { deadlineAt: elsewhere } = await answerClock(request, 'CN-APP-2019');
  await request.untilDay(10);
  await request.command(pause, operator);
  await request.untilDay(50);
  expect(dueAts(request, 'clockBreached')).toEqual([elsewhere]);
  await request.command(resume, operator);
  await request.untilDay(52);
  expect(dueAts(request, 'clockBreached')).toEqual([elsewhere]);
});

test('When a request is paused, then approvals are taken and no store is worked on before the answer', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  const hash = await proposalHash(request);
  await request.command(pause, operator);
  await request.command({ name: 'approve', hash }, operator);
  await request.command({ name: 'approve', hash }, approver);
  await request.untilDay(20);
  expect(executions(request)).toEqual([]);
  expect((await request.state()).phase).toBe('assessing');
  await request.command(resume, operator);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(executions(request)).toHaveLength(1);
});

const demand = {
  name: 'demandFee',
  regime: 'UK-GDPR',
  ground: 'excessive',
  amountHash: 'b'.repeat(64),
} as const;

test('When a fee is asked where the clock starts with the payment, then work and clock wait, and start with it', async () => {
  const request = await waiting(await begin('UK-GDPR'));
  const before = await answerClock(request, 'UK-GDPR');
  expect(await refusalCode(request.command({ name: 'recordFee', result: 'paid' }, operator))).toBe(
    'DSR_FEE_NOT_ASKED',
  );
  await request.command(demand, operator);
  expect(await letter(request, 'fee')).toMatchObject({ ground: 'excessive', amountHash: 'b'.repeat(64) });
  expect(await request.lines()).toMatchObject([{ clock: 'respond', status: 'paused' }]);
  await approveTwice(request);
  await request.untilDay(45);
  expect(allDue(request)).toEqual([]);
  expect(executions(request)).toEqual([]);

  await request.command({ name: 'recordFee', result: 'paid' }, operator);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  const [closed] = request.inputsOf('closeRequest');
  const clock = closed!.clocks.find(({ goal }) => goal === 'answer')!;
  expect(Date.parse(clock.deadlineAt)).toBeGreaterThan(Date.parse(before.deadlineAt));
  expect(clock.status).toBe('satisfied');
  expect(request.recorded('feeRecorded')).toMatchObject([{ facts: { result: 'paid' } }]);
});

test('When a fee is asked where the work goes on, then neither work nor clock wait for it', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  const before = await answerClock(request, 'EU-GDPR');
  await request.command({ ...demand, regime: 'EU-GDPR', ground: 'eu-fee-excessive' }, officer);
  expect(await refusalCode(request.command({ ...demand, regime: 'EU-GDPR' }, officer))).toBe(
    'DSR_ALREADY_DECIDED',
  );
  expect(await request.lines()).toMatchObject([{ status: 'running', deadlineAt: before.deadlineAt }]);
  await approveTwice(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
});

test('When a regime is always free, or not one of the request, or the ground is none of its list, then no fee is asked', async () => {
  const request = await waiting(await begin(['CN-AUTO-2021', 'EU-GDPR']));
  const code = (change: Partial<typeof demand> | object) =>
    refusalCode(request.command({ ...demand, ...change }, operator));
  expect(await code({ regime: 'CN-AUTO-2021' })).toBe('DSR_FEE_NOT_ALLOWED');
  expect(await code({ regime: 'UK-GDPR' })).toBe('DSR_FEE_NOT_ALLOWED');
  expect(await code({ regime: 'EU-GDPR', ground: 'because' })).toBe('DSR_GROUND_UNKNOWN');
});
