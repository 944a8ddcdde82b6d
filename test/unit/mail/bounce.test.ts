import { takeDeliveryReport } from '../../../api/systems/delivery-reports';
import { bounceCommand } from '../../../cli/bounce';
import { parseRequestId } from '../../../domain/ids';
import { messageIdOf } from '../../../mail/message-id';
import { fakePersistence } from '../../support/fake-persistence';

const requestId = parseRequestId('req_0123456789abcdefghjk')!;
const bounce = { report: 'bounced', code: '5.1.1' } as const;
const [first, later] = ['2026-03-20T10:00:00Z', '2026-03-21T10:00:00Z'] as const;

/** A letter that the mail server accepted. */
async function accepted(kind = 'completion') {
  const books = fakePersistence();
  const noticeId = `${requestId}/${kind}/1`;
  const messageId = messageIdOf(noticeId, 'shop.example');
  await books.notices.begin({ noticeId, requestId, kind, messageId });
  await books.notices.finish(noticeId, 'accepted', '2026-03-20T09:00:00Z', 250);
  const seen = async () => ({
    notices: await books.notices.list(requestId),
    tasks: (await books.tasks.page({ requestId }, undefined, 10)).items,
    evidence: await books.evidence.read(requestId),
  });
  return { books, noticeId, messageId, seen };
}

describe('reports on the delivery of a letter', () => {
  test('When the Message-ID is unknown, then nothing is written', async () => {
    const { books, seen } = await accepted();
    const before = await seen();
    expect(await takeDeliveryReport(books, { messageId: '<x@y.example>', ...bounce }, first)).toBeUndefined();
    expect(await seen()).toEqual(before);
  });

  test('When it bounces twice, then there is one task, one entry, and the first instant', async () => {
    const { books, messageId, noticeId, seen } = await accepted();
    await takeDeliveryReport(books, { messageId, ...bounce }, first);
    const once = await seen();
    await takeDeliveryReport(books, { messageId, ...bounce, code: '5.2.1' }, later);
    expect(await seen()).toEqual(once);
    expect(once.notices).toMatchObject([
      {
        noticeId,
        status: 'bounced',
        statusAt: first,
        reportCode: '5.1.1',
        acceptedAt: '2026-03-20T09:00:00Z',
      },
    ]);
    expect(once.evidence).toMatchObject([
      { type: 'noticeBounced', at: first, facts: { noticeId, kind: 'completion', code: '5.1.1' } },
    ]);
    expect(once.tasks).toMatchObject([{ kind: 'undeliverable', status: 'open', openedAt: first }]);
  });

  test.each([
    ['completion', 'bouncedAfterSatisfied'],
    ['acknowledgement', 'bouncedAfterSatisfied'],
    ['extension', 'bouncedAfterSatisfied'],
    ['withdrawn', 'bouncedAfterSatisfied'],
    ['pauseQuestion', 'bounced'],
    ['packageCode', 'bounced'],
  ])('When a letter of kind %s bounces, then the reason of the task is %s', async (kind, reason) => {
    const { books, messageId, seen } = await accepted(kind);
    await takeDeliveryReport(books, { messageId, ...bounce }, first);
    expect((await seen()).tasks).toMatchObject([{ reason }]);
  });

  test('When the process died after the ledger was written, then the repeat opens the task', async () => {
    const { books, messageId, seen } = await accepted();
    await books.notices.deliveryReport(messageId, 'bounced', '5.1.1', first);
    expect((await seen()).tasks).toEqual([]);
    await takeDeliveryReport(books, { messageId, ...bounce }, later);
    const { tasks, evidence } = await seen();
    expect([tasks.length, evidence.map(({ at }) => at)]).toEqual([1, [first]]);
  });

  test('When it is delivered and then bounces, then the bounce counts; and not the other way round', async () => {
    const { books, messageId, seen } = await accepted();
    const delivered = { messageId, report: 'delivered', code: '2.0.0' } as const;
    expect(await takeDeliveryReport(books, delivered, first)).toMatchObject({ status: 'delivered' });
    expect((await seen()).tasks).toEqual([]);
    await takeDeliveryReport(books, { messageId, ...bounce }, later);
    expect(await takeDeliveryReport(books, delivered, later)).toMatchObject({ status: 'bounced' });
    const { evidence, tasks } = await seen();
    expect(evidence.map(({ type }) => type)).toEqual(['noticeDelivered', 'noticeBounced']);
    expect(tasks).toHaveLength(1);
  });

  test('When the letter was refused before, then a report changes nothing', async () => {
    const { books, messageId, noticeId, seen } = await accepted();
    books.memory.notices[0] = { ...books.memory.notices[0]!, status: 'refused' };
    await takeDeliveryReport(books, { messageId, ...bounce }, first);
    expect(await seen()).toMatchObject({
      notices: [{ noticeId, status: 'refused' }],
      tasks: [],
      evidence: [],
    });
  });
});

