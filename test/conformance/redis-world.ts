import { createClient } from '@redis/client';
import type { StoreMap } from '../../domain/data-map';
import { startRedis } from '../../scripts/provision/redis';
import { startCuttingProxy } from './cutting-proxy';
import { collection, field, link, sole, storeMap } from './maps';
import type { Rig } from './suite';

/** A client of the tests' own. */
export type RedisClient = Awaited<ReturnType<typeof connectTo>>;

function connectTo(url: string) {
  return createClient({ url, RESP: 2 }).connect();
}

const big = '90071992547409930001';

/** The map of the shop's sessions. */
export const sessionsMap: StoreMap = storeMap({
  id: 'sessions',
  kind: 'redis',
  collections: [
    collection('profiles', {
      source: 'profile:{accountId}',
      key: '_key',
      lookups: [
        { kind: 'customerNumber', field: 'customerNumber' },
        { kind: 'email', field: 'contact.email' },
      ],
      fields: [
        field('customerNumber', { identity: 'customerNumber', erasure: 'hmac' }),
        field('contact.email', { identity: 'email', erasure: 'null' }),
        field('contact.name', { erasure: 'mask', correctable: true }),
        field('points', { correctable: true }),
        field('offers'),
        field('accountId', { identity: 'accountId' }),
      ],
      restrictionMarker: 'restricted',
      objection: { purpose: 'marketing', field: 'offers', off: false },
    }),
    collection('sessions', {
      source: 'session:{customerNumber}:*',
      key: '_key',
      lookups: [{ kind: 'customerNumber', field: 'customerNumber' }],
      fields: [field('customerNumber', { identity: 'customerNumber' }), field('ip'), field('agent')],
      restrictionMarker: 'restricted',
    }),
    collection('carts', {
      source: 'cart:{accountId}',
      key: '_key',
      links: [link('accountId', 'profiles', 'accountId')],
      fields: [field('accountId'), field('members')],
    }),
    collection('chats', {
      source: 'chat:{room}',
      key: '_key',
      fields: [field('room')],
      elements: {
        path: 'members',
        key: 'id',
        owner: { field: 'author', kind: 'customerNumber' },
        fields: [field('id'), field('text')],
      },
    }),
    collection('segments', {
      source: 'segment:{name}',
      key: '_key',
      fields: [field('name')],
      elements: {
        path: 'members',
        key: 'member',
        owner: { field: 'member', kind: 'email' },
        fields: [field('member')],
      },
    }),
  ],
});

/** Zoë as the register knows her. */
export const sessionsZoe = [sole('customerNumber', 'CN-1'), sole('email', 'zoë.li@example.com')];

const profile = (customerNumber: string, email: string, name: string) =>
  `{"customerNumber": "${customerNumber}", "contact": {"email": "${email}", "name": "${name}"}, ` +
  `"points": ${big}, "rate": 1.50, "offers": true, "secret": "unmapped-profile"}`;
const message = (id: string, author: string, text: string) =>
  JSON.stringify({ id, author, text, secret: 'unmapped-message' });

async function fill(redis: RedisClient): Promise<void> {
  await redis.flushDb();
  await redis.set('profile:a1', profile('cn-1', 'ZOË.li@example.com', 'Zoë Li'), {
    expiration: { type: 'EX', value: 90_000 },
  });
  await redis.set('profile:a4', profile('CN-4', 'ben@example.com', 'Ben Zhao'));
  await redis.hSet('session:CN-1:x', { ip: '192.0.2.1', agent: 'Zoë browser', secret: 'unmapped-session' });
  await redis.expire('session:CN-1:x', 90_000);
  await redis.hSet('session:cn-1:y', { ip: '192.0.2.2', agent: 'Zoë phone' });
  await redis.hSet('session:CN-10:x', { ip: '192.0.2.3', agent: 'Ben browser' });
  await redis.hSet('session:CN-4:CN-1', { ip: '192.0.2.4', agent: 'Ben phone' });
  await redis.rPush('cart:a1', ['{"article":"tea","price":12.30}', 'plain']);
  await redis.rPush('cart:a4', ['{"article":"Ben tea"}']);
  await redis.rPush('chat:1', [
    message('m1', 'CN-4', 'Ben asks'),
    message('m2', 'cn-1', 'Zoë helps'),
    message('m3', 'CN-4', 'Ben thanks'),
  ]);
  await redis.zAdd('segment:news', [
    { score: 1, value: 'Zoë.Li@example.com' },
    { score: 2, value: 'ben@example.com' },
  ]);
  await redis.sAdd('segment:tea', ['ben@example.com', 'zoë.li@example.com']);
  await redis.set('other:CN-1', 'in no map');
}

