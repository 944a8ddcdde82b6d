import { MongoClient } from 'mongodb';
import type { Collection } from 'mongodb';
import { Client } from 'pg';
import { generateCrowd } from '../../examples/sample-company/generate-crowd';
import { generateDesk, generateSubscribers } from '../../examples/sample-company/generate-desk';
import { people } from '../../examples/sample-company/people';
import type { Persona } from '../../examples/sample-company/people';
import { checksums, seedShop, seedSupportDesk } from '../../examples/sample-company/seed';
import type { Checksums } from '../../examples/sample-company/seed';

// What deletions must lead to, by statements written by hand over a second copy of the stores: no connector, no data map.

/** Somebody who asks for deletion. */
export type Deletable = Persona & { readonly customerNumber: string };

/** Where a copy of the stores is. */
export interface Stores {
  readonly pgUrl: string;
  readonly mongoUri: string;
}

const sharedTicket = 'T900001';

/**
 * Twenty people of the sample company whose records meet: named people with shapes that hurt, both owners of shared
 * mailboxes, and customers with orders inside and beyond the duty to keep them.
 */
export function twentyPeople(): readonly Deletable[] {
  const named = [
    people.demo,
    people.upperCase,
    people.decomposed,
    people.noOrders,
    people.guestWriter,
    people.processorOnly,
  ];
  const { customers, orders } = generateCrowd();
  const { tickets, call_notes: notes } = generateDesk();
  const of = (number: string) => ({
    orders: orders.filter((row) => row.customer_id === number).length,
    desk: [...tickets, ...notes].filter((row) => row.customerNumber === number).length,
  });
  const known = customers.filter(
    ({ email, phone, id_card: card }) => email !== null && phone !== null && card === null,
  );
  const pairs = known
    .map((row) => known.filter(({ email }) => email === row.email))
    .filter((owners, index) => owners.length === 2 && owners[0] === known[index])
    .slice(0, 3)
    .flat();
  const busy = known.filter(
    (row) => !pairs.includes(row) && of(row.customer_id).orders > 1 && of(row.customer_id).desk > 0,
  );
  const crowd = [...pairs, ...busy.slice(0, 14 - pairs.length)].map((row) => ({
    customerNumber: row.customer_id,
    name: row.name,
    email: row.email ?? '',
    phone: row.phone ?? '',
    ...(row.birth_date === null ? {} : { birthDate: row.birth_date }),
  }));
  return [...named, ...crowd];
}

/** Adds a ticket of somebody who stays, in which all of them wrote: one document that twenty deletions change at once. */
export async function addSharedTicket(mongoUri: string, writers: readonly Deletable[]): Promise<void> {
  const at = new Date('2026-05-01T02:00:00Z');
  const host = people.hostOfGuestWriter;
  const said = (author: { readonly customerNumber?: string; readonly name: string }, index: number) => ({
    messageId: `${sharedTicket}-${index}`,
    ...(author.customerNumber === undefined ? {} : { authorNumber: author.customerNumber }),
    authorName: author.name,
    authorRole: author.customerNumber === undefined ? 'staff' : 'customer',
    at,
    text: '整条街都断网了。',
  });
  await onDesk(mongoUri, async (desk) => {
    await desk('tickets').insertOne({
      _id: sharedTicket,
      ticketId: sharedTicket,
      customerNumber: host.customerNumber,
      requesterEmail: host.email,
      subject: '断网',
      createdAt: at,
      restricted: false,
      messages: [host, ...writers, { name: '客服小蓝' }].map(said),
    });
  });
}

/** Seeds a second copy, deletes the people in it by hand, and returns what is then there. */
export async function expectedAfter(
  twin: Stores,
  real: Stores,
  gone: readonly Deletable[],
): Promise<Checksums> {
  await Promise.all([seedShop(twin.pgUrl, { reset: true }), seedSupportDesk(twin.mongoUri, { reset: true })]);
  await addSharedTicket(twin.mongoUri, gone);
  const numbers = gone.map(({ customerNumber }) => customerNumber);
  await deleteFromShop(twin.pgUrl, real.pgUrl, numbers);
  for (const person of gone) await deleteFromDesk(twin.mongoUri, person);
  const subscribers = generateSubscribers().filter((one) => !numbers.includes(one.customerNumber));
  return new Map([
    ...(await checksums(twin.pgUrl, twin.mongoUri)),
    ...subscribers.map((one) => [`subscribers/${one.customerNumber}`, JSON.stringify(one)] as const),
  ]);
}

