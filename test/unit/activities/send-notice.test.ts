import type { CoreDeps, NoticeInput } from '../../../activities';
import { sendRequestNotice } from '../../../activities/send-notice';
import type { NoticeContent } from '../../../domain/notice';
import type { RequestView } from '../../../domain/ports';
import type { ClockSettings } from '../../../domain/request-clocks';
import { requestClocks } from '../../../domain/request-clocks';
import { builtInRules } from '../../../domain/rules';
import { defaultThresholds } from '../../../domain/threshold';
import { fakePersistence } from '../../support/fake-persistence';
import { testMap } from '../api/fixtures';

const requestId = 'req_0123456789abcdefghjk' as RequestView['requestId'];
const receivedAt = '2026-03-02T02:00:00Z';
const facts = { receivedAt, extendedRegimes: [], pauses: [] };
const clocks: ClockSettings = {
  rules: builtInRules,
  zone: 'Asia/Shanghai',
  calendar: 'CN',
  thresholds: defaultThresholds,
};

/** Sends a letter to a mail server that takes it at `at`, and returns what it was made of. */
async function contentOf(input: NoticeInput, change: Partial<RequestView> = {}, at = '2026-03-20T02:00:00Z') {
  const books = fakePersistence();
  const regimes = change.regimes ?? ['EU-GDPR'];
  books.memory.requests.set(requestId, {
    requestId,
    right: 'deletion',
    regimes,
    receivedAt,
    locale: 'en',
    dataMapVersion: testMap.version,
    verificationNeeded: true,
    verifiedAt: '2026-03-02T03:00:00Z',
    clocks: requestClocks(regimes, 'deletion', facts, clocks),
    ...change,
  } as RequestView);
  const claims = { name: '林样例', identifiers: [{ kind: 'email', value: 'lin.yangli@example.com' }] };
  books.memory.vault.set(`${requestId} claims`, claims);
  books.memory.vault.set(`${requestId} question/m1`, 'Which of your two accounts is meant?');
  books.memory.vault.set(`${requestId} fee/a1`, 'EUR 12');
  const contents: NoticeContent[] = [];
  const deps = {
    books: { ...books, dataMaps: { ...books.dataMaps, find: () => Promise.resolve(testMap) } },
    mailer: { send: () => Promise.resolve({ status: 'accepted', replyCode: 250 }) },
    messageIdOf: (noticeId: string) => `<${noticeId}@shop.example>`,
    renderNotice: (content: NoticeContent) => {
      contents.push(content);
      return { subject: '', text: '', html: '' };
    },
    settings: { clocks, publicUrl: 'https://privacy.example', guardianAge: 14 },
    now: () => at,
  } as unknown as CoreDeps;
  const result = await sendRequestNotice(deps, input);
  return { content: contents[0], result };
}

const extension: NoticeInput = {
  requestId,
  kind: 'extension',
  serial: 9,
  regime: 'EU-GDPR',
  ground: 'complexity',
  oldDate: '2026-04-02',
  before: '2026-04-02T16:00:00Z',
  facts,
};

test('When an extension is declared, then the letter tells the date that will hold, with the reason of the law', async () => {
  const { content, result } = await contentOf(extension);
  expect(result).toMatchObject({ status: 'accepted', inTime: true });
  expect(content).toMatchObject({
    kind: 'extension',
    addressee: '林样例',
    oldDate: '2026-04-02',
    newDate: { date: '2026-06-02' },
    reason: { code: 'complexity', article: expect.stringContaining('12(3)') as string },
  });
});

test('When the last moment for the notice is over, then nothing is sent and it was not in time', async () => {
  const { content, result } = await contentOf(extension, {}, '2026-04-02T16:00:00Z');
  expect(content).toBeUndefined();
  expect(result).toMatchObject({ status: 'expired', inTime: false });
});

test('When nobody has proven control of the address, then the letter greets nobody by name', async () => {
  const { verifiedAt: _none, ...unproven } = { verifiedAt: undefined };
  const { content } = await contentOf(extension, { ...unproven, verifiedAt: undefined } as never);
  expect(content).not.toHaveProperty('addressee');
});

test.each([
  [['EU-GDPR'], 'stands'],
  [['EU-GDPR', 'CN-APP-2019'], 'runsOn'],
])(
  'When something is missing under %j, then the question says exactly what, and that the clock %s',
  async (regimes, clock) => {
    const question = { requestId, kind: 'pauseQuestion', reason: 'identity' } as const;
    const { content } = await contentOf({ ...question, missingHash: 'm1' }, { regimes });
    expect(content).toMatchObject({ missing: 'Which of your two accounts is meant?', clock });
    const plain = (await contentOf(question, { regimes })).content;
    expect(plain).toMatchObject({ missing: { en: expect.any(String) as string }, clock });
  },
);

test.each([
  ['EU-GDPR', 'eu-fee-excessive', 'runsOn', false],
  ['UK-GDPR', 'excessive', 'startsWithPayment', true],
])(
  'When a fee is asked under %s, then the letter says what it does there',
  async (regime, ground, clock, workWaits) => {
    const { content } = await contentOf(
      { requestId, kind: 'fee', regime, ground, amountHash: 'a1' },
      { regimes: [regime] },
    );
    expect(content).toMatchObject({ amount: 'EUR 12', clock, workWaits, ground: { code: ground } });
  },
);

test('When the amount of a fee is not in the vault, then no letter goes out without it', async () => {
  const fee = { requestId, kind: 'fee', regime: 'EU-GDPR', ground: 'eu-fee-excessive' } as const;
  await expect(contentOf({ ...fee, amountHash: 'other' })).rejects.toThrow('not in the vault');
});
