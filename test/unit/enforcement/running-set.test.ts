import { collectRunning } from '../../../activities/running-set';

// eslint-disable-next-line @typescript-eslint/require-await -- pages arrive asynchronously, these are at hand
async function* pagesOf(...pages: readonly string[][]): AsyncGenerator<readonly string[]> {
  yield* pages;
}

const ids = Array.from({ length: 5_000 }, (_, index) => `dsr/req_${index.toString(32).padStart(20, '0')}`);

it('When nothing runs, then nothing is met', async () => {
  const set = await collectRunning(pagesOf([]));
  expect([set.size, set.unmet(), set.meet('dsr/x'), set.isUnmet('dsr/x')]).toEqual([0, 0, false, false]);
});

it('When ids come in pages and some twice, then each counts once, and those not met are known', async () => {
  const set = await collectRunning(pagesOf(ids.slice(0, 3_000), ids.slice(2_500)));
  expect(set.size).toBe(ids.length);
  expect(ids.slice(1).every((id) => set.meet(id))).toBe(true);
  expect(ids.slice(1).every((id) => set.meet(id))).toBe(true);
  expect(set.unmet()).toBe(1);
  expect(ids.filter((id) => set.isUnmet(id))).toEqual([ids[0]]);
  expect(set.meet('dsr/req_unknown')).toBe(false);
  expect(set.isUnmet('dsr/req_unknown')).toBe(false);
});
