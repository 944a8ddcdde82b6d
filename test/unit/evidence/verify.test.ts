import { newRequestId } from '../../../crypto/ids';
import type { Actor } from '../../../domain/actor';
import { evidenceTypes } from '../../../domain/evidence';
import type { EvidenceEntry } from '../../../domain/evidence';
import { canonicalJson } from '../../../evidence/canonical';
import { firstPrevHash, hashedText, hashOf, linkEntry, wholeText } from '../../../evidence/chain';
import { failureText, verifyChain } from '../../../evidence/verify';

const requestId = newRequestId();
const actors: readonly Actor[] = [
  { kind: 'subject' },
  { kind: 'staff', id: 's-1', role: 'operator' },
  { kind: 'system', id: 'engine' },
];

/** One entry of every type of the vocabulary, linked. */
function chain(): EvidenceEntry[] {
  const entries: EvidenceEntry[] = [];
  evidenceTypes.forEach((type, index) => {
    const draft = {
      key: `${type}/1`,
      type,
      at: `2026-03-02T01:00:${String(index % 60).padStart(2, '0')}Z`,
      actor: actors[index % 3]!,
      facts: { count: index, codes: ['a', null], nested: { 'x"y': true } },
      ...(index % 2 === 0 ? { commitments: { name: 'ab'.repeat(32) } } : {}),
    };
    entries.push(linkEntry(entries.at(-1), requestId, draft));
  });
  return entries;
}

/** Makes the hash of an entry fit its content again, as somebody with a script would. */
const rehash = (entry: EvidenceEntry): EvidenceEntry => ({ ...entry, hash: hashOf(hashedText(entry)) });
const withEntry = (entries: readonly EvidenceEntry[], index: number, entry: EvidenceEntry) =>
  entries.map((each, at) => (at === index ? entry : each));

describe('Linking', () => {
  it('When the first entry is linked, then it follows 64 zeros as number 1', () => {
    const [first, second] = chain();
    expect(first).toMatchObject({ seq: 1, prevHash: firstPrevHash, requestId });
    expect(second).toMatchObject({ seq: 2, prevHash: first!.hash });
  });

  it('When the same draft is linked in the same place, then the hash is this one for ever', () => {
    const id = 'req_0123456789abcdefghjk' as typeof requestId;
    const draft = {
      key: 'k',
      type: 'closed',
      at: '2026-03-02T01:00:00Z',
      actor: actors[2]!,
      facts: { n: 1 },
    } as const;
    expect(linkEntry(undefined, id, draft).hash).toBe(
      '6c7c54bdb15496d24e973f566d2bf79e4d5ce03bbae715198991193d5b50b7fd',
    );
  });

  it('When an entry of another request stands before, then it is refused', () => {
    const other = { ...chain()[0]!, requestId: newRequestId() };
    expect(() => linkEntry(other, requestId, chain()[1]!)).toThrow(TypeError);
  });

  it('When the whole text is put together, then it is the canonical JSON of the entry', () => {
    for (const entry of chain()) expect(wholeText(entry, hashedText(entry))).toBe(canonicalJson(entry));
  });
});