async function content(redis: RedisClient, withoutPerson: boolean): Promise<string> {
  const lines: string[] = [];
  for (const key of (await redis.keys('*')).sort()) {
    const type = await redis.type(key);
    const value =
      type === 'string'
        ? [await redis.get(key)]
        : type === 'hash'
          ? [JSON.stringify(Object.entries(await redis.hGetAll(key)).sort())]
          : type === 'list'
            ? await redis.lRange(key, 0, -1)
            : type === 'set'
              ? (await redis.sMembers(key)).sort()
              : await redis.zRange(key, 0, -1);
    const isTheirs = /^(profile:a1|session:cn-1:|cart:a1)/i.test(key);
    const others = withoutPerson ? value.filter((one) => !/zoë/i.test(String(one))) : value;
    const ttl = (await redis.ttl(key)) > 0 ? 'expires' : 'stays';
    if (!withoutPerson || !isTheirs) lines.push(`${key} ${ttl} ${others.join(' ')}`);
  }
  return lines.join('\n');
}

/** The rig, and a client of the tests' own. */
export interface RedisRig extends Rig {
  readonly redis: RedisClient;
}

/** A world on a server of its own. */
export async function startRedisWorld(): Promise<RedisRig> {
  const server = await startRedis();
  const url = new URL(server.url);
  const redis = await connectTo(`${server.url}/3`);
  const proxy = await startCuttingProxy(url.hostname, Number(url.port));
  const connectionAt = (port: number) => `redis://:${url.password}@127.0.0.1:${port}/3`;
  return {
    redis,
    store: sessionsMap,
    proxy,
    connectionAt,
    connection: connectionAt(proxy.port),
    writes: /EXEC/,
    person: sessionsZoe,
    keys: { profiles: ['profile:a1'], sessions: ['session:CN-1:x', 'session:cn-1:y'], carts: ['cart:a1'] },
    elements: 3,
    correction: { collection: 'profiles', field: 'contact.name', newValue: 'Zoë Wang' },
    purpose: 'marketing',
    secrets: ['unmapped', 'Ben', 'ben@'],
    disguise: [
      ['cn-1', 'cn-4'],
      ['CN-1', 'CN-4'],
      ['ZOË.li@example.com', 'benny.2@example.com'],
      ['zoë.li@example.com', 'benny.2@example.com'],
      ['Zoë.Li@example.com', 'benny.2@example.com'],
    ],
    wrongConnections: {
      noAccess: `redis://:wrong@127.0.0.1:${url.port}/3`,
      wrongAddress: `redis://:${url.password}@127.0.0.1:${url.port}/99`,
    },
    grow: async () => {
      await redis.hSet('session:CN-1:z', { ip: '192.0.2.9' });
    },
    hostileAnswers: [
      {
        name: 'JSON without end of its depth',
        begin: async () => {
          await redis.set('profile:deep', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`);
          return () => fill(redis);
        },
      },
      {
        name: 'a value of 17 MiB',
        begin: async () => {
          await redis.setRange('profile:large', 17 * 1024 * 1024, 'x');
          return () => fill(redis);
        },
      },
      {
        name: 'a key whose name is no text',
        begin: async () => {
          await redis.set(Buffer.from([...Buffer.from('profile:'), 0xff, 0xfe]), '{}');
          return () => fill(redis);
        },
      },
      {
        name: 'a stream where values are mapped',
        begin: async () => {
          await redis.xAdd('profile:stream', '*', { a: '1' });
          return () => fill(redis);
        },
      },
    ],
    unproven: {
      hold: 'nobody can lock keys of Redis',
      refuse: 'Redis has no constraints',
      ignoreWrites: 'a real Redis cannot be told to lie',
      breakSchema: 'keys have no schema: a field that is gone looks like one that was never set',
    },
    reset: () => fill(redis),
    content: (withoutPerson) => content(redis, withoutPerson),
    stop: async () => {
      redis.destroy();
      await proxy.stop();
      await server.stop();
    },
  };
}
