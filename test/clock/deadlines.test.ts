import { waitUntil } from '../../cli/demo/journey';
import { approveTwice, proposalHash, proveIdentity } from '../replay/paths';
import type { TimedRequest } from '../support/clock-lab';
import { useClockLab } from '../support/clock-lab';
import { operator, refusalCode, subject } from '../support/workflow-lab';

const begin = useClockLab();

/** When each fact of a type fell due, as it was written down. */
const dueAts = (request: TimedRequest, type: 'reminderDue' | 'clockBreached') =>
  request.recorded(type).map(({ facts }) => facts['dueAt']);

const noticesOf = (request: TimedRequest, wanted: string) =>
  request.inputsOf('sendNotice').filter(({ kind }) => kind === wanted);

/** A letter that goes out beside the story, once it does. */
const letter = (request: TimedRequest, kind: string) =>
  waitUntil(kind, () => Promise.resolve(noticesOf(request, kind)[0]));

/** A request that waits for approval. */
async function waiting(request: TimedRequest): Promise<TimedRequest> {
  await proveIdentity(request);
  await proposalHash(request);
  return request;
}

test('When staff let the time pass, then each reminder and the breach become facts once, and the request goes on', async () => {
  const request = await waiting(await begin('CN-GBT35273'));
  const [clock] = (await request.state()).clocks;
  const [half, most] = clock!.thresholds.map(({ at }) => at);

  await request.untilDay(14);
  expect(dueAts(request, 'reminderDue')).toEqual([]);
  await request.untilDay(20);
  expect(dueAts(request, 'reminderDue')).toEqual([half]);
  await request.untilDay(30);
  expect(dueAts(request, 'reminderDue')).toEqual([half, most]);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  await request.untilDay(60);
  expect(dueAts(request, 'reminderDue')).toEqual([half, most]);
  expect(dueAts(request, 'clockBreached')).toEqual([clock!.deadlineAt]);
  expect(noticesOf(request, 'breachApology')).toHaveLength(1);

  await approveTwice(request);
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(request.inputsOf('closeRequest')).toMatchObject([{ clocks: [{ status: 'breached' }] }]);
});

test('When the answer goes out in time, then nothing falls due any more', async () => {
  const request = await waiting(await begin('CN-GBT35273'));
  await approveTwice(request);
  await request.result();
  await request.untilDay(60);
  expect([...dueAts(request, 'reminderDue'), ...dueAts(request, 'clockBreached')]).toEqual([]);
});

test('When a regime allows it and its time is not over, then an extension moves the clock, once', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  const extend = { name: 'extend', regime: 'EU-GDPR', ground: 'complexity' } as const;
  const before = (await request.state()).clocks[0]!;
  await request.untilDay(20);
  await request.command(extend, operator);
  const after = (await request.state()).clocks[0]!;
  expect(Date.parse(after.deadlineAt)).toBeGreaterThan(Date.parse(before.deadlineAt));
  expect(await letter(request, 'extension')).toMatchObject({ regime: 'EU-GDPR', oldDate: before.date });
  expect(await refusalCode(request.command(extend, operator))).toBe('DSR_EXTENSION_NOT_ALLOWED');

  await request.untilDay(60);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  await request.untilDay(120);
  expect(dueAts(request, 'clockBreached')).toEqual([after.deadlineAt]);
  const reminded = dueAts(request, 'reminderDue');
  expect(new Set(reminded).size).toBe(reminded.length);
});

test('When the time for an extension is over, then it is refused', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  await request.untilDay(45);
  const late = request.command({ name: 'extend', regime: 'EU-GDPR', ground: 'complexity' }, operator);
  expect(await refusalCode(late)).toBe('DSR_EXTENSION_NOT_ALLOWED');
});

test('When clocks stand still for a question, then nothing falls due until the person answers', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  const before = (await request.state()).clocks[0]!;
  await request.untilDay(10);
  await request.command({ name: 'pause', reason: 'identity' }, operator);
  expect(await letter(request, 'pauseQuestion')).toMatchObject({ ground: 'identity' });
  await request.untilDay(50);
  expect([...dueAts(request, 'reminderDue'), ...dueAts(request, 'clockBreached')]).toEqual([]);

  await request.command({ name: 'resume' }, operator);
  const after = (await request.state()).clocks[0]!;
  expect(Date.parse(after.deadlineAt)).toBeGreaterThan(Date.parse(before.deadlineAt));
  await request.untilDay(60);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  await request.untilDay(120);
  expect(dueAts(request, 'clockBreached')).toEqual([after.deadlineAt]);
});

test('When the person withdraws while staff wait, then the request ends and no clock runs on', async () => {
  const request = await waiting(await begin('CN-GBT35273'));
  await request.untilDay(10);
  await request.command({ name: 'withdraw' }, subject);
  expect(await request.result()).toEqual({ outcome: 'withdrawn' });
  await request.untilDay(60);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  expect(request.inputsOf('workOnStores').filter(({ phase }) => phase === 'execute')).toEqual([]);
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
