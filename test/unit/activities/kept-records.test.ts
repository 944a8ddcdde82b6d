import type { KeptDisclosure, KeptRecord } from '../../../domain/access-package';
import { keptCollections } from '../../../activities/package-desk';
import { attachmentKeeper } from '../../../activities/stores/keep-attachments';
import type { KeptLine } from '../../../activities/stores/kept-lines';
import { lineOf } from '../../../activities/stores/kept-lines';
import { writeSorted } from '../../../activities/stores/sorted-content';
import { newRequestId } from '../../../crypto/ids';
import type { DisclosedRecord } from '../../../domain/connector';
import type { CollectionMap, FieldMap, StoreMap } from '../../../domain/data-map';
import { fakePersistence } from '../../support/fake-persistence';

const field = (name: string): FieldMap => ({
  name,
  title: { 'zh-CN': name, en: name },
  category: 'identity',
  class: 'general-sensitive',
  purposes: [],
  source: 'person',
  recipients: [],
  erasure: 'keep',
  correctable: false,
});
const collection = (id: string, fields: readonly string[]): CollectionMap => ({
  id,
  source: id,
  title: { 'zh-CN': id, en: id },
  key: 'id',
  subjects: false,
  lookups: [],
  links: [],
  whose: 'sole',
  fields: fields.map(field),
  erasure: 'delete',
});
const store: StoreMap = {
  id: 'shop',
  kind: 'postgres',
  title: { 'zh-CN': '商城', en: 'Shop' },
  connection: 'DSR_STORE_SHOP',
  region: 'cn',
  owner: 'it',
  timeoutMs: 30_000,
  limits: { concurrency: 4 },
  collections: [collection('customers', ['name', 'picture']), collection('orders', ['total', 'note'])],
};

function desk() {
  const { vault } = fakePersistence();
  const requestId = newRequestId();
  const keep = async (records: Iterable<DisclosedRecord>): Promise<KeptDisclosure> => {
    const lines = async function* (): AsyncGenerator<KeptLine> {
      for (const record of records) yield await Promise.resolve(lineOf(store, record, []));
    };
    return writeSorted({ vault, requestId, store, slot: 'records/shop' }, lines());
  };
  const read = async (kept: KeptDisclosure) => {
    const found: Record<string, KeptRecord[]> = {};
    for (const { id, read: records } of keptCollections(vault, requestId, kept)) {
      found[id] = [];
      for await (const record of records()) found[id].push(record);
    }
    return found;
  };
  return { vault, requestId, keep, read };
}

const order = (n: number, note = ''): DisclosedRecord => ({
  collection: 'orders',
  key: String(n).padStart(6, '0'),
  values: { total: BigInt(n) * 10n ** 18n, note },
  withheld: n % 2,
});

