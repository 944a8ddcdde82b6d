import type { DisclosedRecord } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';

const both = (text: string) => ({ 'zh-CN': text, en: text });
const fields = ['order_id', 'placed_at', 'product', 'amount', 'address', 'note'];
const words = ['lotus', 'river', 'paper', 'garden', 'bridge', '订单', '北京市', 'street', 'winter', 'lamp'];

/** A store of orders, as a data map describes it. */
export function storeNumber(number: number): StoreMap {
  return {
    id: `store-${number}`,
    kind: 'postgres',
    title: both(`Store ${number}`),
    connection: 'DSR_STORE_BENCH',
    region: 'main',
    owner: 'it',
    timeoutMs: 30_000,
    limits: { concurrency: 4 },
    collections: [
      {
        id: 'orders',
        source: 'orders',
        title: both('Orders'),
        key: 'order_id',
        subjects: false,
        lookups: [],
        links: [],
        whose: 'sole',
        fields: fields.map((name) => ({
          name,
          title: both(name),
          category: 'order',
          class: 'general-sensitive',
          purposes: ['contract'],
          source: 'person',
          recipients: [],
          erasure: 'keep',
          correctable: false,
        })),
        erasure: 'delete',
      },
    ],
  };
}

/** Records of a store, the same on every run, some 600 bytes each as JSON. */
export async function* recordsOf(store: number, count: number): AsyncGenerator<DisclosedRecord> {
  let state = store + 1;
  const next = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
  const text = (length: number) =>
    Array.from({ length }, () => `${words[next(words.length)] ?? ''}${next(1_000)}`).join(' ');
  for (let n = 0; n < count; n += 1) {
    // As a database's driver would: rows come in batches, with a turn of the event loop between.
    if (n % 500 === 0) await new Promise(setImmediate);
    const key = String(n).padStart(9, '0');
    yield {
      collection: 'orders',
      key,
      values: {
        order_id: key,
        placed_at: new Date(Date.UTC(2020, 0, 1) + next(200_000_000) * 1_000),
        product: text(4),
        amount: `${next(1_000_000)}.${next(10)}${next(10)}`,
        address: text(8),
        note: text(40),
      },
      withheld: 0,
    };
  }
}
