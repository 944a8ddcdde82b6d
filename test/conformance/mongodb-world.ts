import { randomBytes } from 'node:crypto';
import { BSON, Decimal128, Long, MongoClient, ObjectId } from 'mongodb';
import type { Db } from 'mongodb';
import type { StoreMap } from '../../domain/data-map';
import { startCuttingProxy } from './cutting-proxy';
import { collection, field, link, sole, storeMap } from './maps';
import { mongodbFaults } from './mongodb-faults';
import type { Rig } from './suite';

const id = (n: number) => String(n).padStart(24, '0');
const message = (key: string, text: string, author?: string) => ({
  id: key,
  ...(author !== undefined && { author }),
  text,
  secret: 'unmapped-message',
});

/** Zoë's tickets: one of her own, one in which Ben wrote too; and one of Ben's in which she wrote. */
const tickets = () => [
  {
    _id: new ObjectId(id(1)),
    customerNumber: 'cn-1',
    requester: { email: 'ZOË.li@example.com', name: 'Zoë Li' },
    marketing: true,
    messages: [message('1', 'Zoë asks', 'CN-1'), message('2', 'Staff answers')],
  },
  {
    _id: new ObjectId(id(2)),
    customerNumber: 'CN-1',
    requester: { email: 'zoë.li@example.com', name: 'Zoë Li' },
    messages: [
      message('3', 'Zoë asks again', 'CN-1'),
      message('4', 'Ben helps', 'CN-4'),
      message('5', 'Staff'),
    ],
  },
  {
    _id: new ObjectId(id(3)),
    customerNumber: 'CN-4',
    requester: { email: 'ben@example.com', name: 'Ben Zhao' },
    messages: [
      message('6', 'Ben asks', 'CN-4'),
      message('7', 'Zoë helps', 'cn-1'),
      message('8', 'Ben thanks', 'CN-4'),
    ],
  },
  {
    _id: new ObjectId(id(4)),
    requester: { email: 'family@example.com', name: 'Wang' },
    messages: [message('9', 'Somebody asks'), message('10', 'Other', 'CN-3')],
  },
  {
    _id: new ObjectId(id(5)),
    customerNumber: 'CN-2',
    requester: { email: 'Family@example.com', name: 'Father Wang' },
    messages: [message('11', 'Father asks', 'CN-2')],
  },
  {
    _id: new ObjectId(id(6)),
    customerNumber: 'CN-3',
    requester: { email: 'family@example.com' },
    messages: [],
  },
];
const notes = () => [
  {
    _id: 1,
    phone: '+86 (138) 0013-8001',
    text: 'Zoë called',
    cost: Decimal128.fromString('0.10'),
    seconds: Long.fromString('9007199254740993'),
    at: new Date('2026-01-02T03:04:05.678Z'),
    secret: 'unmapped-note',
  },
  {
    _id: 2,
    phone: '13800138004',
    callable: 'yes',
    text: 'Ben called',
    at: new Date('2026-01-02T03:04:05.678Z'),
  },
];
const drafts = () => [
  { _id: 'd1', ticket: new ObjectId(id(1)), text: 'Zoë draft' },
  { _id: 'd2', ticket: new ObjectId(id(3)), text: 'Ben draft' },
];

/** The map of the support desk. */
export const deskMap: StoreMap = storeMap({
  id: 'desk',
  kind: 'mongodb',
  collections: [
    collection('tickets', {
      key: '_id',
      lookups: [
        { kind: 'customerNumber', field: 'customerNumber' },
        { kind: 'email', field: 'requester.email' },
      ],
      fields: [
        field('customerNumber', { identity: 'customerNumber', erasure: 'hmac' }),
        field('requester.email', { identity: 'email', erasure: 'null' }),
        field('requester.name', { erasure: 'mask' }),
      ],
      elements: {
        path: 'messages',
        key: 'id',
        owner: { field: 'author', kind: 'customerNumber' },
        fields: [field('text')],
      },
      restrictionMarker: 'restricted',
    }),
    collection('notes', {
      key: '_id',
      lookups: [{ kind: 'phone', field: 'phone' }],
      fields: [
        field('text', { correctable: true }),
        field('cost'),
        field('seconds', { correctable: true }),
        field('at', { correctable: true }),
      ],
      objection: { purpose: 'marketing', field: 'callable', off: 'no' },
    }),
    collection('drafts', {
      key: '_id',
      links: [link('ticket', 'tickets', '_id')],
      fields: [field('text')],
    }),
  ],
});

/** Zoë as the register knows her. */
export const deskZoe = [
  sole('customerNumber', 'CN-1'),
  sole('email', 'zoë.li@example.com'),
  sole('phone', '+8613800138001'),
];

/** The rig, and a database handle of the tests' own. */
export interface MongodbRig extends Rig {
  readonly db: Db;
}

/** A world in a database with a random name; `stop` drops it. */
export async function startMongodbWorld(uri: string): Promise<MongodbRig> {
  const client = await new MongoClient(uri).connect();
  const name = `habeas_conformance_${randomBytes(6).toString('hex')}`;
  const db = client.db(name);
  const address = new URL(uri.replace(/^mongodb:/, 'http:'));
  const proxy = await startCuttingProxy(address.hostname, Number(address.port || 27017));
  const connectionAt = (port: number) => `mongodb://127.0.0.1:${port}/${name}?directConnection=true`;
  const collections = { tickets, notes, drafts } as const;
  return {
    ...mongodbFaults(db, connectionAt(proxy.port)),
    db,
    store: deskMap,
    proxy,
    connectionAt,
    connection: connectionAt(proxy.port),
    writes: /(update|delete)\x00[^]*ordered/,
    person: deskZoe,
    keys: { tickets: [id(1), id(2)], notes: ['1'], drafts: ['d1'] },
    elements: 1,
    correction: { collection: 'notes', field: 'text', newValue: 'Zoë called twice' },
    purpose: 'marketing',
    secrets: ['unmapped', 'Ben', 'Wang', 'family'],
    reset: async () => {
      for (const [one, documents] of Object.entries(collections)) {
        await db.collection(one).deleteMany({});
        await db.collection(one).insertMany(documents() as never[]);
      }
    },
    content: async (withoutPerson) => {
      const lines: string[] = [];
      for (const one of Object.keys(collections)) {
        for (const document of await db.collection(one).find({}).sort({ _id: 1 }).toArray()) {
          const line = `${one} ${BSON.EJSON.stringify(withoutPerson ? withoutMessages(document, '7') : document)}`;
          if (!withoutPerson || (!line.includes('Zo') && !line.includes(id(2)) && !line.includes('ZO')))
            lines.push(line);
        }
      }
      return lines.join('\n');
    },
    stop: async () => {
      await proxy.stop();
      await db.dropDatabase();
      await client.close();
    },
  };
}

function withoutMessages(document: object, key: string): object {
  const { messages } = document as { messages?: readonly { id: string }[] };
  return messages === undefined
    ? document
    : { ...document, messages: messages.filter((one) => one.id !== key) };
}
