import { newIncidentId, newRequestId } from '../../../crypto/ids';
import type { EvidenceEntry } from '../../../domain/evidence';
import type { CaseId } from '../../../domain/ids';
import { linkEntry } from '../../../evidence/chain';
import { readPack, verifyPack, writePack } from '../../../evidence/pack';
import { PackError } from '../../../evidence/pack-error';

const requestId = newRequestId();
const exportedAt = '2026-03-05T00:00:00Z';

function entriesOf(length: number, caseId: CaseId = requestId): EvidenceEntry[] {
  const entries: EvidenceEntry[] = [];
  for (let n = 0; n < length; n += 1)
    entries.push(
      linkEntry(entries.at(-1), caseId, {
        key: `k${n}`,
        type: 'storeOperationFinished',
        at: '2026-03-02T01:00:00Z',
        actor: { kind: 'system', id: 'engine' },
        facts: { n, name: '订单' },
      }),
    );
  return entries;
}

async function packOf(length: number, caseId: CaseId = requestId): Promise<string[]> {
  const entries = entriesOf(length, caseId);
  const lines: string[] = [];
  const manifest = { requestId: caseId, entries: length, head: entries.at(-1)!.hash, exportedAt };
  for await (const line of writePack(manifest, entries)) lines.push(line.trimEnd());
  return lines;
}

/** The text in chunks so small that characters and lines are torn. */
async function* torn(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
const verify = (lines: readonly string[], head?: string) => verifyPack(torn(`${lines.join('\n')}\n`), head);

describe('An evidence pack', () => {
  it('When it is written and read in torn chunks, then it verifies and comes back whole', async () => {
    const lines = await packOf(5);
    const { manifest, result, detail } = await verify(lines);
    expect(result).toEqual({ ok: true, entries: 5, head: manifest.head });
    expect(detail).toBeUndefined();
    const pack = await readPack(torn(lines.join('\n')));
    const entries: EvidenceEntry[] = [];
    for await (const { entry } of pack.entries) entries.push(entry);
    expect(entries).toEqual(entriesOf(5));
  });

  it('When it is the pack of an incident, then it verifies, and its chain takes no entry of another case', async () => {
    const incident = newIncidentId();
    const lines = await packOf(3, incident);
    expect(await verify(lines)).toMatchObject({ manifest: { requestId: incident }, result: { ok: true } });
    const foreign = (await packOf(3))[2]!;
    expect((await verify([lines[0]!, lines[1]!, foreign, lines[3]!])).result).toMatchObject({
      reason: 'wrong-request',
      position: { index: 1 },
    });
    expect(() => linkEntry(entriesOf(1)[0], incident, entriesOf(1)[0]!)).toThrow(TypeError);
  });

  it('When any line is taken out, doubled or moved, then the first bad position is named', async () => {
    const lines = await packOf(6);
    for (let at = 1; at < lines.length; at += 1) {
      const without = await verify(lines.filter((_, index) => index !== at));
      expect(without.result).toMatchObject({ ok: false, position: { index: at - 1 } });
      const doubled = await verify(lines.flatMap((line, index) => (index === at ? [line, line] : [line])));
      expect(doubled.result).toMatchObject({ ok: false, position: { index: at } });
    }
  });

  it('When any character of an entry is changed, then that entry is the first bad position', async () => {
    const lines = await packOf(3);
    const [, , target] = lines;
    for (let at = 0; at < target!.length; at += 1) {
      const changed = `${target!.slice(0, at)}${target![at] === '0' ? '1' : '0'}${target!.slice(at + 1)}`;
      const { result } = await verify(lines.map((line, index) => (index === 2 ? changed : line)));
      expect(result).toMatchObject({ ok: false, position: { index: 1 } });
    }
  });

  const edits: [string, (line: string) => string][] = [
    ['an unknown member', (line) => line.replace('{', '{"aa":1,')],
    ['a doubled member', (line) => line.replace('"seq":2', '"seq":2,"seq":2')],
    ['a space', (line) => line.replace('"seq":2', '"seq": 2')],
    ['another form of a number', (line) => line.replace('"seq":2', '"seq":2.0')],
    ['another form of a character', (line) => line.replace('订', '\\u8ba2')],
    ['no JSON', () => 'hello'],
    ['nothing', () => ''],
    ['an array', () => '[]'],
    ['a missing member', (line) => line.replace('"key":"k1",', '')],
    ['a wrong actor', (line) => line.replace('"kind":"system"', '"kind":"subject"')],
    ['a date that is none', (line) => line.replace('"at":"2026', '"at":"x026')],
  ];
  it.each(edits)('When there is %s in an entry, then it is malformed in its place', async (_, edit) => {
    const lines = await packOf(3);
    const { result } = await verify(lines.map((line, index) => (index === 2 ? edit(line) : line)));
    expect(result).toEqual({ ok: false, reason: 'malformed', position: { seq: 2, index: 1 } });
  });

  it('When an entry has an unknown member, then the reader names line and member', async () => {
    const [manifest, first] = await packOf(1);
    const pack = await readPack(torn(`${manifest!}\n${first!.replace('{', '{"aa":1,')}\n`));
    const read = async () => {
      for await (const { entry } of pack.entries) expect(entry).toBeUndefined();
    };
    await expect(read()).rejects.toThrow('Line 2: member "aa": expected no such member.');
  });

  it.each([
    ['nothing', () => ''],
    ['another format', (line: string) => line.replace('pack/1', 'pack/2')],
    ['an unknown member', (line: string) => line.replace('{', '{"aa":1,')],
    ['a wrong count', (line: string) => line.replace('"entries":2', '"entries":-2')],
    ['a space', (line: string) => `${line} `],
    ['a byte order mark', (line: string) => `\ufeff${line}`],
  ])('When the manifest has %s, then it is no pack', async (_, edit) => {
    const lines = await packOf(2);
    await expect(verify([edit(lines[0]!), ...lines.slice(1)])).rejects.toBeInstanceOf(PackError);
  });

  it('When bytes are no UTF-8, or a line has no end, then it is refused with its position', async () => {
    const [manifest] = await packOf(1);
    const badBytes = async function* () {
      yield await Promise.resolve(Buffer.from(`${manifest!}\n`));
      yield Buffer.from([0xff, 0xfe, 0x0a]);
    };
    expect((await verifyPack(badBytes())).detail).toContain('Line 2');
    const endless = async function* () {
      yield await Promise.resolve(`${manifest!}\n`);
      for (let n = 0; n < 9; n += 1) yield 'x'.repeat(1024 * 1024);
      throw new Error('Read on after the limit.');
    };
    expect((await verifyPack(endless())).result).toMatchObject({ reason: 'malformed' });
  });

  it('When the pack was cut, also in its manifest, then a head known from elsewhere shows it', async () => {
    const [long, short] = [await packOf(4), await packOf(3)];
    const { manifest } = await verify(long);
    expect((await verify(long.slice(0, 4))).result).toMatchObject({
      reason: 'truncated',
      position: { seq: 4, index: 3 },
    });
    expect((await verify(short)).result.ok).toBe(true);
    expect((await verify(short, manifest.head)).result).toMatchObject({ reason: 'head-mismatch' });
    expect((await verify(long, manifest.head)).result.ok).toBe(true);
  });
});
