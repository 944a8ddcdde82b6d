import { approveTwice } from '../replay/paths';
import { useClockLab } from '../support/clock-lab';
import { operator } from '../support/workflow-lab';
import { alertIds, answerClock, dueAts, executions, fact, letter, noticesOf, waiting } from './timed';

const begin = useClockLab();

test('When a month is reminded of, stands still, is extended by a proven notice and waits for a late store, then it closes in time', async () => {
  const request = await waiting(
    await begin(
      'EU-GDPR',
      {},
      {
        script: () => ({
          workOnStores: ({ phase }) =>
            Promise.resolve({
              tally: phase === 'verify' ? { deleted: 3 } : {},
              left: phase === 'execute' ? [{ storeId: 'paper', reason: 'manual' as const }] : [],
            }),
        }),
      },
    ),
  );
  const month = await answerClock(request, 'EU-GDPR');
  await request.untilDay(17);
  expect(dueAts(request, 'reminderDue')).toEqual([month.thresholds[0]!.at]);

  await request.command({ name: 'pause', reason: 'identity' }, operator);
  await letter(request, 'pauseQuestion');
  await request.untilDay(21);
  await request.command({ name: 'resume' }, operator);
  const resumed = await answerClock(request, 'EU-GDPR');
  expect(resumed.deadlineAt > month.deadlineAt).toBe(true);
  expect(resumed.thresholds[0]!.fired).toBe(true);

  await request.untilDay(30);
  await request.command({ name: 'extend', regime: 'EU-GDPR', ground: 'complexity' }, operator);
  await fact(request, 'extensionHeld');
  const extended = (
    await request.when('the longer clock', ({ clocks }) => clocks.some((clock) => clock.extended))
  ).clocks.find(({ goal }) => goal === 'answer')!;
  expect(extended.deadlineAt > resumed.deadlineAt).toBe(true);

  await request.untilDay(40);
  await approveTwice(request);
  const { openTasks } = await request.when('the paper', (state) => state.openTasks.length > 0);
  await request.untilDay(60);
  const report = { name: 'completeTask', taskId: openTasks[0]!.taskId, result: 'done' } as const;
  await request.command({ ...report, witnesses: ['luo-approver', 'shen-privacy'] }, operator);

  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(await request.lines()).toMatchObject([{ clock: 'respondExtended', status: 'satisfied' }]);
  expect(executions(request)).toHaveLength(1);
  await request.untilDay(150);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  expect([...alertIds(request, 'breach'), ...noticesOf(request, 'breachApology')]).toEqual([]);
  const reminders = alertIds(request, 'reminder');
  expect(new Set(reminders).size).toBe(reminders.length);
});
