import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { StoreMap } from '../../domain/data-map';
import { startCuttingProxy } from './cutting-proxy';
import { collection, field, link, shared, sole, storeMap } from './maps';
import { postgresFaults } from './postgres-faults';
import type { Rig } from './suite';

const schema = `
create schema shop;
create table shop.customers (
  id text primary key, customer_number text not null unique, email text, phone text, name text not null, born date,
  secret text, restricted boolean not null default false);
create table shop.addresses (
  id bigint primary key, customer_id text not null references shop.customers, street text,
  restricted boolean not null default false);
create table shop.orders (
  id bigint primary key, customer_id text references shop.customers, guest_email text, total numeric(20,4) not null,
  placed_at timestamptz not null, note text);
create table shop.payments (
  id uuid primary key, order_id bigint not null references shop.orders, account text);
create table shop.newsletter (
  id integer primary key, customer_number text, email text, subscribed boolean not null);
create index on shop.customers (lower(normalize(email, NFC)));
create index on shop.customers (regexp_replace(phone, '\\D', '', 'g'));
create index on shop.customers (upper(customer_number));
create index on shop.addresses (customer_id);
create index on shop.orders (customer_id);
create index on shop.orders (lower(normalize(guest_email, NFC)));
create index on shop.payments (order_id);
create index on shop.newsletter (upper(customer_number));
create index on shop.newsletter (lower(normalize(email, NFC)));
create table shop.visits (id integer primary key, customer_id text references shop.customers on delete cascade);
create table shop.reviews (id integer primary key, customer_id text references shop.customers, stars integer);
`;

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Zoë: everything old, so all of it goes. Father and mother share a mailbox; father's new order must be kept. */
const seed = `
truncate shop.customers, shop.addresses, shop.orders, shop.payments, shop.newsletter, shop.visits, shop.reviews;
insert into shop.customers (id, customer_number, email, phone, name, born, secret) values
  ('z', 'CN-1', U&'Zoe\\0308.Li@Example.COM', '138-0013-8001', 'Zoë Li', '1990-05-17', 'unmapped-z'),
  ('f', 'CN-2', 'Family@example.com', '+86 138 0013 8002', 'Father Wang', '1980-01-01', 'unmapped-f'),
  ('m', 'CN-3', 'family@EXAMPLE.com', '8613800138003', 'Mother Wang', '1982-02-02', 'unmapped-m'),
  ('b', 'CN-4', 'ben@example.com', '13800138004', 'Ben Zhao', '1970-03-03', 'unmapped-b');
insert into shop.addresses (id, customer_id, street) values
  (9007199254740993, 'z', 'Zoë street 1'), (2, 'z', 'Zoë street 2'), (3, 'f', 'Wang street'), (4, 'b', 'Ben street');
insert into shop.orders (id, customer_id, guest_email, total, placed_at, note) values
  (101, 'z', null, 12345678901234.5678, '2012-03-04T05:06:07.123456Z', 'Zoë note'),
  (201, 'f', null, 20, '2025-01-31T00:00:00Z', 'Father new'), (202, 'f', null, 30, '2010-01-01T00:00:00Z', 'Father old'),
  (301, null, 'FAMILY@example.com', 40, '2025-05-05T00:00:00Z', 'Guest'), (401, 'b', null, 50, '2011-01-01T00:00:00Z', 'Ben note');
insert into shop.payments (id, order_id, account) values
  ('${uuid(1)}', 101, 'zoe-account'), ('${uuid(2)}', 201, 'father-account'), ('${uuid(3)}', 202, 'father-old-account'),
  ('${uuid(4)}', 401, 'ben-account');
insert into shop.newsletter (id, customer_number, email, subscribed) values
  (1, null, 'zoë.li@example.com', true), (2, 'CN-2', 'family@example.com', true), (3, 'CN-3', 'family@example.com', true),
  (4, null, 'Family@Example.com', true), (5, 'CN-4', 'ben@example.com', true);
`;

