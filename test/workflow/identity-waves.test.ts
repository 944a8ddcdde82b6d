import { ApplicationFailure } from '@temporalio/common';
import type { StoreQuestion } from '../../contracts/temporal/messages';
import { mostWaves } from '../../domain/identity-graph';
import { approveTwice, proveIdentity, taskId } from '../replay/paths';
import { useLabs } from '../support/dev-lab';
import { operator } from '../support/workflow-lab';

const labWith = useLabs();

/** Surveys of all stores, by the kinds of identifiers that they were made for. */
function surveys(inputs: readonly { phase: string; kinds?: readonly string[] }[]) {
  return inputs.filter(({ phase }) => phase === 'survey').map(({ kinds }) => kinds ?? 'all');
}

test('When stores tell new identifiers, then only those that can use them are searched again, until nothing comes', async () => {
  const lab = await labWith({
    workOnStores: ({ phase, kinds }) => {
      const learned =
        phase !== 'survey' || kinds?.includes('deviceId') === true
          ? []
          : [kinds === undefined ? 'shop' : 'desk'];
      return Promise.resolve({ tally: {}, left: [], learned });
    },
    joinIdentity: ({ stores }) =>
      Promise.resolve({
        kinds: stores.includes('shop') ? (['accountId'] as const) : (['deviceId'] as const),
      }),
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await approveTwice(request);
  await request.result();
  expect(surveys(lab.inputsOf('workOnStores'))).toEqual(['all', ['accountId'], ['deviceId']]);
  expect(lab.inputsOf('joinIdentity').map(({ wave, stores, isLast }) => [wave, stores, isLast])).toEqual([
    [1, ['shop'], false],
    [2, ['desk'], false],
  ]);
});

test('When stores tell ever new identifiers, then the search ends after the last wave and says so', async () => {
  const lab = await labWith({
    workOnStores: () => Promise.resolve({ tally: {}, left: [], learned: ['shop'] }),
    joinIdentity: () => Promise.resolve({ kinds: ['deviceId'] }),
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await approveTwice(request);
  await request.result();
  const waves = lab.inputsOf('joinIdentity').map(({ wave, isLast }) => [wave, isLast]);
  expect(waves).toHaveLength(mostWaves);
  expect(waves.at(-2)).toEqual([mostWaves - 1, false]);
  expect(waves.at(-1)).toEqual([mostWaves, true]);
  expect(surveys(lab.inputsOf('workOnStores'))).toHaveLength(mostWaves);
});

test('When the register cannot say whose a new identifier is, then staff are asked and the search goes on', async () => {
  let asked = 0;
  const lab = await labWith({
    workOnStores: ({ kinds }) =>
      Promise.resolve({ tally: {}, left: [], learned: kinds === undefined ? ['shop'] : [] }),
    joinIdentity: () => {
      asked += 1;
      if (asked === 1) throw ApplicationFailure.nonRetryable('Store shop: noAccess', 'noAccess');
      return Promise.resolve({ kinds: ['deviceId'] });
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const task = await taskId(request);
  await request.command({ name: 'completeTask', taskId: task, result: 'retry', witnesses: [] }, operator);
  await approveTwice(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(asked).toBe(2);
});

test('When records are perhaps the person’s, then each store is asked about once, and searched anew after the answer', async () => {
  const question = (storeId: string): StoreQuestion => ({ storeId, count: 2, reason: 'sharedIdentifier' });
  const lab = await labWith({
    workOnStores: ({ phase }) =>
      Promise.resolve({
        tally: {},
        left: [],
        ...(phase === 'survey' && { questions: [question('desk'), question('shop')] }),
      }),
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const { openTasks } = await request.when('both questions', (state) => state.openTasks.length === 2);
  expect(openTasks.map(({ kind, storeId }) => [kind, storeId])).toEqual([
    ['assignRecords', 'desk'],
    ['assignRecords', 'shop'],
  ]);
  for (const [at, { taskId: id }] of openTasks.entries())
    await request.command({ name: 'assignRecords', taskId: id, answersHash: `a${at}` }, operator);
  await approveTwice(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  const written = lab.inputsOf('recordFacts');
  expect(written.flatMap(({ assignment }) => assignment ?? [])).toEqual([
    { storeId: 'desk', answersHash: 'a0' },
    { storeId: 'shop', answersHash: 'a1' },
  ]);
  expect(written.flatMap(({ openTasks: opened }) => opened ?? [])).toMatchObject([
    { kind: 'assignRecords', storeId: 'desk', reason: 'sharedIdentifier', choices: 2 },
    { kind: 'assignRecords', storeId: 'shop', reason: 'sharedIdentifier', choices: 2 },
  ]);
  const again = lab.inputsOf('workOnStore').filter(({ phase }) => phase === 'survey');
  expect(again.map(({ storeId }) => storeId).sort()).toEqual(['desk', 'shop']);
});

test('When a later wave answers a question by itself, then nobody is asked', async () => {
  const lab = await labWith({
    workOnStores: ({ phase, kinds }) =>
      Promise.resolve(
        phase !== 'survey'
          ? { tally: {}, left: [] }
          : {
              tally: {},
              left: [],
              learned: kinds === undefined ? ['shop'] : [],
              questions: [{ storeId: 'desk', count: kinds === undefined ? 1 : 0, reason: 'unknownNumber' }],
            },
      ),
    joinIdentity: () => Promise.resolve({ kinds: ['accountId'] }),
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await approveTwice(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(lab.recorded('taskOpened')).toEqual([]);
});
