import type { Figure } from '../../../bench/figure';
import { isFailure, judge, numberText, targetText } from '../../../bench/figure';
import { median, slope } from '../../../bench/statistics';
import { tableOf } from '../../../bench/table';

const count = (parts: Partial<Figure>): Figure => ({ name: 'events', nature: 'count', value: 55, ...parts });

describe('When a figure is judged', () => {
  test.each([
    [{ baseline: 53, target: { of: 'difference', atMost: 2 } }, true],
    [{ baseline: 52, target: { of: 'difference', atMost: 2 } }, false],
    [{ baseline: 50, target: { of: 'ratio', atMost: 1.1 } }, true],
    [{ baseline: 50, target: { of: 'ratio', atLeast: 1.2 } }, false],
    [{ target: { of: 'value', atMost: 55 } }, true],
    [{ target: { of: 'value', atLeast: 56 } }, false],
    [{ target: { of: 'ratio', atMost: 2 } }, false],
    [{ baseline: 0, target: { of: 'ratio', atMost: 2 } }, false],
    [{ target: { of: 'difference', atMost: 2 } }, false],
    [{}, undefined],
  ] as const)('then %j is met: %s', (parts, met) => {
    expect(judge(count(parts)).met).toBe(met);
  });

  test('then only a missed count fails the run', () => {
    const target = { of: 'value', atMost: 1 } as const;
    expect(isFailure(count({ target }))).toBe(true);
    expect(isFailure(count({ target, nature: 'measured' }))).toBe(false);
    expect(isFailure(count({}))).toBe(false);
  });
});

test('When targets and numbers are written, then people can read them', () => {
  expect(targetText({ of: 'difference', atMost: 2 })).toBe('≤ baseline + 2');
  expect(targetText({ of: 'ratio', atLeast: 0.6 })).toBe('≥ 0.6 × baseline');
  expect(targetText({ of: 'value', atMost: 500 })).toBe('≤ 500');
  expect([0.0312, 1.049, 26.72, 26_818.4, Number.NaN].map(numberText)).toEqual([
    '0.031',
    '1.05',
    '26.7',
    '26,818',
    '–',
  ]);
});

test('When a table is drawn, then misses stand out and notes come once', () => {
  const target = { of: 'difference', atMost: 2 } as const;
  const lines = tableOf([
    count({ baseline: 53, target, note: 'a note' }),
    count({ baseline: 50, target, note: 'a note' }),
    count({ nature: 'measured', unit: 'MB', baseline: 10, target }),
  ]).split('\n');
  expect(lines).toHaveLength(6);
  expect(lines[2]).toMatch(/^\| events \* +\| +55 \| +53 \| +1.04 \| ≤ baseline \+ 2 \| met +\|$/);
  expect(lines[3]).toContain('MISSED');
  expect(lines[4]).toMatch(/55 MB .* missed \(warning\)/);
  expect(lines[5]).toBe('  * a note');
});

test('When values are summed up, then the middle and the growth are right', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
  const points = [
    { x: 10, y: 114 },
    { x: 100, y: 500 },
    { x: 1_010, y: 214 },
  ];
  expect(slope(points)).toBeCloseTo(0.1);
  expect(() => slope([{ x: 1, y: 1 }])).toThrow(RangeError);
});
