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

describe('Changes of the register', () => {
  const email = { kind: 'email', value: 'zhou@example.com', sharing: 'sole' } as const;
  const phone = { kind: 'phone', value: '+8613800000002', sharing: 'sole' } as const;
  const before = '2026-03-01T00:00:00Z';

  /** Fingerprints that changed for this caller, with their instants. */
  async function changed(caller: string, since = before): Promise<ReadonlyMap<string, string>> {
    const { items, all } = await own.books.register.changes(caller, since);
    expect(all).toBe(false);
    return new Map(items.map(({ identifier, at }) => [identifier, at]));
  }

  it('When an entry is made, replaced and lifted, then each change names all whom it ever concerned', async () => {
    const { register } = own.books;
    const requestId = newRequestId();
    const entry = { requestId, kind: 'restriction' as const, purposes: ['*'], since: before };
    const mail = await register.fingerprint('crm', 'email', email.value);
    const number = await register.fingerprint('crm', 'phone', phone.value);
    await register.enter(entry, [email, phone]);
    const entered = await changed('crm');
    expect([...entered.keys()].sort()).toEqual([mail, number].sort());

    // The number turns out not to be the person's own: who keeps a "no" about it must ask again.
    await register.enter(entry, [email]);
    const replaced = await changed('crm');
    expect([...replaced.keys()].sort()).toEqual([mail, number].sort());

    await register.lift(requestId, '2026-03-03T00:00:00Z');
    const lifted = await changed('crm');
    const latest = lifted.get(mail) ?? '';
    expect(Date.parse(latest)).toBeGreaterThanOrEqual(Date.parse(replaced.get(mail) ?? ''));
    expect(await changed('crm', latest)).toEqual(new Map());
    // A repeat of the lifting changes nothing.
    await register.lift(requestId, '2026-03-04T00:00:00Z');
    expect(await changed('crm', latest)).toEqual(new Map());
    expect([...(await changed('billing')).keys()]).not.toContain(mail);
  });
});
