import { approveTwice } from '../replay/paths';
import { useClockLab } from '../support/clock-lab';
import { subject } from '../support/workflow-lab';
import { alertIds, allDue, answerClock, dueAts, executions, noticesOf, waiting } from './timed';

const begin = useClockLab();

test('When staff let the time pass, then each reminder and the breach become facts and alerts once, and the request goes on', async () => {
  const request = await waiting(await begin('CN-GBT35273'));
  const clock = await answerClock(request, 'CN-GBT35273');
  const [half, most, last] = clock.thresholds.map(({ at }) => at);
  const idOf = (threshold: string) => `${request.requestId}/CN-GBT35273/respond/${threshold}`;

  await request.untilDay(14);
  expect(allDue(request)).toEqual([]);
  await request.untilDay(20);
  expect(dueAts(request, 'reminderDue')).toEqual([half]);
  await request.untilDay(30);
  expect(dueAts(request, 'reminderDue')).toEqual([half, most, last]);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  await request.untilDay(60);
  expect(dueAts(request, 'reminderDue')).toEqual([half, most, last]);
  expect(dueAts(request, 'clockBreached')).toEqual([clock.deadlineAt]);
  expect(noticesOf(request, 'breachApology')).toMatchObject([{ missedDate: clock.date }]);
  expect(alertIds(request, 'reminder')).toEqual(['50%', '80%', '2d'].map(idOf));
  expect(alertIds(request, 'breach')).toEqual([idOf('breach')]);
  expect(await request.lines()).toMatchObject([{ status: 'breached' }]);

  await approveTwice(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(request.inputsOf('closeRequest')).toMatchObject([{ clocks: [{ status: 'breached' }] }]);
});

test('When the answer goes out in time, then the clock is satisfied and nothing falls due any more', async () => {
  const request = await waiting(await begin('CN-GBT35273'));
  await approveTwice(request);
  await request.result();
  await request.untilDay(60);
  expect(allDue(request)).toEqual([]);
  expect([...alertIds(request, 'reminder'), ...alertIds(request, 'breach')]).toEqual([]);
  expect(await request.lines()).toMatchObject([{ status: 'satisfied' }]);
});

test('When a store answers days late and the mail server takes the answer after the deadline, then the breach is told and stays', async () => {
  let asked = false;
  const request = await begin(
    'CN-GBT35273',
    {},
    {
      script: (now) => ({
        sendAnswer: async () => {
          asked = true;
          return {
            outcome: 'fulfilled',
            accepted: true,
            at: await now(),
            recipientsAnswered: true,
            keepUntil: [],
          };
        },
        workOnStores: ({ phase }) =>
          Promise.resolve({
            tally: phase === 'verify' ? { deleted: 3 } : {},
            left: phase === 'execute' ? [{ storeId: 'paper', reason: 'manual' as const }] : [],
          }),
      }),
    },
  );
  await waiting(request);
  await approveTwice(request);
  const { openTasks } = await request.when('the paper', (state) => state.openTasks.length > 0);
  await request.untilDay(40);
  expect(asked).toBe(false);
  expect(dueAts(request, 'clockBreached')).toHaveLength(1);
  const report = { name: 'completeTask', taskId: openTasks[0]!.taskId, result: 'done' } as const;
  await request.command(
    { ...report, witnesses: ['luo-approver', 'shen-privacy'] },
    { kind: 'staff', id: 'wei-operator', role: 'operator' },
  );
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(await request.lines()).toMatchObject([{ status: 'breached' }]);
  expect(executions(request)).toHaveLength(1);
});

test('When the acknowledgement is taken by the mail server, then its clock is satisfied and only the answer is owed', async () => {
  const request = await waiting(await begin('US-CA-CCPA'));
  expect((await request.state()).acknowledgedAt).toBeDefined();
  expect(request.recorded('clockSatisfied')).toMatchObject([{ facts: { goal: 'acknowledgement' } }]);
  await request.untilDay(20);
  const status = Object.fromEntries((await request.lines()).map((line) => [line.clock, line.status]));
  expect(status).toMatchObject({ acknowledge: 'satisfied', respond: 'running' });
  expect(alertIds(request, 'breach')).toEqual([]);
});

test('When the mail server refuses the acknowledgement, then its clock falls due', async () => {
  const request = await begin(
    'US-CA-CCPA',
    { verificationDays: 60 },
    {
      script: (now) => ({
        acknowledgeRequest: async () => ({ status: 'refused', at: await now(), inTime: false }),
      }),
    },
  );
  await request.when('verification', ({ phase }) => phase === 'verifying');
  await request.untilDay(30);
  const breach = `${request.requestId}/US-CA-CCPA/acknowledge/breach`;
  expect(alertIds(request, 'breach')).toEqual([breach]);
  expect(noticesOf(request, 'breachApology')).toEqual([]);
});

test('When the mail server refuses the answer for good, then no clock is satisfied by it', async () => {
  const request = await begin(
    'CN-GBT35273',
    {},
    {
      script: (now) => ({
        sendAnswer: async () => ({
          outcome: 'fulfilled',
          accepted: false,
          at: await now(),
          recipientsAnswered: true,
          keepUntil: [],
        }),
      }),
    },
  );
  await waiting(request);
  await approveTwice(request);
  await request.result();
  expect(await request.lines()).toMatchObject([{ status: 'running' }]);
});

test('When a processor has not answered at the end, then the clock of the recipients goes on', async () => {
  const request = await begin(
    'HK-PDPO',
    { right: 'correction' },
    {
      script: (now) => ({
        proposePlan: () => Promise.resolve({ hash: 'plan-1', slots: [], found: true }),
        sendAnswer: async () => ({
          outcome: 'fulfilled',
          accepted: true,
          at: await now(),
          recipientsAnswered: false,
          keepUntil: [],
        }),
      }),
    },
  );
  await request.when('verification', ({ phase }) => phase === 'verifying');
  await request.command({ name: 'verifyIdentity', channel: 'email' }, subject);
  await request.result();
  const status = Object.fromEntries((await request.lines()).map((line) => [line.clock, line.status]));
  expect(status).toMatchObject({ respond: 'satisfied', notifyRecipients: 'running' });
});

test('When the person withdraws while staff wait, then the request ends and no clock runs on', async () => {
  const request = await waiting(await begin('CN-GBT35273'));
  await request.untilDay(10);
  await request.command({ name: 'withdraw' }, subject);
  expect(await request.result()).toEqual({ outcome: 'withdrawn' });
  await request.untilDay(60);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  expect(executions(request)).toEqual([]);
});

test('When nobody enters the code, then the request closes as unverified after its days and not before', async () => {
  const request = await begin('CN-GBT35273', { verificationDays: 7 });
  await request.when('verification', ({ phase }) => phase === 'verifying');
  await request.untilDay(6.9);
  expect((await request.state()).phase).toBe('verifying');
  await request.untilDay(7.1);
  expect(await request.result()).toEqual({ outcome: 'unverified' });
  expect(request.recorded('identityExpired')).toHaveLength(1);
  expect(request.inputsOf('workOnStores')).toEqual([]);
});

test('When the code comes on the last day, then the request goes on', async () => {
  const request = await begin('CN-GBT35273', { verificationDays: 7 });
  await request.when('verification', ({ phase }) => phase === 'verifying');
  await request.untilDay(6.9);
  await waiting(request);
  await request.untilDay(8);
  expect((await request.state()).phase).toBe('assessing');
});
