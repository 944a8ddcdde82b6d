import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteFile from 'libsql';
import type { Database } from 'libsql';
import type { Rig } from '../../connector-kit/rig';
import type { StoreMap } from '../../domain/data-map';
import { shopMap, zoe } from './postgres-world';

const digits = `replace(replace(replace(replace(replace(replace(phone,' ',''),'-',''),'(',''),')',''),'+',''),'.','')`;
const schema = `
pragma foreign_keys = on;
create table customers (
  id text primary key not null, customer_number text not null unique, email text, phone text, name text not null collate nocase,
  born date, secret text, restricted boolean not null default false);
create index customers_email on customers (lower(email));
create index customers_phone on customers (${digits});
create index customers_number on customers (upper(customer_number));
create table addresses (
  id integer primary key, customer_id text references customers, street text, restricted boolean not null default false);
create index addresses_customer on addresses (customer_id);
create table orders (
  id bigint primary key not null, customer_id text references customers, guest_email text, total text not null,
  placed_at datetime not null, note text);
create index orders_customer on orders (customer_id);
create index orders_email on orders (lower(guest_email));
create table payments (id text primary key not null, order_id bigint not null references orders, account text);
create index payments_order on payments (order_id);
create table newsletter (id integer primary key, customer_number text, email text, subscribed boolean not null);
create index newsletter_number on newsletter (upper(customer_number));
create index newsletter_email on newsletter (lower(email));
create table visits (id integer primary key, customer_id text references customers on delete cascade);
create table reviews (id integer primary key, customer_id text references customers (id), stars integer)`;

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const tables = ['payments', 'addresses', 'orders', 'newsletter', 'visits', 'reviews', 'customers'] as const;

/** The same people as in the PostgreSQL world. */
const seed = `
insert into customers (id, customer_number, email, phone, name, born, secret) values
  ('z', 'CN-1', 'Zoe\u0308.Li@Example.COM', '138-0013-8001', 'Zoë Li', '1990-05-17', 'unmapped-z'),
  ('f', 'CN-2', 'Family@example.com', '+86 138 0013 8002', 'Father Wang', '1980-01-01', 'unmapped-f'),
  ('m', 'CN-3', 'family@EXAMPLE.com', '8613800138003', 'Mother Wang', '1982-02-02', 'unmapped-m'),
  ('b', 'CN-4', 'ben@example.com', '13800138004', 'Ben Zhao', '1970-03-03', 'unmapped-b');
insert into addresses (id, customer_id, street) values
  (9007199254740993, 'z', 'Zoë street 1'), (9007199254740992, 'b', 'Ben street 1'), (2, 'z', 'Zoë street 2'),
  (3, 'f', 'Wang street'), (4, 'b', 'Ben street');
insert into orders (id, customer_id, guest_email, total, placed_at, note) values
  (101, 'z', null, '12345678901234.5678', '2012-03-04T05:06:07.123456Z', 'Zoë note'),
  (201, 'f', null, '20', '2025-01-31T00:00:00Z', 'Father new'), (202, 'f', null, '30', '2010-01-01T00:00:00Z', 'Father old'),
  (301, null, 'FAMILY@example.com', '40', '2025-05-05T00:00:00Z', 'Guest'), (401, 'b', null, '50', '2011-01-01T00:00:00Z', 'Ben note');
insert into payments (id, order_id, account) values
  ('${uuid(1)}', 101, 'zoe-account'), ('${uuid(2)}', 201, 'father-account'), ('${uuid(3)}', 202, 'father-old-account'),
  ('${uuid(4)}', 401, 'ben-account');
insert into newsletter (id, customer_number, email, subscribed) values
  (1, null, 'zoë.li@example.com', true), (2, 'CN-2', 'family@example.com', true), (3, 'CN-3', 'family@example.com', true),
  (4, null, 'Family@Example.com', true), (5, 'CN-4', 'ben@example.com', true)`;

/** The shop in one file. */
export const sqliteShopMap: StoreMap = {
  ...shopMap,
  kind: 'sqlite',
  collections: shopMap.collections.map((one) => ({ ...one, source: one.source.replace('shop.', '') })),
};

/** The rig, the file and a connection of the tests' own. */
export interface SqliteRig extends Rig {
  readonly path: string;
  readonly db: Database;
}

/** Creates a file with the world in it; `stop` deletes it. */
export async function startSqliteWorld(): Promise<SqliteRig> {
  const folder = await mkdtemp(join(tmpdir(), 'habeas-sqlite-'));
  const path = join(folder, 'shop.db');
  const db = new SqliteFile(path);
  db.exec(schema);
  db.defaultSafeIntegers(true);
  const all = (statement: string) => db.prepare(statement).all() as readonly Record<string, unknown>[];
  return {
    ...sqliteFaults(db, path),
    path,
    db,
    store: sqliteShopMap,
    connection: `sqlite://${path}`,
    person: zoe,
    keys: {
      customers: ['z'],
      addresses: ['2', '9007199254740993'],
      orders: ['101'],
      payments: [uuid(1)],
      newsletter: ['1'],
    },
    correction: { collection: 'customers', field: 'name', newValue: 'Zoë Li-Chen' },
    purpose: 'marketing',
    secrets: ['unmapped', 'Father', 'Mother', 'Ben', 'ben', 'family'],
    reset: () => {
      db.exec(`${tables.map((table) => `delete from ${table}`).join(';')};${seed}`);
      return Promise.resolve();
    },
    content: (withoutPerson) => {
      const lines = tables.flatMap((table) =>
        all(`select * from ${table} order by 1`).map((row) => `${table} ${JSON.stringify(row, exactly)}`),
      );
      return Promise.resolve(
        lines.filter((line) => !withoutPerson || !/Zo|zo|"id":"z"/.test(line)).join('\n'),
      );
    },
    stop: () => {
      db.close();
      return rm(folder, { recursive: true });
    },
  };
}

function exactly(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Faults of the shop's file, done by somebody else at work in it. */
function sqliteFaults(db: Database, path: string): Partial<Rig> {
  const change = (statement: string, back: string) => {
    db.exec(statement);
    return Promise.resolve(() => {
      db.exec(back);
      return Promise.resolve();
    });
  };
  const noWire = 'the database is a file in this process: there is no wire to cut';
  return {
    isAtomic: true,
    grow: () => {
      db.exec(`insert into newsletter values (77, 'CN-1', 'zoë.li@example.com', true)`);
      return Promise.resolve();
    },
    ignoreWrites: () =>
      change(
        'create trigger keep before delete on newsletter begin select raise(ignore); end',
        'drop trigger keep',
      ),
    refuse: () => change(`insert into reviews values (1, 'z', 5)`, 'delete from reviews where id = 1'),
    breakSchema: () =>
      change(
        'alter table newsletter rename column email to mail',
        'alter table newsletter rename column mail to email',
      ),
    hold: () => change('begin immediate', 'rollback'),
    wrongConnections: { wrongAddress: `sqlite://${path}.gone` },
    unproven: {
      connectionAt: noWire,
      proxy: noWire,
      writes: noWire,
      disguise: noWire,
      hostileAnswers: noWire,
    },
  };
}
