import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { CollectionMap, FieldMap, StoreMap } from '../../domain/data-map';

const title = { 'zh-CN': '基准', en: 'Benchmark' };

function field(name: string, more: Partial<FieldMap> = {}): FieldMap {
  return {
    name,
    title,
    category: 'event',
    class: 'non-sensitive',
    purposes: ['service'],
    source: 'system',
    recipients: [],
    erasure: 'keep',
    correctable: false,
    ...more,
  };
}

function collection(more: Partial<CollectionMap> & Pick<CollectionMap, 'id' | 'fields'>): CollectionMap {
  return {
    source: more.id,
    title,
    key: 'id',
    subjects: false,
    lookups: [],
    links: [],
    whose: 'sole',
    erasure: 'delete',
    ...more,
  };
}

/** A register of people and one table of events that hang on it. */
export const eventsStore: StoreMap = {
  id: 'events',
  kind: 'postgres',
  title,
  connection: 'DSR_STORE_EVENTS',
  region: 'cn',
  owner: 'bench',
  timeoutMs: 600_000,
  limits: { concurrency: 1 },
  collections: [
    collection({
      id: 'customers',
      subjects: true,
      lookups: [{ kind: 'customerNumber', field: 'id' }],
      fields: [field('id', { identity: 'customerNumber' }), field('name', { erasure: 'mask' })],
    }),
    collection({
      id: 'events',
      links: [
        { field: 'customer_id', to: 'customers', toField: 'id', cardinality: 'many', direction: 'down' },
      ],
      fields: [field('customer_id'), field('what')],
    }),
  ],
};

/** The person whose rows are deleted. */
export const personNumber = 'CN-1';

/** A database of its own. */
export interface EventsDatabase {
  readonly db: Client;
  readonly connection: string;
  /** One customer with so many events, among as many of another; the same layout every time. */
  readonly fill: (rows: number) => Promise<void>;
  readonly drop: () => Promise<void>;
}

export async function makeEventsDatabase(adminUrl: string): Promise<EventsDatabase> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  const name = `habeas_bench_deletion_${randomBytes(5).toString('hex')}`;
  await admin.query(`create database ${name}`);
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` });
  const db = new Client({ connectionString: url.href });
  await db.connect();
  return {
    db,
    connection: url.href,
    fill: async (rows) => {
      await db.query(`
        drop table if exists events; drop table if exists customers;
        create table customers (id text primary key, name text);
        insert into customers values ('${personNumber}', 'Ada'), ('CN-2', 'Ben');
        create table events (id bigint primary key, customer_id text not null references customers, what text);
        insert into events select n, case n % 2 when 0 then '${personNumber}' else 'CN-2' end, 'seen page ' || n
        from generate_series(1, ${rows * 2}) n;
        create index on events (customer_id);`);
      await db.query('vacuum analyze events');
    },
    drop: async () => {
      await db.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
