import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { collection, field, link, sole, storeMap } from './maps';

const schema = `
create table customers (
  id text primary key, email text, name text, national_id text, born date, lat numeric(9,6), plan text not null,
  nickname text, referral text);
create table orders (
  id bigint primary key, customer_id text not null references customers, total numeric(12,2) not null,
  placed_at timestamptz not null, ship_to text, note text);
create table invoices (
  id bigint primary key, customer_id text not null references customers, total numeric(12,2) not null,
  issued_on date, restricted boolean not null default false);
create table comments (
  id bigint primary key, customer_id text references customers, parent_id bigint references comments, text text);
create table folders (
  id bigint primary key, customer_id text references customers, root_id bigint not null references folders, name text);
create table wishlists (id bigint primary key, customer_id text references customers, best_id bigint, name text);
create table wishes (
  id bigint primary key, wishlist_id bigint not null references wishlists, what text);
alter table wishlists add foreign key (best_id) references wishes;
create table transfers (id bigint primary key, sender text, recipient text, amount numeric(12,2) not null, memo text);
create table visits (id bigint primary key, customer_id text references customers, page text);
create index on visits (customer_id);
create table testimonials (id bigint primary key, customer_id text, author text);
`;

const seed = `
truncate customers, orders, invoices, comments, folders, wishlists, wishes, transfers, testimonials, visits;
insert into customers values
  ('a', 'ada@example.com', 'Ada Young', 'ID-310101-9X', '1990-05-17', 31.230416, 'gold', null, 'summer'),
  ('b', 'ben@example.com', 'Ben Zhao', 'ID-110101-1X', '1970-03-03', 39.904211, 'plain', 'benny', 'summer');
insert into orders values
  (1, 'a', 99.90, '2025-01-31T12:00:00Z', 'Ada Young, Some Street 1', 'ring twice'),
  (2, 'a', 10.00, '2012-01-31T12:00:00Z', 'Ada Young, Old Street 1', null),
  (3, 'b', 55.00, '2025-01-31T12:00:00Z', 'Ben Zhao, Other Street 1', null);
insert into invoices (id, customer_id, total, issued_on) values
  (1, 'a', 99.90, '2024-06-30'), (2, 'a', 5.00, '2025-06-30'), (3, 'a', 1.00, '2001-01-01'), (4, 'b', 55.00, '2025-01-31');
insert into comments values (1, 'a', null, 'root'), (2, 'a', 1, 'leaf'), (3, 'a', 2, 'leaf of a leaf'), (4, 'b', null, 'ben');
insert into folders values (1, 'a', 1, 'root'), (2, 'a', 1, 'in root'), (3, 'a', 2, 'deep'), (4, 'b', 4, 'ben');
insert into wishlists (id, customer_id, name) values (1, 'a', 'birthday'), (2, 'b', 'ben');
insert into wishes values (1, 1, 'boat'), (2, 1, 'car'), (3, 2, 'ben');
update wishlists set best_id = 2 where id = 1;
update wishlists set best_id = 3 where id = 2;
insert into transfers values
  (1, 'ada@example.com', 'ben@example.com', 7.00, 'lunch'), (2, 'ben@example.com', 'ADA@example.com', 8.00, 'dinner'),
  (3, 'ben@example.com', 'cleo@example.com', 9.00, 'book');
insert into testimonials values (1, 'a', 'Cleo');
insert into visits values (1, 'b', 'ben');
`;

const ledger = {
  ground: 'CN-TAX-LEDGER',
  text: { 'zh-CN': '税务账簿', en: 'Tax ledger' },
  article: 'art. 24',
  period: 'P10Y',
};
const toCustomer = link('customer_id', 'customers', 'id');

const collections: readonly CollectionMap[] = [
  collection('customers', {
    subjects: true,
    lookups: [{ kind: 'email', field: 'email' }],
    fields: [
      field('email', { identity: 'email', erasure: 'tokenise' }),
      field('name', { tells: 'name', erasure: 'mask' }),
      field('national_id', { erasure: 'formatMask' }),
      field('born', { erasure: 'truncateDate', erasureTo: 'year' }),
      field('lat', { erasure: 'truncateGeo', erasureTo: '1' }),
      field('plan', { erasure: 'fixed', erasureTo: 'none' }),
      field('nickname', { erasure: 'mask' }),
      field('referral', { erasure: 'hmac' }),
    ],
  }),
  collection('orders', {
    links: [toCustomer],
    fields: [
      field('customer_id'),
      field('total'),
      field('placed_at', { erasure: 'truncateDate', erasureTo: 'year' }),
      field('ship_to', { erasure: 'mask' }),
      field('note', { erasure: 'null' }),
    ],
    retention: { ...ledger, from: 'placed_at', fields: ['total', 'placed_at'], whenOver: 'leave' },
  }),
  collection('invoices', {
    links: [toCustomer],
    fields: [field('customer_id'), field('total'), field('issued_on')],
    retention: { ...ledger, from: 'issued_on', whenOver: 'delete' },
    restrictionMarker: 'restricted',
  }),
  collection('comments', { links: [toCustomer], fields: [field('text')] }),
  collection('folders', { links: [toCustomer], fields: [field('name')] }),
  collection('wishlists', { links: [toCustomer], fields: [field('name')] }),
  collection('wishes', { links: [link('wishlist_id', 'wishlists', 'id')], fields: [field('what')] }),
  collection('transfers', {
    whose: 'shared',
    lookups: [
      { kind: 'email', field: 'sender' },
      { kind: 'email', field: 'recipient' },
    ],
    fields: [
      field('sender', { identity: 'email', erasure: 'hmac' }),
      field('recipient', { identity: 'email', erasure: 'null' }),
      field('amount'),
      field('memo', { erasure: 'mask' }),
    ],
  }),
  collection('visits', { links: [toCustomer], fields: [field('page')] }),
  collection('testimonials', { whose: 'thirdParty', links: [toCustomer], fields: [field('author')] }),
];

/** The map of the world. */
export const plansMap: StoreMap = storeMap({ id: 'acme', kind: 'postgres', collections });

/** Ada, whose data are deleted. */
export const ada = [sole('email', 'ada@example.com')];

/** A database of its own with customers whose rows hang together in every way that a deletion must respect. */
export interface PlansWorld {
  readonly db: Client;
  readonly connection: string;
  readonly reset: () => Promise<void>;
  /** All rows of a table as text, without the given keys. */
  readonly rows: (table: string, ...without: readonly string[]) => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

export async function startPlansWorld(adminUrl: string): Promise<PlansWorld> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  const name = `habeas_plans_${randomBytes(6).toString('hex')}`;
  await admin.query(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const db = new Client({ connectionString: url.href });
  await db.connect();
  await db.query(schema);
  return {
    db,
    connection: url.href,
    reset: async () => {
      await db.query(seed);
    },
    rows: async (table, ...without) => {
      const { rows } = await db.query<{ id: string; line: string }>(
        `select id::text, t::text as line from ${table} t order by id`,
      );
      return rows.filter(({ id }) => !without.includes(id)).map(({ line }) => line);
    },
    stop: async () => {
      await db.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
