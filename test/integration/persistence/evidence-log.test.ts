import { newRequestId } from '../../../crypto/ids';
import { EvidenceContradiction } from '../../../domain/port-errors';
import { verifyChain } from '../../../evidence/verify';
import { atOnce, draftOf, ownDatabase } from './support';
import type { OwnDatabase } from './support';

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());

describe('The evidence log', () => {
  it('When drafts are appended, then the chain read back verifies and keeps facts to the letter', async () => {
    const requestId = newRequestId();
    const drafts = [draftOf('a'), draftOf('b', { commitments: { 'e-mail': 'ab'.repeat(32) } }), draftOf('c')];
    expect(await own.books.evidence.append(requestId, drafts)).toBe(3);
    const entries = await own.books.evidence.read(requestId);
    expect(entries).toMatchObject(drafts);
    expect(verifyChain(entries)).toEqual({ ok: true, entries: 3, head: entries[2]!.hash });
  });

  it('When the same drafts are appended again with a later clock, then nothing is added and the first instant stays', async () => {
    const requestId = newRequestId();
    await own.books.evidence.append(requestId, [draftOf('a'), draftOf('b')]);
    const later = { at: '2026-03-03T09:00:00Z' };
    expect(await own.books.evidence.append(requestId, [draftOf('b', later), draftOf('a', later)])).toBe(0);
    const entries = await own.books.evidence.read(requestId);
    expect(entries.map((entry) => [entry.key, entry.at])).toEqual([
      ['a', '2026-03-02T01:00:00Z'],
      ['b', '2026-03-02T01:00:00Z'],
    ]);
  });

  it('When only some drafts are recorded already, then just the others are added', async () => {
    const requestId = newRequestId();
    await own.books.evidence.append(requestId, [draftOf('b')]);
    expect(
      await own.books.evidence.append(requestId, [draftOf('a'), draftOf('b'), draftOf('c'), draftOf('c')]),
    ).toBe(2);
    const entries = await own.books.evidence.read(requestId);
    expect(entries.map((entry) => entry.key).sort()).toEqual(['a', 'b', 'c']);
    expect(verifyChain(entries).ok).toBe(true);
  });

  it.each([
    ['facts', draftOf('a', { facts: { count: 4 } })],
    ['type', draftOf('a', { type: 'storeFailed' })],
    ['actor', draftOf('a', { actor: { kind: 'subject' } })],
    ['commitments', draftOf('a', { commitments: { name: '00' } })],
  ])(
    'When a recorded key comes with other %s, then it is a contradiction and nothing changes',
    async (_, other) => {
      const requestId = newRequestId();
      await own.books.evidence.append(requestId, [draftOf('a')]);
      const before = await own.books.evidence.read(requestId);
      await expect(own.books.evidence.append(requestId, [other])).rejects.toBeInstanceOf(
        EvidenceContradiction,
      );
      expect(await own.books.evidence.read(requestId)).toEqual(before);
    },
  );

  it('When many append to one request at once from two processes, then the chain has every fact once and no fork', async () => {
    const requestId = newRequestId();
    const other = await own.secondProcess();
    const added = await atOnce(24, (n) =>
      (n % 2 === 0 ? own.books : other).evidence.append(requestId, [
        draftOf(`n${n}`, { facts: { n } }),
        draftOf('shared'),
        draftOf(`m${n}`, { facts: { n } }),
      ]),
    );
    const entries = await own.books.evidence.read(requestId);
    expect(verifyChain(entries)).toMatchObject({ ok: true, entries: 49 });
    expect(new Set(entries.map((entry) => entry.key)).size).toBe(49);
    expect(added.reduce((sum, each) => sum + each, 0)).toBe(49);
  });

  it('When nothing is appended, then nothing is read', async () => {
    const requestId = newRequestId();
    expect(await own.books.evidence.append(requestId, [])).toBe(0);
    expect(await own.books.evidence.read(requestId)).toEqual([]);
  });

  it('When a fact has no canonical form, then the whole append is refused', async () => {
    const requestId = newRequestId();
    const bad = draftOf('b', { facts: { count: Number.NaN } });
    await expect(own.books.evidence.append(requestId, [draftOf('a'), bad])).rejects.toThrow('canonical');
    expect(await own.books.evidence.read(requestId)).toEqual([]);
  });
});
