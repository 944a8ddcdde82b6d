import { createHash, randomBytes } from 'node:crypto';
import { newIncidentId, newRequestId } from '../../../crypto/ids';
import { KeyDestroyed } from '../../../domain/port-errors';
import { chunkBytes } from '../../../persistence/vault-chunks';
import type { Collection } from 'mongodb';
import { atOnce, ownDatabase } from './support';
import type { OwnDatabase } from './support';

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());

const chunk = chunkBytes;

describe('The vault', () => {
  it('When a value is put and put again, then the last one is read; an unknown slot is empty', async () => {
    const requestId = newRequestId();
    const { vault } = own.books;
    await vault.put(requestId, 'claims', { name: '王小明', list: [1, null, ''] });
    await vault.put(requestId, 'claims', { name: 'Li Na', list: [] });
    expect(await vault.get(requestId, 'claims')).toEqual({ name: 'Li Na', list: [] });
    expect(await vault.get(requestId, 'identity')).toBeUndefined();
    await vault.remove(requestId, 'claims');
    expect(await vault.get(requestId, 'claims')).toBeUndefined();
  });

  it('When a value belongs to an incident, then it is sealed with a key of its own, which can be destroyed alone', async () => {
    const [incident, request] = [newIncidentId(), newRequestId()];
    const { vault } = own.books;
    await vault.put(incident, 'description', { text: '王小明' });
    await vault.put(request, 'description', { text: 'Li Na' });
    expect(await vault.get(incident, 'description')).toEqual({ text: '王小明' });
    const sealed = await own.raw.collection('vault').findOne({ requestId: incident });
    expect(JSON.stringify(sealed)).not.toContain('王小明');
    await vault.shred(incident);
    await expect(vault.get(incident, 'description')).rejects.toBeInstanceOf(KeyDestroyed);
    expect(await vault.get(request, 'description')).toEqual({ text: 'Li Na' });
  });

  it('When twenty processes need the key of a new request at once, then all use the same one', async () => {
    const requestId = newRequestId();
    const others = await atOnce(3, () => own.secondProcess());
    await atOnce(20, (n) => others[n % 3]!.vault.put(requestId, `task/${n}`, { n }));
    const read = await atOnce(20, (n) => own.books.vault.get(requestId, `task/${n}`));
    expect(read).toEqual(Array.from({ length: 20 }, (_, n) => ({ n })));
    expect(await own.raw.collection('request_keys').countDocuments({ _id: requestId as never })).toBe(1);
  });

  it.each([0, 1, chunk, chunk + 1, 2 * chunk + 17])(
    'When %d bytes are put, then the same bytes are read',
    async (size) => {
      const requestId = newRequestId();
      const bytes = randomBytes(size);
      await own.books.vault.putBytes(requestId, 'package', bytes);
      const read = await own.books.vault.getBytes(requestId, 'package');
      expect(Buffer.compare(read!, bytes)).toBe(0);
    },
  );

  it('When large content is replaced by other large and then small content, then no chunk is left behind', async () => {
    const requestId = newRequestId();
    const { vault } = own.books;
    const chunks = own.raw.collection('vault_chunks');
    await vault.putBytes(requestId, 'package', randomBytes(chunk + 5));
    await vault.putBytes(requestId, 'package', randomBytes(chunk + 6));
    expect(await chunks.countDocuments({ requestId })).toBe(2);
    await vault.putBytes(requestId, 'package', Buffer.from('small'));
    expect(await chunks.countDocuments({ requestId })).toBe(0);
    expect(Buffer.from((await vault.getBytes(requestId, 'package'))!).toString()).toBe('small');
  });

  it('When a write of large content dies before its end, then readers go on seeing the old content', async () => {
    const requestId = newRequestId();
    const bytes = randomBytes(chunk + 9);
    await own.books.vault.putBytes(requestId, 'package', bytes);
    // What a killed writer leaves: chunks of a generation that no head names.
    const torn = {
      requestId,
      slot: 'package',
      generation: 'torn',
      index: 0,
      sealed: Buffer.alloc(9),
      writtenAt: new Date(),
    };
    await own.raw.collection('vault_chunks').insertOne(torn);
    expect(Buffer.compare((await own.books.vault.getBytes(requestId, 'package'))!, bytes)).toBe(0);
  });

  it('When several write large content to one slot at once, then what is read is one of them as a whole', async () => {
    const requestId = newRequestId();
    const versions = Array.from({ length: 4 }, (_, n) => Buffer.alloc(chunk + 1, n));
    await Promise.all(versions.map((bytes) => own.books.vault.putBytes(requestId, 'package', bytes)));
    const read = Buffer.from((await own.books.vault.getBytes(requestId, 'package'))!);
    expect(versions.some((bytes) => bytes.equals(read))).toBe(true);
  });

  it('When sealed bytes are moved to another request or slot, then they do not open', async () => {
    const [a, b] = [newRequestId(), newRequestId()];
    const { vault } = own.books;
    await vault.put(a, 'claims', { name: 'A' });
    await vault.put(a, 'identity', { name: 'I' });
    await vault.put(b, 'claims', { name: 'B' });
    const slots = own.raw.collection('vault');
    const { sealed } = (await slots.findOne({ requestId: a, slot: 'claims' }))!;
    await slots.updateOne({ requestId: b, slot: 'claims' }, { $set: { sealed } });
    await slots.updateOne({ requestId: a, slot: 'identity' }, { $set: { sealed } });
    await expect(vault.get(b, 'claims')).rejects.toThrow('does not open');
    await expect(vault.get(a, 'identity')).rejects.toThrow('does not open');
    expect(await vault.get(a, 'claims')).toEqual({ name: 'A' });
  });

  it('When the wrapped key of one request is given to another, then it does not unwrap', async () => {
    const [a, b] = [newRequestId(), newRequestId()];
    await own.books.vault.put(a, 'claims', 1);
    const keys = own.raw.collection<{ _id: string }>('request_keys');
    const { _id, ...key } = (await keys.findOne({ _id: a }))!;
    await keys.insertOne({ ...key, _id: b });
    await expect(own.books.vault.put(b, 'claims', 2)).rejects.toThrow('does not unwrap');
  });

  it('When a value is committed to, then the commitment is stable, keyed and blind to the order of members', async () => {
    const [a, b] = [newRequestId(), newRequestId()];
    const { vault } = own.books;
    const first = await vault.commitment(a, { name: 'A', born: '2001-01-01' });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await vault.commitment(a, { born: '2001-01-01', name: 'A' })).toBe(first);
    expect(await vault.commitment(a, { born: '2001-01-02', name: 'A' })).not.toBe(first);
    expect(await vault.commitment(b, { name: 'A', born: '2001-01-01' })).not.toBe(first);
  });

  it('When a request is shredded, then nothing of it opens anywhere and no new key is made', async () => {
    const requestId = newRequestId();
    const other = await own.secondProcess();
    await own.books.vault.put(requestId, 'claims', { name: 'A' });
    await own.books.vault.putBytes(requestId, 'package', randomBytes(chunk + 1));
    await own.books.conversation.add(requestId, {
      lineId: '1',
      from: 'staff',
      at: '2026-03-02T01:00:00Z',
      text: 'hello',
    });
    expect(await other.vault.get(requestId, 'claims')).toEqual({ name: 'A' });
    await own.books.vault.shred(requestId);
    await own.books.vault.shred(requestId);
    for (const { vault } of [own.books, other, await own.secondProcess()]) {
      await expect(vault.get(requestId, 'claims')).rejects.toBeInstanceOf(KeyDestroyed);
      await expect(vault.getBytes(requestId, 'package')).rejects.toBeInstanceOf(KeyDestroyed);
    }
    await expect(own.books.vault.put(requestId, 'claims', 1)).rejects.toBeInstanceOf(KeyDestroyed);
    await expect(own.books.vault.commitment(requestId, 1)).rejects.toBeInstanceOf(KeyDestroyed);
    await expect(own.books.conversation.list(requestId)).rejects.toBeInstanceOf(KeyDestroyed);
    const record = await own.raw.collection<{ _id: string }>('request_keys').findOne({ _id: requestId });
    expect(record).toMatchObject({ destroyedAt: expect.any(Date) as Date });
    expect(record).not.toHaveProperty('wrapped');
    expect(await own.raw.collection('vault').countDocuments({ requestId })).toBe(0);
    expect(await own.raw.collection('vault_chunks').countDocuments({ requestId })).toBe(0);
  });

  it('When a request without a key is shredded, then it never gets one', async () => {
    const requestId = newRequestId();
    await own.books.vault.shred(requestId);
    await expect(own.books.vault.put(requestId, 'claims', 1)).rejects.toBeInstanceOf(KeyDestroyed);
  });

  it.each(['', '../x y', 'a\0b', 'x#1'])('When the slot is named %j, then it is refused', async (slot) => {
    await expect(own.books.vault.put(newRequestId(), slot, 1)).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('When a value is no JSON, or a slot is read as the other kind, then that is refused', async () => {
    const requestId = newRequestId();
    await expect(own.books.vault.put(requestId, 'a', undefined)).rejects.toMatchObject({ kind: 'invalid' });
    await own.books.vault.put(requestId, 'a', 1);
    await expect(own.books.vault.getBytes(requestId, 'a')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk + 17])(
    'When %d bytes are written as a stream of odd pieces, then size, hash and every range are right',
    async (size) => {
      const requestId = newRequestId();
      const bytes = randomBytes(size);
      const { vault } = own.books;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(await vault.putStream(requestId, 'package', inPieces(bytes, 70_001))).toEqual({
        bytes: size,
        sha256,
      });
      const content = (await vault.getStream(requestId, 'package'))!;
      expect(content).toMatchObject({ bytes: size, sha256 });
      expect(Buffer.compare(await collected(content.read()), bytes)).toBe(0);
      for (const [from, to] of [
        [0, size],
        [Math.floor(size / 2), size],
        [Math.max(0, size - 1), size],
        [Math.floor(size / 3), Math.floor(size / 2)],
        [size, size],
      ] as const)
        expect(Buffer.compare(await collected(content.read(from, to)), bytes.subarray(from, to))).toBe(0);
      expect(await vault.getStream(requestId, 'other')).toBeUndefined();
    },
  );

  it('When a stream fails in the middle, then the slot is as it was, and the next one succeeds', async () => {
    const requestId = newRequestId();
    const { vault } = own.books;
    const bytes = randomBytes(chunk + 9);
    await vault.putBytes(requestId, 'package', bytes);
    const failing = async function* () {
      yield* inPieces(randomBytes(2 * chunk), 50_000);
      throw new Error('the source broke');
    };
    await expect(vault.putStream(requestId, 'package', failing())).rejects.toThrow('the source broke');
    expect(Buffer.compare((await vault.getBytes(requestId, 'package'))!, bytes)).toBe(0);
    await vault.putStream(requestId, 'package', inPieces(Buffer.from('next'), 2));
    expect(Buffer.from((await vault.getBytes(requestId, 'package'))!).toString()).toBe('next');
  });

  it.each<[string, (chunks: RawChunks, requestId: string) => Promise<unknown>]>([
    ['loses its end', shortened],
    ['has two chunks exchanged', exchanged],
  ])('When a content %s in the database, then it does not open', async (_what, change) => {
    const requestId = newRequestId();
    const { vault } = own.books;
    await vault.putBytes(requestId, 'package', randomBytes(2 * chunk + 5));
    await change(
      { chunks: own.raw.collection('vault_chunks'), slots: own.raw.collection('vault') },
      requestId,
    );
    const content = (await vault.getStream(requestId, 'package'))!;
    await expect(collected(content.read())).rejects.toThrow('does not open');
  });

  it('When a slot is replaced while it is read, then the reader is told and gets nothing mixed', async () => {
    const requestId = newRequestId();
    const { vault } = own.books;
    await vault.putBytes(requestId, 'package', randomBytes(2 * chunk));
    const reading = (await vault.getStream(requestId, 'package'))!.read()[Symbol.asyncIterator]();
    await reading.next();
    await vault.putBytes(requestId, 'package', randomBytes(2 * chunk));
    await expect(reading.next()).rejects.toMatchObject({ kind: 'missing' });
  });
});

interface RawChunks {
  readonly chunks: Collection;
  readonly slots: Collection;
}

async function shortened({ chunks, slots }: RawChunks, requestId: string) {
  await chunks.deleteOne({ requestId, index: 2 });
  await slots.updateOne({ requestId }, { $set: { chunks: 2, bytes: 2 * chunk } });
}

async function exchanged({ chunks }: RawChunks, requestId: string) {
  const [first, second] = await chunks.find({ requestId }).sort({ index: 1 }).toArray();
  await chunks.updateOne({ _id: first!._id }, { $set: { sealed: second!['sealed'] as Buffer } });
  await chunks.updateOne({ _id: second!._id }, { $set: { sealed: first!['sealed'] as Buffer } });
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function collected(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}
