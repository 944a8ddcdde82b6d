import { sweepRecipients } from '../../../activities/sweep-recipients';
import { newRequestId, sha256Hex } from '../../../crypto/ids';
import type { RequestId } from '../../../domain/ids';
import type { ProcessorWord } from '../../../domain/http-state';
import type { OwnDatabase } from './support';
import { atOnce, ownDatabase } from './support';

let own: OwnDatabase;
let requestId: RequestId;
beforeEach(async () => {
  own = await ownDatabase();
  requestId = newRequestId();
});
afterEach(() => own.drop());

const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T01:00:00.000Z`;
const ask = (storeId = 'list', dueDay = 12) =>
  own.books.recipients.ask({
    requestId,
    storeId,
    processorId: 'sender',
    askedAt: at(2),
    answersBy: at(dueDay),
  });
const stateOf = async (storeId = 'list') =>
  (await own.books.recipients.list(requestId)).find((line) => line.storeId === storeId)?.state;

describe('Orders to recipients', () => {
  test('When the same order is asked again, at once or later, then its time does not begin anew', async () => {
    await atOnce(4, () => ask());
    await own.books.recipients.answer(requestId, 'list', { state: 'confirmed', at: at(3) });
    await ask('list', 20);
    expect(await own.books.recipients.list(requestId)).toEqual([
      {
        requestId,
        storeId: 'list',
        processorId: 'sender',
        state: 'confirmed',
        askedAt: at(2),
        answersBy: at(12),
        answeredAt: at(3),
      },
    ]);
  });

  test('When an answer comes to what was never asked, then nothing is written', async () => {
    await own.books.recipients.answer(requestId, 'list', { state: 'confirmed', at: at(3) });
    expect(await own.books.recipients.list(requestId)).toEqual([]);
  });

  test('When it was confirmed, then nothing says otherwise any more', async () => {
    await ask();
    const receiptHash = 'a'.repeat(64);
    await own.books.recipients.answer(requestId, 'list', { state: 'confirmed', at: at(3), receiptHash });
    for (const state of ['acknowledged', 'refused'] as const)
      await own.books.recipients.answer(requestId, 'list', { state, at: at(4) });
    await own.books.recipients.silence([{ requestId, storeId: 'list' }]);
    expect(await own.books.recipients.list(requestId)).toMatchObject([
      { state: 'confirmed', answeredAt: at(3), receiptHash },
    ]);
    expect(await own.books.recipients.overdue(at(30), 10)).toEqual([]);
  });

  test('When the time is over, then it is called silent with one alert, however often is swept, and may still answer', async () => {
    await ask();
    await ask('crm', 20);
    await own.books.recipients.answer(requestId, 'list', { state: 'acknowledged', at: at(3) });
    expect(await sweepRecipients(own.books, at(11))).toBe(0);
    expect(await sweepRecipients(own.books, at(12))).toBe(1);
    expect(await sweepRecipients(own.books, at(13))).toBe(0);
    expect([await stateOf(), await stateOf('crm')]).toEqual(['silent', 'asked']);
    const { items } = await own.books.alerts.page({ kind: 'recipientSilent' }, undefined, 10);
    expect(items).toMatchObject([
      { alertId: `recipientSilent/${requestId}/list`, level: 'supervisor', deadlineAt: at(12) },
    ]);
    await own.books.recipients.answer(requestId, 'list', { state: 'acknowledged', at: at(13) });
    expect(await stateOf()).toBe('silent');
    await own.books.recipients.answer(requestId, 'list', { state: 'confirmed', at: at(14) });
    expect(await stateOf()).toBe('confirmed');
  });

  test('When the sweep is killed between alert and mark, then the next one tells nothing twice', async () => {
    await ask();
    const silence = () => Promise.reject(new Error('killed by the test'));
    const killed = { ...own.books, recipients: { ...own.books.recipients, silence } };
    await expect(sweepRecipients(killed, at(12))).rejects.toThrow('killed');
    expect(await sweepRecipients(own.books, at(13))).toBe(0);
    expect(await stateOf()).toBe('silent');
    expect((await own.books.alerts.page({}, undefined, 10)).items).toHaveLength(1);
  });
});

describe('Answers that processors post', () => {
  const answerId = sha256Hex('token');
  const done: ProcessorWord = { state: 'done', count: 1, certificateHash: 'c'.repeat(64) };
  const expectOne = () =>
    own.books.processorAnswers.expect({
      answerId,
      requestId,
      storeId: 'list',
      operationId: `${requestId}/execute/1/list`,
    });
  const take = (word: ProcessorWord, signature: string) =>
    own.books.processorAnswers.take(answerId, word, sha256Hex(signature), at(3));

  test('When nobody waits for it, then nothing is taken', async () => {
    expect(await take(done, 's')).toBe('decided');
    expect(await own.books.processorAnswers.find(answerId)).toBeUndefined();
  });

  test('When the same message comes many times at once, then it is taken once', async () => {
    await expectOne();
    const results = await atOnce(6, () => take({ state: 'pending' }, 's'));
    expect(results.filter((result) => result === 'taken')).toHaveLength(1);
    expect(results.filter((result) => result === 'replayed')).toHaveLength(5);
  });

  test('When an answer is final, then another is refused, and the place stays as it is when it is expected again', async () => {
    await expectOne();
    expect(await take({ state: 'pending' }, 's1')).toBe('taken');
    expect(await take(done, 's2')).toBe('taken');
    expect(await take(done, 's3')).toBe('taken');
    expect(await take({ state: 'failed' }, 's4')).toBe('decided');
    await expectOne();
    expect(await own.books.processorAnswers.find(answerId)).toMatchObject({ word: done, answeredAt: at(3) });
  });
});
