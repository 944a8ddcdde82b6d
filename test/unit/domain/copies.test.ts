import { copiesOf } from '../../../domain/copies';
import type { CopyMap } from '../../../domain/data-map';
import type { StoreOutcome } from '../../../domain/outcome';

const title = { 'zh-CN': '备份', en: 'Backups' };
const copy = (id: string, of: string[]): CopyMap => ({
  id,
  kind: 'backup',
  title,
  of,
  residual: 'P35D',
  clearedBy: 'expiry',
});
const outcome = (
  storeId: string,
  code: 'deleted' | 'retained' | 'notFound',
  proven = true,
): StoreOutcome => ({
  storeId,
  code,
  collections: [{ collection: 'orders', code, count: 1 }],
  ...(proven ? { proof: { kind: 'requery', at: '2026-03-01T00:00:00Z', remaining: 0 } } : {}),
});

test('When something was deleted from a store, then its copies are named with the last day, and no others', () => {
  const copies = [copy('nightly', ['shop', 'desk']), copy('other', ['archive'])];
  expect(
    copiesOf(copies, [outcome('shop', 'deleted'), outcome('archive', 'retained')], '2026-02-01'),
  ).toEqual([{ copyId: 'nightly', title, clearedBy: 'expiry', until: '2026-03-08' }]);
});

test('When nothing was found, or the effect is not proven, then no copy is promised to go', () => {
  const copies = [copy('nightly', ['shop'])];
  expect(copiesOf(copies, [outcome('shop', 'notFound')], '2026-02-01')).toEqual([]);
  expect(copiesOf(copies, [outcome('shop', 'deleted', false)], '2026-02-01')).toEqual([]);
});
