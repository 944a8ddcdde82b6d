import { keptUntil, latestKept, recordKeeping } from '../../../domain/record-keeping';
import type { RecordKeeping } from '../../../domain/regime';
import { builtInRules } from '../../../domain/rules';

const keep = (value: number | null, unit: RecordKeeping['unit']): RecordKeeping => ({
  value,
  unit,
  text: { 'zh-CN': '', en: '' },
  article: '',
  source: '',
  confidence: 'low',
});

describe('how long a record is kept', () => {
  test.each<[string, number, 'day' | 'month', string]>([
    ['2024-02-29', 24, 'month', '2026-02-28'],
    ['2024-02-29', 48, 'month', '2028-02-29'],
    ['2026-01-31', 1, 'month', '2026-02-28'],
    ['2026-12-31', 36, 'month', '2029-12-31'],
    ['2024-02-28', 2, 'day', '2024-03-01'],
    ['2026-02-28', 1, 'day', '2026-03-01'],
  ])(
    'When a request closes on %s and %d %s are to be kept, then the last day is %s',
    (closed, value, unit, until) => {
      expect(keptUntil(keep(value, unit), closed)).toBe(until);
    },
  );

  test('When a law sets no number, then none is made up', () => {
    expect(keptUntil(keep(null, null), '2026-03-01')).toBeNull();
    expect(latestKept([{ regime: 'EU-GDPR', until: null }])).toBeUndefined();
  });

  test('When several regimes apply, then each has its day and the latest counts', () => {
    const kept = recordKeeping(
      builtInRules,
      ['CN-APP-2019', 'US-CA-CCPA', 'EU-GDPR'],
      '2026-03-01T16:30:00Z',
      'Asia/Shanghai',
    );
    // Half past midnight on the second of March where the controller sits.
    expect(kept).toMatchObject([
      { regime: 'CN-APP-2019', until: '2029-03-02' },
      { regime: 'US-CA-CCPA', until: '2028-03-02' },
      { regime: 'EU-GDPR' },
    ]);
    expect(latestKept(kept)).toBe('2029-03-02');
  });
});
