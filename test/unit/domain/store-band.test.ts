import type { BandCall, StoreBand } from '../../../domain/store-band';
import { afterCall, afterRelease, askBand, destructiveRows, newBand } from '../../../domain/store-band';

const minute = (count: number) => new Date(Date.UTC(2026, 2, 2, 0, count)).toISOString();
const now = minute(0);

/** The band of a store after calls in this order: rows of those that went well, `failed` for the others. */
function bandAfter(...ends: readonly (number | 'failed')[]): StoreBand {
  const calls = ends.map((end, index): BandCall => {
    const failed = end === 'failed';
    return { planId: `p${index}`, failed, rows: failed ? 1 : end };
  });
  return calls.reduce((band, call) => afterCall(band, call, now), newBand('shop'));
}

const mayBegin = (band: StoreBand, planId: string, rows = 1, at = now) =>
  askBand(band, { planId, rows }, at).mayBegin;

describe('Failures', () => {
  test('When five of the last twenty plans failed, then no further plan begins', () => {
    const four = bandAfter('failed', 1, 'failed', 1, 'failed', 'failed');
    expect(mayBegin(four, 'new')).toBe(true);
    const five = afterCall(four, { planId: 'new', failed: true, rows: 1 }, minute(3));
    expect(five.left).toEqual({ for: 'failures', at: minute(3) });
    expect(mayBegin(five, 'other', 1, minute(4))).toBe(false);
  });

  test('When one plan fails again and again, then it counts once, and others go on', () => {
    let band = newBand('shop');
    for (let attempt = 0; attempt < 9; attempt += 1)
      band = afterCall(band, { planId: 'p', failed: true, rows: 1 }, now);
    expect(band.calls).toHaveLength(1);
    expect(mayBegin(band, 'other')).toBe(true);
  });

  test('When failures are older than the last twenty plans, then they are forgotten', () => {
    const band = bandAfter('failed', 'failed', 'failed', 'failed', ...Array.from({ length: 20 }, () => 1));
    expect(band.calls).toHaveLength(20);
    expect(afterCall(band, { planId: 'new', failed: true, rows: 1 }, now).left).toBeUndefined();
  });

  test('When ten minutes have passed, then one plan may try, and no second beside it', () => {
    const band = bandAfter('failed', 'failed', 'failed', 'failed', 'failed');
    expect(mayBegin(band, 'new', 1, minute(9))).toBe(false);
    const trial = askBand(band, { planId: 'new', rows: 1 }, minute(10));
    expect(trial.mayBegin).toBe(true);
    expect(mayBegin(trial.band, 'other', 1, minute(11))).toBe(false);
    expect(mayBegin(trial.band, 'other', 1, minute(20))).toBe(true);
  });

  test('When the trial goes well, then all go on, and one more failure does not close the store', () => {
    const band = bandAfter('failed', 'failed', 'failed', 'failed', 'failed');
    const { band: trial } = askBand(band, { planId: 'new', rows: 1 }, minute(10));
    const well = afterCall(trial, { planId: 'new', failed: false, rows: 1 }, minute(10));
    expect(well.left).toBeUndefined();
    expect(mayBegin(afterCall(well, { planId: 'x', failed: true, rows: 1 }, minute(11)), 'other')).toBe(true);
  });

  test('When the trial fails, then the store stays closed for ten minutes more', () => {
    const band = bandAfter('failed', 'failed', 'failed', 'failed', 'failed');
    const { band: trial } = askBand(band, { planId: 'new', rows: 1 }, minute(10));
    const failed = afterCall(trial, { planId: 'new', failed: true, rows: 1 }, minute(11));
    expect(mayBegin(failed, 'other', 1, minute(19))).toBe(false);
    expect(mayBegin(failed, 'other', 1, minute(20))).toBe(true);
  });
});

describe('Large plans', () => {
  test.each([
    ['of a store that is new, at the floor', [], 1_000, true],
    ['of a store that is new, above the floor', [], 1_001, false],
    ['above the floor, with four plans known', [900, 900, 900, 900], 1_001, false],
    ['of twenty times the median', [100, 100, 100, 1, 9_000], 2_000, true],
    ['of more than twenty times the median', [100, 100, 100, 1, 9_000], 2_001, false],
    ['above the floor, where plans are small', [1, 1, 1, 1, 1], 1_001, false],
    ['at the floor, where plans are small', [1, 1, 1, 1, 1], 1_000, true],
  ])('When a plan is %s, then it is judged so', (_what, rows, asked, may) => {
    expect(mayBegin(bandAfter(...rows), 'new', asked)).toBe(may);
  });

  test('When failed plans were large, then they do not make large plans normal', () => {
    const band = bandAfter(1, 1, 1, 1, 1, 'failed', 'failed');
    const large = { planId: 'p5', failed: true, rows: 900_000 };
    expect(mayBegin(afterCall(band, large, now), 'new', 1_001)).toBe(false);
  });

  test('When a plan was too large, then all wait until staff release the store, however long', () => {
    const { band } = askBand(newBand('shop'), { planId: 'large', rows: 5_000 }, now);
    expect(band).toMatchObject({ left: { for: 'rows', at: now }, held: ['large'] });
    expect(mayBegin(band, 'small', 1, minute(10_000))).toBe(false);
    const well = afterCall(band, { planId: 'early', failed: false, rows: 1 }, now);
    expect(mayBegin(well, 'small')).toBe(false);
  });

  test('When staff release the store, then the plans that they saw go on, and no other large one', () => {
    const { band } = askBand(newBand('shop'), { planId: 'large', rows: 5_000 }, now);
    const release = { by: 'shen', at: minute(1), reasonCode: 'looked' };
    const free = afterRelease(band, release);
    expect(free).toMatchObject({ held: [], released: ['large'], release });
    expect(free.left).toBeUndefined();
    expect([mayBegin(free, 'large', 5_000), mayBegin(free, 'small')]).toEqual([true, true]);
    expect(mayBegin(free, 'another', 5_000)).toBe(false);
  });

  test('When a held plan is asked for again, then it is held once', () => {
    const { band } = askBand(newBand('shop'), { planId: 'large', rows: 5_000 }, now);
    const again = askBand(band, { planId: 'large', rows: 5_000 }, minute(5));
    expect(again).toMatchObject({ mayBegin: false, band: { held: ['large'], left: { at: now } } });
  });

  test('When a store that failed gets a plan that is too large, then no trial is enough', () => {
    const failed = bandAfter('failed', 'failed', 'failed', 'failed', 'failed');
    const { band } = askBand(failed, { planId: 'large', rows: 5_000 }, minute(1));
    expect(mayBegin(band, 'small', 1, minute(60))).toBe(false);
  });
});

test('When a plan keeps, restricts or corrects, then it destroys nothing', () => {
  const step = { collection: 'c', count: 7, promises: 'retained' } as const;
  const mild = (
    ['retain', 'defer', 'restrict', 'lift', 'cease', 'correct', 'disclose', 'manual'] as const
  ).map((action) => ({ ...step, action }));
  expect(destructiveRows(mild)).toBe(0);
  const harsh = (['delete', 'mask', 'removeElements'] as const).map((action) => ({ ...step, action }));
  expect(destructiveRows([...mild, ...harsh])).toBe(21);
});
