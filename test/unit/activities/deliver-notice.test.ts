import { deliverNotice } from '../../../activities/deliver-notice';
import type { Delivery } from '../../../activities/deliver-notice';
import type { CoreDeps } from '../../../activities';
import { parseRequestId } from '../../../domain/ids';
import type { MailAnswer } from '../../../domain/ports';
import { messageIdOf } from '../../../mail';
import { specimensOf } from '../../../mail/notices/specimens';
import { fakePersistence } from '../../support/fake-persistence';

const requestId = parseRequestId('req_0123456789abcdefghjk')!;
const claimed = { name: 'Lin Xiaoyu', identifiers: [{ kind: 'email', value: 'lin@example.com' }] };
const deadline = '2026-03-23T16:00:00Z';

/** A mail server that gives these answers in turn, and a clock that the test sets. */
async function postOffice(...answers: readonly MailAnswer[]) {
  const books = fakePersistence();
  await books.vault.put(requestId, 'claims', claimed);
  const clock = { now: '2026-03-20T08:00:00Z' };
  const sent: string[] = [];
  const left = [...answers];
  const deps = {
    books,
    mailer: {
      send: (letter: { messageId: string }) => {
        sent.push(letter.messageId);
        return Promise.resolve(left.shift() ?? { status: 'accepted', replyCode: 250 });
      },
    },
    renderNotice: () => ({ subject: 'S', text: 'T', html: 'H' }),
    messageIdOf: (noticeId: string) => messageIdOf(noticeId, 'shop.example'),
    now: () => clock.now,
  } as unknown as CoreDeps;
  const deliver = (change: Partial<Delivery> = {}) =>
    deliverNotice(deps, {
      requestId,
      serial: '1',
      content: specimensOf('extension')[0]!,
      locale: 'en',
      ...change,
    });
  const evidence = async () => (await books.evidence.read(requestId)).map(({ type }) => type);
  return { books, clock, sent, deliver, evidence };
}

describe('a letter with a last moment', () => {
  test('When the server never took it before that moment, then it is not sent any more, and every repeat says so', async () => {
    const post = await postOffice({ status: 'later', replyCode: 451 });
    await expect(post.deliver({ before: deadline })).rejects.toMatchObject({ type: 'MailLater' });
    post.clock.now = deadline;
    const expired = { status: 'expired', at: deadline, inTime: false };
    expect(await post.deliver({ before: deadline })).toEqual(expired);
    post.clock.now = '2026-03-24T09:00:00Z';
    expect(await post.deliver({ before: deadline })).toEqual(expired);
    expect(post.sent).toHaveLength(1);
    expect(await post.evidence()).toEqual(['noticeExpired']);
  });

  test('When the server takes it only after that moment, then the answer says accepted, and not in time', async () => {
    const post = await postOffice();
    post.books.vault.put = () => {
      post.clock.now = '2026-03-23T16:00:01Z';
      return Promise.resolve();
    };
    const late = { status: 'accepted', at: '2026-03-23T16:00:01Z', inTime: false };
    expect(await post.deliver({ before: deadline })).toEqual(late);
    expect(await post.deliver({ before: deadline })).toEqual(late);
  });

  test('When the server took it in time, then a repeat after that moment still says in time', async () => {
    const post = await postOffice();
    const taken = { status: 'accepted', at: '2026-03-20T08:00:00Z', inTime: true };
    expect(await post.deliver({ before: deadline })).toEqual(taken);
    post.clock.now = '2026-04-01T00:00:00Z';
    expect(await post.deliver({ before: deadline })).toEqual(taken);
    expect(post.sent).toHaveLength(1);
  });

  test('When it bounced afterwards, then a repeat says accepted and sends nothing', async () => {
    const post = await postOffice();
    const taken = await post.deliver({ before: deadline });
    await post.books.notices.deliveryReport(post.sent[0]!, 'bounced', '5.1.1', '2026-03-20T08:05:00Z');
    expect(await post.deliver({ before: deadline })).toEqual(taken);
    expect(post.sent).toHaveLength(1);
  });
});

describe('a server that asks for patience', () => {
  test('When it says how long, then the next attempt is made after that time', async () => {
    const post = await postOffice({ status: 'later', replyCode: 451, retryAfterMs: 300_000 });
    await expect(post.deliver()).rejects.toMatchObject({ type: 'MailLater', nextRetryDelay: 300_000 });
    expect(await post.evidence()).toEqual([]);
    expect(await post.deliver()).toMatchObject({ status: 'accepted', inTime: true });
    expect(new Set(post.sent).size).toBe(1);
  });

  test('When that time ends after the last moment, then the next attempt is made at that moment', async () => {
    const post = await postOffice({ status: 'later', replyCode: 451, retryAfterMs: 6 * 3_600_000 });
    post.clock.now = '2026-03-23T15:30:00Z';
    await expect(post.deliver({ before: deadline })).rejects.toMatchObject({ nextRetryDelay: 1_800_000 });
  });

  test('When it says no time, then none is asked for', async () => {
    const post = await postOffice({ status: 'later', replyCode: 421 });
    const failure: unknown = await post.deliver().catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: 'MailLater' });
    expect((failure as { nextRetryDelay?: unknown }).nextRetryDelay).toBeUndefined();
  });
});

test('When the server refuses for good, then a task is opened once and a repeat says refused', async () => {
  const post = await postOffice({ status: 'refused', replyCode: 550 });
  const refused = { status: 'refused', at: '2026-03-20T08:00:00Z', inTime: false };
  expect(await post.deliver()).toEqual(refused);
  expect(await post.deliver()).toEqual(refused);
  const { items } = await post.books.tasks.page({ requestId }, undefined, 10);
  expect(items).toMatchObject([{ kind: 'undeliverable', reason: 'mailRefused' }]);
  expect(post.sent).toHaveLength(1);
});
