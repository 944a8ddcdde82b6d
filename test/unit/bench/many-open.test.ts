import { liveGrowthMb } from '../../../bench/live-memory';
import { madeRequestId } from '../../../bench/many-documents';
import { readingOf } from '../../../bench/sweep/keys-examined';
import { isRequestId } from '../../../domain/ids';

const plan = (kind: string, ...below: object[]) => ({ 'Node Type': kind, Plans: below });
const standIn = (Plan: object) => ({ queryPlanner: { Plan } });

describe('When the explanation of a query is read', () => {
  test('then a scan of the whole collection, which reads no key, does not count as none', () => {
    const winningPlan = { stage: 'SORT', inputStage: { stage: 'COLLSCAN' } };
    const answer = { queryPlanner: { winningPlan }, executionStats: { totalKeysExamined: 0 } };
    expect(readingOf(answer)).toMatchObject({ reads: 'all' });
    expect(readingOf(standIn(plan('Limit', plan('Sort', plan('Seq Scan')))))).toMatchObject({ reads: 'all' });
  });

  test('then keys that the server counted are taken as they are', () => {
    const winningPlan = { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'due' } };
    const answer = { queryPlanner: { winningPlan }, executionStats: { totalKeysExamined: 101 } };
    expect(readingOf(answer)).toEqual({ reads: 'counted', keys: 101 });
  });

  test('then a plan that sorts reads all within the bounds, and one in order only what it returns', () => {
    const bitmap = plan('Custom Scan', plan('Bitmap Heap Scan', plan('Bitmap Index Scan')));
    expect(readingOf(standIn(plan('Limit', plan('Sort', bitmap))))).toEqual({
      reads: 'withinBounds',
      plan: 'Sort, Bitmap Heap Scan, Bitmap Index Scan',
    });
    expect(readingOf(standIn(plan('Limit', plan('Custom Scan', plan('Index Scan')))))).toEqual({
      reads: 'returned',
      plan: 'Index Scan',
    });
  });

  test('then an answer with neither counts nor plan is refused', () => {
    expect(() => readingOf({ queryPlanner: {} })).toThrow('explain gave neither');
  });
});

test('When request ids are made from numbers, then they are well formed and none comes twice', () => {
  const ids = Array.from({ length: 5_000 }, (_, index) => madeRequestId(index));
  expect(ids.every(isRequestId)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('When memory is watched, then what is held at a look is seen, and what was let go is not', async () => {
  const megabyte = (): number[] => Array.from<number>({ length: 2 ** 17 }).fill(1);
  const held: number[][] = [];
  const growth = await liveGrowthMb((look) => {
    for (let chunk = 0; chunk < 40; chunk += 1) megabyte();
    for (let chunk = 0; chunk < 8; chunk += 1) held.push(megabyte());
    look();
    return Promise.resolve();
  });
  expect(held).toHaveLength(8);
  expect(growth).toBeGreaterThan(7);
  expect(growth).toBeLessThan(20);
});