/** Orders and payments of the last ten years stay with their customer's bare row; everything else goes. */
async function deleteFromShop(twinUrl: string, realUrl: string, numbers: readonly string[]): Promise<void> {
  const hashes = await hashedLogins(realUrl, numbers);
  await onShop(twinUrl, async (shop) => {
    const over = `ordered_at < timestamptz '2016-11-01'`;
    for (const statement of [
      `delete from shop.payments where order_id in (select order_id from shop.orders where customer_id = any($1) and ${over})`,
      `delete from shop.orders where customer_id = any($1) and ${over}`,
      'delete from shop.addresses where customer_id = any($1)',
      'delete from shop.newsletter_subscriptions where customer_id = any($1)',
      `delete from shop.customers c where customer_id = any($1)
         and not exists (select from shop.orders o where o.customer_id = c.customer_id)`,
      `update shop.customers set name = '***', email = null, phone = null, birth_date = null, id_card = null
         where customer_id = any($1)`,
    ])
      await shop.query(statement, [numbers]);
    for (const { customer_id: number, login_name: hash } of hashes)
      await shop.query('update shop.customers set login_name = $2 where customer_id = $1', [number, hash]);
  });
}

/** The one value that cannot be known beforehand: a keyed hash. It must be one, and nobody else's. */
async function hashedLogins(
  realUrl: string,
  numbers: readonly string[],
): Promise<readonly { customer_id: string; login_name: string }[]> {
  const { rows } = await onShop(realUrl, (shop) =>
    shop.query<{ customer_id: string; login_name: string }>(
      'select customer_id, login_name from shop.customers where customer_id = any($1)',
      [numbers],
    ),
  );
  const names = rows.map(({ login_name: name }) => name);
  if (names.some((name) => !/^[\w-]{20,}$/.test(name) || name.startsWith('hailan')))
    throw new Error('A login name was not replaced by a hash.');
  if (new Set(names).size < names.length) throw new Error('Two people got the same hash.');
  return rows;
}

async function deleteFromDesk(mongoUri: string, person: Deletable): Promise<void> {
  const { customerNumber: number } = person;
  const email = person.email.normalize('NFC').toLowerCase();
  const phone = person.phone?.replace(/\D/g, '').replace(/^86(?=1\d{10}$)/, '') ?? '';
  const others = { $elemMatch: { authorNumber: { $nin: [number, null] } } };
  await onDesk(mongoUri, async (desk) => {
    const isTheirs = { $or: [{ customerNumber: number }, { customerNumber: null, requesterEmail: email }] };
    await desk('tickets').updateMany(
      { ...isTheirs, messages: others },
      { $set: { customerNumber: null, requesterEmail: null, subject: '***' } },
    );
    await desk('tickets').deleteMany({ ...isTheirs });
    await desk('tickets').updateMany({}, { $pull: { messages: { authorNumber: number } } } as never);
    await desk('call_notes').updateMany(
      { $or: [{ customerNumber: number }, { customerNumber: null, callerPhone: phone }] },
      { $set: { customerNumber: null, callerPhone: null, note: '***' } },
    );
  });
}

async function onShop<T>(url: string, work: (shop: Client) => Promise<T>): Promise<T> {
  const shop = new Client({ connectionString: url });
  await shop.connect();
  try {
    return await work(shop);
  } finally {
    await shop.end();
  }
}

interface DeskDocument {
  readonly _id: string;
  readonly [field: string]: unknown;
}
type Desk = (name: 'tickets' | 'call_notes') => Collection<DeskDocument>;

async function onDesk(uri: string, work: (desk: Desk) => Promise<void>): Promise<void> {
  const client = await MongoClient.connect(uri);
  try {
    await work((name) => client.db().collection<DeskDocument>(name));
  } finally {
    await client.close();
  }
}
