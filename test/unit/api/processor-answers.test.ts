import { createHmac } from 'node:crypto';
import { callbackPlace } from '../../../crypto/callback-token';
import type { DataMap, StoreMap } from '../../../domain/data-map';
import type { HttpProtocol } from '../../../domain/http-protocol';
import { processorProtocol } from '../../conformance/processor-server';
import { testMap } from './fixtures';
import type { TestApi } from './support';
import { startTestApi, testCallbackKey } from './support';

const { status: _status, ...withoutStatus } = processorProtocol;
const http: HttpProtocol = {
  ...withoutStatus,
  callback: {
    state: '/state',
    pending: ['open'],
    done: ['done'],
    failed: ['no'],
    count: '/n',
    certificate: '/proof',
  },
};
const sender = { ...testMap.stores[0], id: 'sender', kind: 'http-processor', http } as StoreMap;
const map: DataMap = { ...testMap, stores: [...testMap.stores, sender] };

let api: TestApi;
let now = '2026-03-02T08:00:00.000Z';
let operations = 0;
beforeAll(async () => {
  api = await startTestApi({ now: () => now });
  Object.assign(api.books.dataMaps, { find: () => Promise.resolve(map) });
});
beforeEach(() => {
  now = '2026-03-02T08:00:00.000Z';
});
afterAll(() => api.stop());

/** An order that went out, as the worker writes it down. */
async function expectedAnswer() {
  const { id } = api.request();
  const operationId = `${id}/execute/${(operations += 1)}/sender`;
  const place = callbackPlace(testCallbackKey, operationId, 'sender');
  await api.books.processorAnswers.expect({
    answerId: place.answerId,
    requestId: id,
    storeId: 'sender',
    operationId,
  });
  const word = () => api.memory.processorAnswers.get(place.answerId)?.word;
  return { ...place, word };
}

const done = { state: 'done', n: 1, proof: 'We erased ada@example.com.' };

function signed(secret: string, body: string, seconds = Date.parse(now) / 1_000): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

function post(token: string, body: string, signature?: string) {
  const headers = signature === undefined ? {} : { 'habeas-signature': signature };
  return api.post(`/v1/systems/processor-answers/${token}`, { rawBody: body, key: null, headers });
}

describe('Answers that processors post', () => {
  it('When the address is not one of ours, then it answers 404', async () => {
    const { secret } = await expectedAnswer();
    const body = JSON.stringify(done);
    for (const token of ['x', 'A'.repeat(43), '%2e%2e'])
      expect((await post(token, body, signed(secret, body))).status).toBe(404);
  });

  it.each<[string, (secret: string, body: string) => string | undefined]>([
    ['no signature', () => undefined],
    ['a signature of another body', (secret) => signed(secret, '{}')],
    ['a signature by another secret', (_, body) => signed('guess', body)],
    ['a signature of yesterday', (secret, body) => signed(secret, body, Date.parse(now) / 1_000 - 301)],
    ['a signature of tomorrow', (secret, body) => signed(secret, body, Date.parse(now) / 1_000 + 301)],
    ['a signature without form', () => 'v1=1'],
  ])('When it has %s, then it answers 401 and nothing is kept', async (_, signature) => {
    const { token, secret, word } = await expectedAnswer();
    const body = JSON.stringify(done);
    const answer = await post(token, body, signature(secret, body));
    expect([answer.status, answer.body.code]).toEqual([401, 'DSR_SIGNATURE_INVALID']);
    expect(word()).toBeUndefined();
  });

  it('When the secret of another order signs it, then it answers 401', async () => {
    const [mine, other] = [await expectedAnswer(), await expectedAnswer()];
    const body = JSON.stringify(done);
    expect((await post(mine.token, body, signed(other.secret, body))).status).toBe(401);
  });

  it.each([
    ['an unknown word', { ...done, state: 'perhaps' }],
    ['no count', { state: 'done', proof: 'x' }],
    ['no certificate', { state: 'done', n: 1 }],
    ['a list', [done]],
  ])('When the answer has %s, then it answers 422 and nothing is kept', async (_, content) => {
    const { token, secret, word } = await expectedAnswer();
    const body = JSON.stringify(content);
    const answer = await post(token, body, signed(secret, body));
    expect([answer.status, answer.body.code]).toEqual([422, 'DSR_BODY_INVALID']);
    expect(word()).toBeUndefined();
  });

  it('When a right answer comes, then state, count and hash are kept, and neither text nor token', async () => {
    const { token, secret, word } = await expectedAnswer();
    const body = JSON.stringify(done);
    const answer = await post(token, body, signed(secret, body));
    expect([answer.status, answer.body]).toEqual([200, { state: 'done' }]);
    expect(word()).toEqual({
      state: 'done',
      count: 1,
      certificateHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
    const kept = JSON.stringify([...api.memory.processorAnswers.values()]) + api.logged();
    expect([token, secret, 'ada@example.com'].filter((text) => kept.includes(text))).toEqual([]);
  });

  it('When the same message is played again, then it is refused; the same answer signed anew is taken', async () => {
    const { token, secret, word } = await expectedAnswer();
    const body = JSON.stringify(done);
    const signature = signed(secret, body);
    await post(token, body, signature);
    const replay = await post(token, body, signature);
    expect([replay.status, replay.body.code]).toEqual([409, 'DSR_ANSWER_REPLAYED']);
    now = '2026-03-02T08:01:00.000Z';
    expect((await post(token, body, signed(secret, body))).status).toBe(200);
    const other = JSON.stringify({ ...done, n: 2 });
    const changed = await post(token, other, signed(secret, other));
    expect([changed.status, changed.body.code]).toEqual([409, 'DSR_ALREADY_DECIDED']);
    expect(word()).toMatchObject({ count: 1 });
  });

  it('When it says pending first, then its later answer stands', async () => {
    const { token, secret, word } = await expectedAnswer();
    const bodies = [JSON.stringify({ state: 'open' }), JSON.stringify({ state: 'no' })];
    for (const body of bodies) expect((await post(token, body, signed(secret, body))).status).toBe(200);
    expect(word()).toEqual({ state: 'failed' });
  });
});
