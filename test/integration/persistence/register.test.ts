import { newRequestId } from '../../../crypto/ids';
import type { RegisterUse } from '../../../domain/ports';
import { atOnce, ownDatabase } from './support';
import type { OwnDatabase } from './support';

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());

describe('Uses that an entry forbids', () => {
  const use = (change: Partial<RegisterUse>): Omit<RegisterUse, 'count'> => ({
    requestId: newRequestId(),
    kind: 'restriction',
    caller: 'crm-system',
    purpose: 'marketing',
    day: '2026-03-02',
    answer: 'refused',
    ...change,
  });

  it('When many ask for the same at once, then each is counted, and others are not touched', async () => {
    const same = use({});
    const other = use({});
    await own.books.registerUses.add([other]);
    await atOnce(20, () => own.books.registerUses.add([same]));
    expect(await own.books.registerUses.list(same.requestId, 10)).toEqual([{ ...same, count: 20 }]);
    expect(await own.books.registerUses.list(other.requestId, 10)).toEqual([{ ...other, count: 1 }]);
  });

  it('When they differ, then they stand apart, latest day first, as many as were asked for', async () => {
    const first = use({});
    const { requestId } = first;
    const later = { ...first, day: '2026-03-03' };
    const excepted = { ...first, answer: 'legalClaims' as const };
    await own.books.registerUses.add([first, later, excepted, first]);
    const listed = await own.books.registerUses.list(requestId, 10);
    expect(listed[0]).toEqual({ ...later, count: 1 });
    expect(listed.slice(1)).toEqual(
      expect.arrayContaining([
        { ...first, count: 2 },
        { ...excepted, count: 1 },
      ]),
    );
    expect(listed).toHaveLength(3);
    expect(await own.books.registerUses.list(requestId, 1)).toEqual([{ ...later, count: 1 }]);
  });
});
