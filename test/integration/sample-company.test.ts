import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { MongoClient } from 'mongodb';
import { createTransport } from 'nodemailer';
import { Client } from 'pg';
import { crowdSize } from '../../examples/sample-company/generate-crowd';
import { generateSubscribers } from '../../examples/sample-company/generate-desk';
import {
  sampleStaff,
  staffToken,
  startIdentityProvider,
} from '../../examples/sample-company/identity-provider';
import { startInbox } from '../../examples/sample-company/inbox';
import { startNewsletterSender } from '../../examples/sample-company/newsletter-sender';
import type { NewsletterSender } from '../../examples/sample-company/newsletter-sender';
import { familyMailbox, people, recycledPhone } from '../../examples/sample-company/people';
import { checksums, diffChecksums, seedShop, seedSupportDesk } from '../../examples/sample-company/seed';
import { testServers } from '../support/servers';

describe('Seeded stores', () => {
  const name = `sample_${randomUUID().replaceAll('-', '')}`;
  const { mongoUri: server, postgresUrl } = testServers();
  const pgUrl = Object.assign(new URL(postgresUrl), { pathname: `/${name}` }).href;
  const mongoUri = `${server.replace(/\/?$/, '/')}${name}`;
  const sql = new Client({ connectionString: pgUrl });
  const mongo = new MongoClient(mongoUri);

  beforeAll(async () => {
    await seedShop(pgUrl);
    await seedSupportDesk(mongoUri);
    await sql.connect();
    await mongo.connect();
  });

  afterAll(async () => {
    await sql.end();
    await mongo.db().dropDatabase();
    await mongo.close();
    const admin = new Client({ connectionString: postgresUrl });
    await admin.connect();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });

  const count = async (query: string, values: readonly unknown[] = []): Promise<number> => {
    const { rows } = await sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${query}`, [...values]);
    return rows[0]!.n;
  };

  test('When seeded, then the shop has its customers and the orders that must stay and may go', async () => {
    expect(await count('shop.customers')).toBe(crowdSize + 14);
    expect(await count('shop.orders WHERE customer_id IS NULL')).toBeGreaterThan(100);
    expect(await count(`shop.orders WHERE ordered_at < '2016-01-01'`)).toBeGreaterThan(200);
    expect(await count(`shop.orders WHERE ordered_at > '2017-01-01'`)).toBeGreaterThan(1_500);
    expect(await mongo.db().collection('tickets').countDocuments()).toBe(409);
    expect(await mongo.db().collection('call_notes').countDocuments()).toBe(255);
  });

  test('When the shapes that hurt are looked up, then they are there', async () => {
    expect(await count('shop.customers WHERE email = $1', [familyMailbox])).toBe(3);
    expect(await count('shop.customers WHERE phone = $1', [recycledPhone])).toBe(1);
    const { changedPhone } = people;
    const stale = 'shop.addresses WHERE phone = $1 AND customer_id = $2';
    expect(await count(stale, [recycledPhone, changedPhone.customerNumber])).toBe(1);
    expect(await count('shop.customers WHERE email = $1', [people.upperCase.email])).toBe(1);
    expect(await count('shop.customers WHERE name = $1', [people.decomposed.name])).toBe(1);
    expect(await count('shop.customers WHERE name = $1', [people.decomposed.name.normalize('NFC')])).toBe(0);
    expect(await count('shop.orders WHERE guest_email = $1', [people.guest.email])).toBe(2);
    const tickets = mongo.db().collection('tickets');
    const { guestWriter, hostOfGuestWriter } = people;
    const guests = {
      customerNumber: hostOfGuestWriter.customerNumber,
      'messages.authorNumber': guestWriter.customerNumber,
    };
    expect(await tickets.countDocuments(guests)).toBe(1);
  });

  test('When rows are deleted in the wrong order, then the database refuses', async () => {
    const wrong = ['customers', 'orders'].map((table) =>
      sql.query(`DELETE FROM shop.${table} WHERE customer_id = $1`, [people.demo.customerNumber]),
    );
    for (const each of await Promise.allSettled(wrong)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: '23001' } });
    }
  });

  test('When seeded again, then nothing changes, and a reset brings back what was lost', async () => {
    const before = await checksums(pgUrl, mongoUri);
    expect(await seedShop(pgUrl)).toBe('alreadySeeded');
    expect(await seedSupportDesk(mongoUri)).toBe('alreadySeeded');
    await sql.query(`DELETE FROM shop.addresses WHERE address_id = 'A000001'`);
    await sql.query(`UPDATE shop.customers SET phone = NULL WHERE customer_id = 'C000001'`);
    await mongo.db().collection<{ _id: string }>('tickets').deleteOne({ _id: 'T000001' });
    await mongo
      .db()
      .collection<{ _id: string }>('call_notes')
      .updateOne({ _id: 'K000001' }, { $set: { note: '' } });
    await mongo.db().collection<{ _id: string }>('call_notes').insertOne({ _id: 'K000999' });

    expect(diffChecksums(before, await checksums(pgUrl, mongoUri))).toEqual({
      changed: ['call_notes/K000001', 'customers/C000001'],
      removed: ['addresses/A000001', 'tickets/T000001'],
      added: ['call_notes/K000999'],
    });
    expect(await seedShop(pgUrl, { reset: true })).toBe('seeded');
    expect(await seedSupportDesk(mongoUri, { reset: true })).toBe('seeded');
    expect(diffChecksums(before, await checksums(pgUrl, mongoUri))).toEqual({
      changed: [],
      removed: [],
      added: [],
    });
  });

  test('When two seed at once, then one waits and finds it done', async () => {
    const results = await Promise.all([seedShop(pgUrl, { reset: true }), seedShop(pgUrl)]);
    expect(results).toEqual(['seeded', 'alreadySeeded']);
    expect(await count('shop.customers')).toBe(crowdSize + 14);
  });
});

describe('The newsletter sender', () => {
  const apiKey = 'test-key';
  const answerAfterMs = 60;
  const { customerNumber } = people.demo;
  let folder: string;
  let sender: NewsletterSender;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'habeas-sender-'));
    sender = await start();
  });
  afterEach(async () => {
    await sender.stop();
    await rm(folder, { recursive: true });
  });

  function start(): Promise<NewsletterSender> {
    const stateFile = join(folder, 'books.json');
    return startNewsletterSender({ apiKey, answerAfterMs, stateFile, subscribers: generateSubscribers() });
  }
  function call(path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(sender.url + path, {
      headers: { authorization: `Bearer ${apiKey}`, ...headers },
      signal: AbortSignal.timeout(2_000),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  }
  const order = (path: string, body: object, key = 'key-1'): Promise<Response> =>
    call(path, body, { 'idempotency-key': key });
  const json = async (response: Response): Promise<Record<string, unknown>> =>
    (await response.json()) as Record<string, unknown>;
  const completion = async (id: unknown): Promise<Record<string, unknown>> => {
    for (;;) {
      const erasure = await json(await call(`/v1/erasures/${String(id)}`));
      if (erasure['status'] === 'completed') return erasure;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  test('When asked to erase, then it accepts first and certifies later', async () => {
    const response = await order('/v1/erasures', { customerNumber });
    const accepted = await json(response);
    expect([response.status, accepted['status']]).toEqual([202, 'accepted']);
    const done = await completion(accepted['id']);
    const took = Date.parse(String(done['completedAt'])) - Date.parse(String(accepted['acceptedAt']));
    expect(took).toBeGreaterThanOrEqual(answerAfterMs);
    expect(done['removed']).toBe(1);
    expect(done['certificate']).toContain('1 subscriber(s) erased');
    expect(await json(await call(`/v1/subscribers?customerNumber=${customerNumber}`))).toEqual({
      subscribers: [],
    });
  });

  test('When the same order comes twice, then it has one effect; another order under its key is refused', async () => {
    const first = await json(await order('/v1/erasures', { customerNumber }));
    expect(await json(await order('/v1/erasures', { customerNumber }))).toEqual(first);
    expect((await order('/v1/erasures', { customerNumber: 'C000003' })).status).toBe(409);
    await completion(first['id']);
    expect(sender.effects()).toMatchObject([{ kind: 'erasure', key: 'key-1', count: 1 }]);
  });

  test('When it does not know the person, then it completes with nothing removed', async () => {
    const { id } = await json(await order('/v1/erasures', { customerNumber: 'C999999' }));
    expect(await completion(id)).toMatchObject({ removed: 0 });
  });

  test('When it restarts between accepting and erasing, then the order is still executed once', async () => {
    const { id } = await json(await order('/v1/erasures', { customerNumber }));
    await sender.stop();
    sender = await start();
    await completion(id);
    await order('/v1/erasures', { customerNumber });
    expect(sender.effects()).toHaveLength(1);
    expect(sender.subscribers().some((each) => each.customerNumber === customerNumber)).toBe(false);
  });

  test('When a value is rectified, then only from its old value', async () => {
    const change = { customerNumber, field: 'email', newValue: 'new@example.com' };
    expect((await order('/v1/rectifications', { ...change, oldValue: 'else@example.com' })).status).toBe(409);
    expect(
      (await order('/v1/rectifications', { ...change, oldValue: people.demo.email }, 'key-2')).status,
    ).toBe(200);
    expect(sender.subscribers()[0]).toMatchObject({ customerNumber, email: 'new@example.com' });
  });

  test('When mailing is suppressed and lifted, then at once', async () => {
    await order('/v1/suppressions', { customerNumber });
    expect(sender.subscribers()[0]?.status).toBe('suppressed');
    await order('/v1/suppressions', { customerNumber, lift: true }, 'key-2');
    expect(sender.subscribers()[0]?.status).toBe('subscribed');
  });

  test.each<[string, number, () => Promise<Response>]>([
    ['no key', 401, () => call('/v1/subscribers?customerNumber=C000001', undefined, { authorization: '' })],
    ['a wrong key', 401, () => call('/v1/erasures', { customerNumber }, { authorization: 'Bearer other' })],
    ['no idempotency key', 400, () => call('/v1/erasures', { customerNumber })],
    ['nobody named', 422, () => order('/v1/erasures', {})],
    ['an unknown word', 422, () => order('/v1/erasures', { customerNumber, all: true })],
    ['an operator for a value', 422, () => order('/v1/erasures', { customerNumber: { $ne: null } })],
    ['a large body', 413, () => order('/v1/erasures', { customerNumber: 'C'.repeat(20_000) })],
    ['an unknown order', 404, () => call('/v1/erasures/er_none')],
    ['an unknown path', 404, () => order('/v2/erasures', { customerNumber })],
  ])('When it is sent %s, then it answers %i and does nothing', async (_, status, send) => {
    expect((await send()).status).toBe(status);
    expect(sender.effects()).toEqual([]);
    expect(sender.subscribers()).toHaveLength(generateSubscribers().length);
  });

  test('When it fails or hangs, then nothing happened; when its answer is lost, then something did', async () => {
    sender.failNext(1);
    expect((await order('/v1/suppressions', { customerNumber })).status).toBe(503);
    sender.hangNext(1);
    await expect(order('/v1/suppressions', { customerNumber })).rejects.toThrow();
    expect(sender.effects()).toEqual([]);
    sender.loseNextAnswer();
    await expect(order('/v1/suppressions', { customerNumber })).rejects.toThrow();
    expect(sender.effects()).toHaveLength(1);
    expect((await order('/v1/suppressions', { customerNumber })).status).toBe(200);
    expect(sender.effects()).toHaveLength(1);
  });
});

test('When a member of staff asks for a token, then it is a short-lived JWT with their role', async () => {
  const provider = await startIdentityProvider();
  try {
    const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`));
    for (const member of sampleStaff) {
      const token = await staffToken(provider.issuer, member.id);
      const { payload } = await jwtVerify(token, keys, { issuer: provider.issuer, audience: 'habeas-api' });
      expect(payload).toMatchObject({
        sub: member.id,
        roles: [member.role],
        preferred_username: member.name,
      });
      expect(payload.exp! - payload.iat!).toBe(900);
    }
    await expect(staffToken(provider.issuer, 'nobody')).rejects.toThrow('No token for nobody');
  } finally {
    await provider.stop();
  }
});

test('When mail is sent, then the inbox holds it as it was', async () => {
  const inbox = await startInbox();
  try {
    const mail = {
      from: 'a@example.com',
      to: people.demo.email,
      subject: '删除完成',
      text: '您好',
      html: '<p>您好</p>',
    };
    await createTransport(inbox.smtpUrl).sendMail({ ...mail, messageId: '<1.letter@hailan.example>' });
    expect(await inbox.messages()).toEqual([
      {
        to: [people.demo.email],
        subject: '删除完成',
        messageId: '<1.letter@hailan.example>',
        text: '您好',
        html: '<p>您好</p>',
      },
    ]);
  } finally {
    await inbox.stop();
  }
});