/** The same numbers in another order, the same on every run. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item, at) => ({ item, rank: (at * 7_919) % items.length }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

describe('What a store disclosed', () => {
  test('When nothing came, then nothing is kept and nothing is counted', async () => {
    const { keep, read } = desk();
    const kept = await keep([]);
    expect(kept.collections).toEqual([]);
    expect(await read(kept)).toEqual({});
  });

  test('When records come in any order, then what is kept is the same: by collection of the map, then by key', async () => {
    const records = [
      { collection: 'customers', key: 'b', values: { name: '林小雨\n2' }, withheld: 0 },
      { collection: 'customers', key: 'a', values: { name: 'x' }, withheld: 3 },
      ...[3, 1, 2].map((n) => order(n)),
    ];
    const first = desk();
    const kept = await first.keep(records);
    expect(Object.keys(await first.read(kept))).toEqual(['customers', 'orders']);
    expect((await first.read(kept))['customers']).toMatchObject([
      { key: 'a', withheld: 3 },
      { key: 'b', values: { name: '林小雨\n2' } },
    ]);
    expect((await first.read(kept))['orders']!.map(({ values }) => values['total'])).toEqual([
      '1000000000000000000',
      '2000000000000000000',
      '3000000000000000000',
    ]);
    const second = desk();
    expect(await second.keep([...records].reverse())).toEqual(kept);
    expect(kept.collections).toMatchObject([
      { id: 'customers', records: 2, withheld: 3, fields: ['name'] },
      { id: 'orders', records: 3, withheld: 2, fields: ['note', 'total'] },
    ]);
  });

  test('When there is far more than is sorted at once and in no order, then it is merged, and nothing is left beside it', async () => {
    const filling = 'x'.repeat(1_000);
    const records = Array.from({ length: 24_000 }, (_, n) => order(n, filling));
    const straight = desk();
    const kept = await straight.keep(records);
    const mixed = desk();
    const merged = await mixed.keep(shuffled(records));
    expect({ ...merged, slot: '' }).toEqual({ ...kept, slot: '' });
    const keys = (await mixed.read(merged))['orders']!.map(({ key }) => key);
    expect(keys).toEqual(records.map(({ key }) => key));
    for (let n = 0; n < 30; n += 1) {
      const slot = n === 0 ? 'records/shop' : `records/shop/${n}`;
      if (slot !== merged.slot) expect(await mixed.vault.getBytes(mixed.requestId, slot)).toBeUndefined();
    }
  });

  test('When reading breaks in the middle, then nothing of the attempt is kept, and the next one is whole', async () => {
    const { keep, read, vault, requestId } = desk();
    const broken = function* (): Generator<DisclosedRecord> {
      yield order(1);
      throw new Error('the store went away');
    };
    await expect(keep(broken())).rejects.toThrow('the store went away');
    expect(await vault.getBytes(requestId, 'records/shop')).toBeUndefined();
    expect(Object.keys(await read(await keep([order(1)])))).toEqual(['orders']);
  });

  test('When a connector hands over what the map does not name, then it is not kept; an unknown collection is refused', async () => {
    const { keep, vault, requestId } = desk();
    await keep([
      { collection: 'customers', key: '1', values: { name: 'x', password: 'SECRET' }, withheld: 0 },
    ]);
    expect(Buffer.from((await vault.getBytes(requestId, 'records/shop'))!).toString()).not.toContain(
      'SECRET',
    );
    const stray = keep([{ collection: 'secrets', key: '1', values: { x: 'SECRET' }, withheld: 0 }]);
    await expect(stray).rejects.toMatchObject({ kind: 'wrongAddress' });
    await expect(stray).rejects.not.toThrow(/SECRET/);
  });
});

describe('Attachments', () => {
  const content = Buffer.from('fictional scan');
  const record = (mediaType: string): DisclosedRecord => ({
    collection: 'customers',
    key: '1',
    values: {},
    withheld: 0,
    attachments: [
      {
        field: 'picture',
        name: 'scan.png',
        mediaType,
        open: async function* () {
          yield await Promise.resolve(content.subarray(0, 5));
          yield content.subarray(5);
        },
      },
    ],
  });

  test('When a record has one, then its bytes are in the vault and the record knows them', async () => {
    const { vault, requestId } = desk();
    let alive = 0;
    const keepFiles = attachmentKeeper({ vault, requestId, storeId: 'shop', alive: () => (alive += 1) });
    const [file] = await keepFiles(record('image/png'));
    expect(file).toMatchObject({ field: 'picture', name: 'scan.png', bytes: content.length });
    expect(Buffer.from((await vault.getBytes(requestId, file!.slot))!)).toEqual(content);
    expect(alive).toBe(2);
    expect(lineOf(store, record('image/png'), [file!]).fields).toEqual(['picture']);
  });

  test.each(['', 'image', 'image/png\r\nx: y', 'a/b/c'])(
    'When its media type is %j, then it is refused',
    async (mediaType) => {
      const { vault, requestId } = desk();
      const keepFiles = attachmentKeeper({ vault, requestId, storeId: 'shop', alive: () => undefined });
      await expect(keepFiles(record(mediaType))).rejects.toMatchObject({ kind: 'hostileAnswer' });
    },
  );
});