describe('habeas bounce', () => {
  const notification = (messageId: string) =>
    [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.example',
      '',
      'Final-Recipient: rfc822; lin@example.com',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${messageId}`,
      '--b--',
    ].join('\r\n');

  let said: string[] = [];
  beforeEach(() => {
    said = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
    jest.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
  });
  afterEach(() => {
    process.exitCode = undefined;
    jest.restoreAllMocks();
  });

  async function run(message: string, books = fakePersistence()) {
    async function* input() {
      const bytes = Buffer.from(message);
      // In two pieces, as a pipe gives it.
      yield await Promise.resolve(bytes.subarray(0, 40));
      yield bytes.subarray(40);
    }
    const connect = () => Promise.resolve({ ...books, close: () => Promise.resolve() });
    await bounceCommand(connect, input()).parseAsync([], { from: 'user' });
    return { status: process.exitCode ?? 0, said: said.join('\n') };
  }

  test('When the message is no notification, then it ends with 65', async () => {
    expect(await run('Subject: hello\n\nI am away until Monday, please call.')).toMatchObject({
      status: 65,
      said: expect.stringContaining('no delivery status notification') as string,
    });
  });

  test('When the letter is not ours, then it ends with 65 and says so without the address', async () => {
    const { status, said: text } = await run(notification('<0123@elsewhere.example>'));
    expect([status, text]).toEqual([
      65,
      '<0123@elsewhere.example>: no letter in this database has this Message-ID.',
    ]);
  });

  test('When the database is not reached, then it ends with 75, so that the mail server tries again', async () => {
    const connect = () => Promise.reject(new Error('No answer from the database.'));
    async function* input() {
      yield await Promise.resolve(notification('<0123@shop.example>'));
    }
    await bounceCommand(connect, input()).parseAsync([], { from: 'user' });
    expect([process.exitCode, said]).toEqual([75, ['No answer from the database.']]);
  });

  test('When the letter is only delayed, then it ends with 0 and asks no database', async () => {
    const delayed = notification('<0123@shop.example>')
      .replace('failed', 'delayed')
      .replace('5.1.1', '4.4.1');
    const connect = () => Promise.reject(new Error('asked'));
    async function* input() {
      yield await Promise.resolve(delayed);
    }
    await bounceCommand(connect, input()).parseAsync([], { from: 'user' });
    expect(process.exitCode ?? 0).toBe(0);
    expect(said.join()).toContain('nothing final');
  });

  test('When a letter of ours bounced, then it is written down and said by its id alone', async () => {
    const { books, messageId, noticeId } = await accepted();
    const { status, said: text } = await run(notification(messageId), books);
    expect([status, text]).toEqual([0, `${noticeId}: bounced (5.1.1).`]);
    expect(books.memory.notices).toMatchObject([{ status: 'bounced' }]);
  });
});