/** The map of the shop; visits and reviews are in no map. */
export const shopMap: StoreMap = storeMap({
  id: 'shop',
  kind: 'postgres',
  collections: [
    collection('customers', {
      source: 'shop.customers',
      subjects: true,
      lookups: [
        { kind: 'customerNumber', field: 'customer_number' },
        { kind: 'email', field: 'email' },
        { kind: 'phone', field: 'phone' },
      ],
      fields: [
        field('customer_number', { identity: 'customerNumber', erasure: 'hmac' }),
        field('email', { identity: 'email', erasure: 'hmac', correctable: true }),
        field('phone', { identity: 'phone', erasure: 'null' }),
        field('name', { tells: 'name', erasure: 'mask', correctable: true }),
        field('born', { tells: 'birthDate', erasure: 'null', correctable: true }),
      ],
      restrictionMarker: 'restricted',
    }),
    collection('addresses', {
      source: 'shop.addresses',
      links: [link('customer_id', 'customers', 'id')],
      fields: [field('street')],
      restrictionMarker: 'restricted',
    }),
    collection('orders', {
      source: 'shop.orders',
      lookups: [{ kind: 'email', field: 'guest_email' }],
      links: [link('customer_id', 'customers', 'id')],
      fields: [field('total'), field('placed_at'), field('note', { erasure: 'null' })],
      retention: {
        ground: 'CN-TAX-LEDGER',
        text: { 'zh-CN': '账簿', en: 'Ledger' },
        article: 'x',
        period: 'P10Y',
        from: 'placed_at',
        whenOver: 'leave',
      },
    }),
    collection('payments', {
      source: 'shop.payments',
      links: [link('order_id', 'orders', 'id')],
      fields: [field('account')],
    }),
    collection('newsletter', {
      source: 'shop.newsletter',
      lookups: [
        { kind: 'customerNumber', field: 'customer_number' },
        { kind: 'email', field: 'email' },
      ],
      fields: [field('email', { identity: 'email' }), field('subscribed')],
      objection: { purpose: 'marketing', field: 'subscribed', off: false },
    }),
  ],
});

/** Zoë as the register knows her. */
export const zoe = [
  sole('customerNumber', 'CN-1'),
  sole('email', 'zoë.li@example.com'),
  sole('phone', '+8613800138001'),
];
/** Father Wang, who shares his mailbox. */
export const father = [
  sole('customerNumber', 'CN-2'),
  shared('email', 'family@example.com'),
  sole('phone', '+8613800138002'),
];

/** The rig, and a client of the tests' own. */
export interface PostgresRig extends Rig {
  readonly db: Client;
}

/** Creates a database with the world in it; `stop` drops it. */
export async function startPostgresWorld(adminUrl: string): Promise<PostgresRig> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  const name = `habeas_conformance_${randomBytes(6).toString('hex')}`;
  await admin.query(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const db = new Client({ connectionString: url.href });
  await db.connect();
  await db.query(schema);
  const proxy = await startCuttingProxy(url.hostname, Number(url.port));
  const connectionAt = (port: number) => {
    const other = new URL(url.href);
    other.port = String(port);
    return other.href;
  };
  const tables = ['customers', 'addresses', 'orders', 'payments', 'newsletter', 'visits', 'reviews'];
  return {
    ...postgresFaults(db, url.href, connectionAt(proxy.port)),
    db,
    store: shopMap,
    proxy,
    connectionAt,
    connection: connectionAt(proxy.port),
    writes: /delete from|update "|commit/,
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
    reset: async () => {
      await db.query(seed);
    },
    content: async (withoutPerson) => {
      const lines: string[] = [];
      for (const table of tables) {
        const { rows } = await db.query<{ line: string }>(
          `select '${table} ' || t::text as line from shop.${table} t order by 1`,
        );
        lines.push(...rows.map((row) => row.line));
      }
      return lines.filter((line) => !withoutPerson || !/Zo|zo|[(]z,/.test(line)).join('\n');
    },
    stop: async () => {
      await proxy.stop();
      await db.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
