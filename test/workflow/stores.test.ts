import { ApplicationFailure } from '@temporalio/common';
import type { StoreBatchInput, StoreBatchResult } from '../../contracts/temporal/messages';
import { approveTwice, proveIdentity, taskId } from '../replay/paths';
import { useLabs } from '../support/dev-lab';
import type { AllActivities } from '../support/fake-activities';
import { fakeClock } from '../support/fake-activities';
import type { LabRequest } from '../support/workflow-lab';
import { operator } from '../support/workflow-lab';

const labWith = useLabs();

/** Staff have looked after the store: once more. */
async function sayRetry(request: LabRequest): Promise<void> {
  const task = await taskId(request);
  await request.command({ name: 'completeTask', taskId: task, result: 'retry', witnesses: [] }, operator);
  await request.when('the task done', ({ openTasks }) => openTasks.every((open) => open.taskId !== task));
}

test('When a store stays in trouble, then staff are asked each time and the request goes on after them', async () => {
  let asked = 0;
  const lab = await labWith({
    workOnStores: ({ phase }) =>
      Promise.resolve({
        tally: phase === 'verify' ? { deleted: 4 } : {},
        left: phase === 'execute' ? [{ storeId: 'shop', reason: 'trouble' as const, code: 'noAccess' }] : [],
      }),
    workOnStore: () => {
      asked += 1;
      return Promise.resolve(
        asked < 3 ? { tally: {}, left: { reason: 'trouble' as const, code: 'refused' } } : { tally: {} },
      );
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await approveTwice(request);
  for (const _ of [1, 2, 3]) await sayRetry(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  const tasks = lab.inputsOf('recordFacts').flatMap(({ openTasks }) => openTasks ?? []);
  expect(tasks.map(({ kind, storeId, reason }) => [kind, storeId, reason])).toEqual([
    ['storeTrouble', 'shop', 'noAccess'],
    ['storeTrouble', 'shop', 'refused'],
    ['storeTrouble', 'shop', 'refused'],
  ]);
  expect(new Set(tasks.map(({ taskId: id }) => id)).size).toBe(3);
});

test('When the register of people gives no access, then staff are asked and the search goes on after them', async () => {
  let asked = 0;
  const lab = await labWith({
    identifySubject: () => {
      asked += 1;
      if (asked === 1) throw ApplicationFailure.nonRetryable('Store shop: noAccess', 'noAccess');
      return Promise.resolve({ identity: 'resolved', guardianNeeded: false });
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await sayRetry(request);
  await approveTwice(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
});

/** All stores healthy but `ill`, which fail once in their batch and recover by themselves. */
function storesWith(count: number, ill: readonly number[]): Partial<AllActivities> {
  const leaving = ({ from, to }: StoreBatchInput): StoreBatchResult['left'] =>
    ill
      .filter((index) => index >= from && index < to)
      .map((index) => ({ storeId: `s${index}`, reason: 'failed', code: 'unreachable' }));
  return {
    startClocks: () =>
      Promise.resolve({ clocks: [fakeClock()], refusalGrounds: [], feeRules: [], storeCount: count }),
    workOnStores: (input) => Promise.resolve({ tally: {}, left: leaving(input) }),
  };
}

async function eventsWith(count: number, ill: readonly number[]): Promise<number> {
  const lab = await labWith(storesWith(count, ill));
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await approveTwice(request);
  await request.result();
  return (await request.handle.fetchHistory()).events?.length ?? 0;
}

test('When 250 stores are worked on, then history grows with the ill ones only', async () => {
  const phases = 3;
  const [one, many, manyWithIll] = [
    await eventsWith(1, []),
    await eventsWith(250, []),
    await eventsWith(250, [3, 120, 249]),
  ];
  expect((many - one) / (249 * phases)).toBeLessThanOrEqual(0.15);
  expect((manyWithIll - many) / (3 * phases)).toBeLessThanOrEqual(8);
  expect(manyWithIll).toBeLessThanOrEqual(500);
});
