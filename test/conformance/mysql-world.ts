import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Rig } from '../../connector-kit/rig';
import type { StoreMap } from '../../domain/data-map';
import { startCuttingProxy } from './cutting-proxy';
import { shopMap, zoe } from './postgres-world';

const schema = `
create table customers (
  id varchar(20) primary key, customer_number varchar(40) not null unique, email varchar(200), phone varchar(40),
  name varchar(100) not null, born date, secret text, restricted boolean not null default false,
  phone_digits varchar(40) as (regexp_replace(phone, '[^0-9]', '')) stored, index (email), index (phone_digits));
create table addresses (
  id bigint unsigned primary key, customer_id varchar(20), street text, restricted boolean not null default false,
  constraint addresses_customer foreign key (customer_id) references customers (id));
create table orders (
  id bigint primary key, customer_id varchar(20), guest_email varchar(200) character set latin1, total decimal(20,4) not null,
  placed_at timestamp(6) not null, note text, index (guest_email),
  constraint orders_customer foreign key (customer_id) references customers (id));
create table payments (
  id char(36) primary key, order_id bigint not null, account varchar(100),
  constraint payments_order foreign key (order_id) references orders (id));
create table newsletter (
  id integer primary key, customer_number varchar(40), email varchar(200), subscribed boolean not null,
  index (customer_number), index (email));
create table visits (id integer primary key, customer_id varchar(20),
  constraint visits_customer foreign key (customer_id) references customers (id) on delete cascade);
create table reviews (id integer primary key, customer_id varchar(20), stars integer,
  constraint reviews_customer foreign key (customer_id) references customers (id))`;

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
  (101, 'z', null, 12345678901234.5678, '2012-03-04 05:06:07.123456', 'Zoë note'),
  (201, 'f', null, 20, '2025-01-31 00:00:00', 'Father new'), (202, 'f', null, 30, '2010-01-01 00:00:00', 'Father old'),
  (301, null, 'FAMILY@example.com', 40, '2025-05-05 00:00:00', 'Guest'), (401, 'b', null, 50, '2011-01-01 00:00:00', 'Ben note');
insert into payments (id, order_id, account) values
  ('${uuid(1)}', 101, 'zoe-account'), ('${uuid(2)}', 201, 'father-account'), ('${uuid(3)}', 202, 'father-old-account'),
  ('${uuid(4)}', 401, 'ben-account');
insert into newsletter (id, customer_number, email, subscribed) values
  (1, null, 'zoë.li@example.com', true), (2, 'CN-2', 'family@example.com', true), (3, 'CN-3', 'family@example.com', true),
  (4, null, 'Family@Example.com', true), (5, 'CN-4', 'ben@example.com', true)`;

/** The shop, with tables of the connection's own database. */
export const mysqlShopMap: StoreMap = {
  ...shopMap,
  kind: 'mysql',
  collections: shopMap.collections.map((one) => ({ ...one, source: one.source.replace('shop.', '') })),
};

/** The rig, and a client of the tests' own. */
export interface MysqlRig extends Rig {
  readonly db: Connection;
  /** Past the proxy. */
  readonly url: string;
}

/** Creates a database with the world in it; `stop` drops it. */
export async function startMysqlWorld(adminUrl: string): Promise<MysqlRig> {
  const name = `habeas_conformance_${randomBytes(6).toString('hex')}`;
  const url = new URL(adminUrl);
  const options = { multipleStatements: true, charset: 'utf8mb4', timezone: 'Z', dateStrings: true } as const;
  const db = await createConnection({ uri: adminUrl, ...options });
  await db.query(
    `create database ${name} character set utf8mb4; use ${name}; set time_zone = '+00:00'; ${schema}`,
  );
  url.pathname = `/${name}`;
  const proxy = await startCuttingProxy(url.hostname, Number(url.port));
  const connectionAt = (port: number) => changed(url, { port: String(port) });
  const clear = tables.map((table) => `delete from ${table}`).join(';');
  return {
    ...mysqlFaults(db, url, connectionAt(proxy.port)),
    db,
    url: url.href,
    store: mysqlShopMap,
    proxy,
    connectionAt,
    connection: connectionAt(proxy.port),
    writes: /delete from|update `|commit/,
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
      await db.query(`${clear};${seed}`);
    },
    content: async (withoutPerson) => {
      const lines: string[] = [];
      for (const table of tables) {
        const [rows] = await db.query<RowDataPacket[]>(`select * from ${table} order by 1`);
        lines.push(...rows.map((row) => `${table} ${JSON.stringify(row)}`));
      }
      return lines.filter((line) => !withoutPerson || !/Zo|zo|"id":"z"/.test(line)).join('\n');
    },
    stop: async () => {
      await proxy.stop();
      await db.query(`drop database ${name}`);
      await db.end();
    },
  };
}

function changed(url: URL, part: Partial<Pick<URL, 'password' | 'pathname' | 'port'>>): string {
  return Object.assign(new URL(url), part).href;
}

/** Faults of the shop's database, done by somebody else at work in it. */
function mysqlFaults(db: Connection, url: URL, connection: string): Partial<Rig> {
  const change = async (statement: string, back: string) => {
    await db.query(statement);
    return async () => {
      await db.query(back);
    };
  };
  return {
    isAtomic: true,
    disguise: [
      ['CN-1', 'CN-9'],
      ['Zoe\u0308.Li@Example.COM', 'Noe\u0308.Li@Example.COM'],
      ['zoë.li@example.com', 'noë.li@example.com'],
      ['138-0013-8001', '138-0013-8009'],
    ],
    grow: async () => {
      await db.query(`insert into newsletter values (77, 'CN-1', 'zoë.li@example.com', true)`);
    },
    refuse: () => change(`insert into reviews values (1, 'z', 5)`, 'delete from reviews where id = 1'),
    breakSchema: () =>
      change(
        'alter table newsletter change email mail varchar(200)',
        'alter table newsletter change mail email varchar(200)',
      ),
    hold: async () => {
      const other = await createConnection(url.href);
      await other.query('begin');
      await other.query('select 1 from customers for update');
      return () => other.end();
    },
    wrongConnections: {
      noAccess: changed(new URL(connection), { password: 'not-the-secret' }),
      wrongAddress: changed(new URL(connection), { pathname: '/no_such_database' }),
    },
    unproven: {
      ignoreWrites: 'the server has no rule that takes a deletion and ignores it',
      hostileAnswers: 'rows come in pages of bounded size; what is not its protocol is tried on every wire',
    },
  };
}
