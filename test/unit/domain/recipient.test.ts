import type { RequestId } from '../../../domain/ids';
import type { RecipientLine } from '../../../domain/recipient';
import { answersBy, recipientReport, recipientStandings } from '../../../domain/recipient';

const title = { 'zh-CN': '群发', en: 'Sender' };
const line = (change: Partial<RecipientLine> = {}): RecipientLine => ({
  requestId: 'req_00000000000000000000' as RequestId,
  storeId: 'list',
  processorId: 'sender',
  state: 'asked',
  askedAt: '2026-03-02T01:00:00Z',
  answersBy: '2026-03-12T01:00:00Z',
  ...change,
});

describe('The time that a recipient has', () => {
  test('When days are counted over a change of the clocks, then the local time stays', () => {
    const asked = '2026-03-28T11:00:00Z';
    expect(answersBy({ answersWithin: 'P1D' }, asked, 'Europe/Berlin')).toBe('2026-03-29T10:00:00Z');
    expect(answersBy({ answersWithin: 'P1M' }, '2026-01-31T01:00:00Z', 'Asia/Shanghai')).toBe(
      '2026-02-28T01:00:00Z',
    );
  });
});

describe('How a recipient stands', () => {
  test('When nobody was asked, then nobody stands anywhere', () => {
    expect(recipientStandings([])).toEqual([]);
  });

  test.each<[RecipientLine['state'], RecipientLine['state'], RecipientLine['state']]>([
    ['confirmed', 'silent', 'silent'],
    ['confirmed', 'refused', 'refused'],
    ['confirmed', 'asked', 'asked'],
    ['confirmed', 'acknowledged', 'acknowledged'],
    ['refused', 'silent', 'silent'],
    ['acknowledged', 'asked', 'asked'],
    ['confirmed', 'confirmed', 'confirmed'],
  ])('When its parts are %s and %s, then it is %s', (one, other, both) => {
    const [standing] = recipientStandings([line({ state: one }), line({ storeId: 'crm', state: other })]);
    expect(standing?.state).toBe(both);
  });

  test('When one part is open, then it has not answered, and the earliest end counts', () => {
    const lines = [
      line({ state: 'confirmed', answeredAt: '2026-03-03T01:00:00Z', receiptHash: 'a'.repeat(64) }),
      line({ storeId: 'crm', askedAt: '2026-03-02T00:00:00Z', answersBy: '2026-03-05T00:00:00Z' }),
      line({ processorId: 'courier', state: 'confirmed', answeredAt: '2026-03-04T01:00:00Z' }),
    ];
    expect(recipientStandings(lines)).toEqual([
      {
        processorId: 'courier',
        state: 'confirmed',
        askedAt: '2026-03-02T01:00:00Z',
        answersBy: '2026-03-12T01:00:00Z',
        answeredAt: '2026-03-04T01:00:00Z',
        receiptHashes: [],
      },
      {
        processorId: 'sender',
        state: 'asked',
        askedAt: '2026-03-02T00:00:00Z',
        answersBy: '2026-03-05T00:00:00Z',
        receiptHashes: ['a'.repeat(64)],
      },
    ]);
  });

  test.each<[RecipientLine['state'], string]>([
    ['asked', 'asked'],
    ['acknowledged', 'asked'],
    ['silent', 'silent'],
  ])('When it is %s, then the person is told "%s" with the day of the question', (state, answer) => {
    const [standing] = recipientStandings([line({ state })]);
    expect(recipientReport(standing!, title)).toEqual({ title, answer, at: '2026-03-02T01:00:00Z' });
  });

  test('When it refused, then the person is told so with the day of the answer', () => {
    const [standing] = recipientStandings([line({ state: 'refused', answeredAt: '2026-03-03T01:00:00Z' })]);
    expect(recipientReport(standing!, title)).toEqual({
      title,
      answer: 'refused',
      at: '2026-03-03T01:00:00Z',
    });
  });
});
