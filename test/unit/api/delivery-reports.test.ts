import { messageIdOf } from '../../../mail/message-id';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
let token = '';
beforeAll(async () => {
  api = await startTestApi();
  token = await api.provider.token({ sub: 'mail-gateway', role: 'system' });
});
afterAll(() => api.stop());

const report = (body: object) => api.post('/v1/systems/delivery-reports', { token, body, key: null });

/** The Message-ID of a letter that the mail server accepted. */
async function acceptedLetter() {
  const { id } = api.request();
  const noticeId = `${id}/completion/1`;
  const messageId = messageIdOf(noticeId, 'shop.example');
  await api.books.notices.begin({ noticeId, requestId: id, kind: 'completion', messageId });
  await api.books.notices.finish(noticeId, 'accepted', '2026-03-02T02:00:00Z', 250);
  return { id, messageId };
}

describe('reports of mail systems', () => {
  it.each([
    ['no Message-ID', { messageId: 'lin@example.com' }],
    ['two of them', { messageId: '<a@b.example> <c@d.example>' }],
    ['an unknown report', { report: 'opened' }],
    ['a code without form', { code: '550' }],
    ['a field that nobody knows', { recipient: 'lin@example.com' }],
  ])('When it has %s, then it answers 422 and writes nothing', async (_what, change) => {
    const { messageId } = await acceptedLetter();
    const answer = await report({ messageId, report: 'bounced', code: '5.1.1', ...change });
    expect([answer.status, answer.body.code]).toEqual([422, 'DSR_BODY_INVALID']);
    expect(api.memory.notices.at(-1)).toMatchObject({ status: 'accepted' });
    expect(answer.text).not.toContain('lin@example.com');
  });

  it('When no letter of ours has the Message-ID, then it answers 404', async () => {
    const answer = await report({ messageId: '<0@shop.example>', report: 'bounced', code: '5.1.1' });
    expect([answer.status, answer.body.code]).toEqual([404, 'DSR_NOT_FOUND']);
  });

  it('When a letter bounces, then staff get one task however often it is reported, and both see the state', async () => {
    const { id, messageId } = await acceptedLetter();
    const body = { messageId, report: 'bounced', code: '5.1.1' };
    for (const _attempt of [1, 2]) {
      const answer = await report(body);
      expect([answer.status, answer.body]).toEqual([200, { status: 'bounced' }]);
    }
    const staff = await api.staff('operator');
    const tasks = await api.get(`/v1/staff/tasks?requestId=${id}`, { token: staff });
    expect(tasks.body.items).toMatchObject([{ kind: 'undeliverable', reason: 'bouncedAfterSatisfied' }]);
    const { body: detail } = await api.get(`/v1/staff/requests/${id}`, { token: staff });
    expect(detail['notices']).toMatchObject([{ status: 'bounced', reportCode: '5.1.1' }]);
  });

  it('When it was delivered, then the state says so and nobody has anything to do', async () => {
    const { id, messageId } = await acceptedLetter();
    const answer = await report({ messageId, report: 'delivered', code: '2.0.0' });
    expect(answer.body).toEqual({ status: 'delivered' });
    expect([...api.memory.tasks.values()].filter(({ requestId }) => requestId === id)).toEqual([]);
  });
});