describe('Verifying', () => {
  it('When the chain is whole, then its length and head are reported; an empty one is in order too', () => {
    const entries = chain();
    const head = entries.at(-1)!.hash;
    expect(verifyChain(entries, { requestId, entries: entries.length, head })).toEqual({
      ok: true,
      entries: entries.length,
      head,
    });
    expect(verifyChain([])).toEqual({ ok: true, entries: 0, head: firstPrevHash });
  });

  const members = [
    'requestId',
    'seq',
    'key',
    'type',
    'at',
    'actor',
    'facts',
    'commitments',
    'prevHash',
    'hash',
  ] as const;
  const changes: Readonly<Record<(typeof members)[number], (entry: EvidenceEntry) => EvidenceEntry>> = {
    requestId: (entry) => ({ ...entry, requestId: newRequestId() }),
    seq: (entry) => ({ ...entry, seq: entry.seq + 1 }),
    key: (entry) => ({ ...entry, key: `${entry.key}x` }),
    type: (entry) => ({ ...entry, type: entry.type === 'closed' ? 'withdrawn' : 'closed' }),
    at: (entry) => ({ ...entry, at: '2026-03-02T01:00:00.001Z' }),
    actor: (entry) => ({ ...entry, actor: { kind: 'system', id: 'other' } }),
    facts: (entry) => ({ ...entry, facts: { ...entry.facts, count: -1 } }),
    commitments: (entry) => ({ ...entry, commitments: { name: 'cd'.repeat(32) } }),
    prevHash: (entry) => ({ ...entry, prevHash: 'e'.repeat(64) }),
    hash: (entry) => ({ ...entry, hash: 'e'.repeat(64) }),
  };

  it.each(members)(
    'When %s of any entry of any type is edited, then that entry is the first bad position',
    (member) => {
      const entries = chain();
      entries.forEach((entry, index) => {
        const result = verifyChain(withEntry(entries, index, changes[member](entry)));
        expect(result).toMatchObject({ ok: false, position: { index } });
      });
    },
  );

  it.each(members)(
    'When %s is edited and the entry hashed anew, then it or its successor is found',
    (member) => {
      const entries = chain();
      const known = { requestId, entries: entries.length, head: entries.at(-1)!.hash };
      entries.forEach((entry, index) => {
        const changed = rehash(changes[member](entry));
        const result = verifyChain(withEntry(entries, index, changed), known);
        if (member === 'hash') expect(result.ok).toBe(true);
        else {
          expect(result.ok).toBe(false);
          if (!result.ok) expect([index, index + 1]).toContain(result.position.index);
        }
      });
    },
  );

  it('When an entry is taken out, then the gap is found in its place', () => {
    const entries = chain();
    entries.slice(0, -1).forEach((_, index) => {
      const result = verifyChain(entries.filter((__, at) => at !== index));
      expect(result).toEqual({ ok: false, reason: 'gap', position: { seq: index + 2, index } });
    });
  });

  it('When two entries change places, then they are found as reordered, also far apart', () => {
    const entries = chain();
    const swap = (a: number, b: number) => withEntry(withEntry(entries, a, entries[b]!), b, entries[a]!);
    expect(verifyChain(swap(2, 3))).toEqual({
      ok: false,
      reason: 'reordered',
      position: { seq: 4, index: 2 },
    });
    expect(verifyChain(swap(0, entries.length - 1))).toMatchObject({
      reason: 'reordered',
      position: { index: 0 },
    });
  });

  it('When an entry is doubled or inserted, then it is found there', () => {
    const entries = chain();
    const doubled = [...entries.slice(0, 4), entries[3]!, ...entries.slice(4)];
    expect(verifyChain(doubled)).toEqual({ ok: false, reason: 'reordered', position: { seq: 4, index: 4 } });
    const forged = linkEntry(entries[3], requestId, { ...entries[9]!, key: 'forged' });
    const inserted = [...entries.slice(0, 4), forged, ...entries.slice(4)];
    expect(verifyChain(inserted)).toEqual({ ok: false, reason: 'reordered', position: { seq: 5, index: 5 } });
    const replaced = [...entries.slice(0, 4), forged, ...entries.slice(5)];
    expect(verifyChain(replaced)).toEqual({
      ok: false,
      reason: 'broken-link',
      position: { seq: 6, index: 5 },
    });
  });

  it('When entries are cut off or added at the end, then the known head shows it', () => {
    const entries = chain();
    const known = { requestId, entries: entries.length, head: entries.at(-1)!.hash };
    expect(verifyChain(entries.slice(0, -2), known)).toEqual({
      ok: false,
      reason: 'truncated',
      position: { seq: entries.length - 1, index: entries.length - 2 },
    });
    const longer = [...entries, linkEntry(entries.at(-1), requestId, { ...entries[0]!, key: 'more' })];
    expect(verifyChain(longer, known)).toMatchObject({
      reason: 'head-mismatch',
      position: { index: entries.length },
    });
    expect(verifyChain(entries.slice(0, -2)).ok).toBe(true);
  });

  it('When the whole chain is rewritten, then only a head known from elsewhere shows it', () => {
    const entries = chain();
    const forged: EvidenceEntry[] = [];
    for (const entry of entries)
      forged.push(linkEntry(forged.at(-1), requestId, { ...entry, facts: { count: 0 } }));
    expect(verifyChain(forged).ok).toBe(true);
    expect(verifyChain(forged, { head: entries.at(-1)!.hash })).toMatchObject({ reason: 'head-mismatch' });
  });

  it('When the chain is another request’s or has an unknown type, then it is named', () => {
    const entries = chain();
    expect(verifyChain(entries, { requestId: newRequestId() })).toMatchObject({
      reason: 'wrong-request',
      position: { seq: 1, index: 0 },
    });
    const strange = rehash({ ...entries[2]!, type: 'deleted' as never });
    expect(verifyChain(withEntry(entries, 2, strange))).toMatchObject({
      reason: 'unknown-type',
      position: { index: 2 },
    });
  });

  it('When a failure is put in words, then the position is in them', () => {
    const result = verifyChain(chain().slice(1));
    expect(result.ok ? '' : failureText(result)).toBe('entry 1 (seq 2): an entry is missing before it');
  });
});
