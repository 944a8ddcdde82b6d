import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
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

test('When memory is watched, then what is held at a look is seen, and what was let go is not', () => {
  // In a process of its own: other test files of this one let go of their memory whenever they like.
  const root = join(__dirname, '../../..');
  const args = ['-r', join(root, 'bin/register.cjs'), join(root, 'test/support/held-memory.ts')];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const { held, growth } = JSON.parse(printed) as { held: number; growth: number };
  expect(held).toBe(8);
  expect(growth).toBeGreaterThan(7);
  expect(growth).toBeLessThan(20);
});
