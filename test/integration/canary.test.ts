import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { ApiClient } from '../../cli/demo/api-client';
import { mailedCode, waitUntil } from '../../cli/demo/journey';
import type { Submitted } from '../../cli/demo/journey';
import { startPart } from '../../cli/start/child-process';
import type { Part } from '../../cli/start/child-process';
import { supportDeskUri } from '../../examples/sample-company/desk-uri';
import type { Persona } from '../../examples/sample-company/people';
import { provideTemporal } from '../../scripts/provision';
import type { ProvidedTemporal } from '../../scripts/provision';
import { freePort } from '../../scripts/provision/ports';
import type { Places } from '../support/canary';
import { documentsOf, filesUnder, formsOf, singing } from '../support/canary';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case, VerifiedCase } from '../support/journeys';
import {
  approve,
  asStaff,
  asSubject,
  closed,
  complete,
  completePaper,
  evidenceOf,
  fourEyes,
  letterOf,
  openTask,
  proposed,
  statusWhen,
  submit,
  submitVerified,
} from '../support/journeys';

jest.setTimeout(400_000);

/** Strings that occur nowhere else; the address in the form in which the shop stores it. */
const canary = {
  name: 'Qx7Näme 金雀儿',
  email: 'qx7.mäil@example.com',
  phone: '16109997711',
  number: 'C990077',
  birthDate: '1971-12-27',
  street: 'Qx7Straße 金雀巷77号',
  ticket: 'Qx7ticket 我的金丝雀不唱歌',
  newName: 'Qx7Nëwname 金雀新',
  statement: 'Qx7statement 请尽快',
  message: 'Qx7message to staff',
  reply: 'Qx7reply from staff',
  balance: 'Qx7balance of interests',
  reasons: 'Qx7reasons of the reviewer',
  proof: 'Qx7proof of the name',
  badDate: 'Qx7no-date-at-all',
} as const;
const canaries = Object.values(canary);
const person: Persona = {
  customerNumber: canary.number,
  name: canary.name,
  email: canary.email,
  phone: canary.phone,
  birthDate: canary.birthDate,
};

let folder: string;
let temporal: ProvidedTemporal;
let engine: Engine;
let live: Engine;
const parts: Part[] = [];
const log: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'habeas-canary-'));
  temporal = await provideTemporal({ stateFile: join(folder, 'temporal.db'), onProgress: () => undefined });
  const ownTemporal = { DSR_TEMPORAL_ADDRESS: temporal.address, DSR_TEMPORAL_NAMESPACE: 'default' };
  engine = await startEngine({ worker: false, env: { ...ownTemporal, DSR_LIFT_WARNING_DAYS: '0' } });
  await insertPerson();
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    ...engine.env,
    DSR_LOG_LEVEL: 'trace',
    DSR_API_PORT: String(port),
  };
  for (const part of ['api', 'worker'] as const)
    parts.push(startPart(part, ['serve', part], env, (line) => log.push(line)));
  live = { ...engine, api: new ApiClient(`http://127.0.0.1:${port}`) };
  await waitUntil(
    'the API',
    () =>
      live.api.raw('GET', '/health/ready').then(
        (r) => (r.ok ? true : undefined),
        () => undefined,
      ),
    120_000,
  );
}, 400_000);

afterAll(async () => {
  for (const part of parts) await part.stop();
  await engine.stop();
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
});

async function insertPerson(): Promise<void> {
  const shop = new Client({ connectionString: engine.pgUrl });
  await shop.connect();
  try {
    await shop.query(
      `INSERT INTO shop.customers (customer_id, login_name, name, email, phone, birth_date, status, created_at)
       VALUES ($1, 'hailan-canary', $2, $3, $4, $5, 'active', now() - interval '1 day')`,
      [canary.number, canary.name, canary.email, canary.phone, canary.birthDate],
    );
    await shop.query(
      `INSERT INTO shop.addresses (address_id, customer_id, recipient_name, phone, province, city, street, created_at)
       VALUES ('A990077', $1, $2, $3, '广东省', '广州市', $4, now() - interval '1 day')`,
      [canary.number, canary.name, canary.phone, canary.street],
    );
    await shop.query(
      `INSERT INTO shop.newsletter_subscriptions (subscription_id, customer_id, email, status, subscribed_at)
       VALUES ('N990077', $1, $2, 'subscribed', now() - interval '1 day')`,
      [canary.number, canary.email],
    );
  } finally {
    await shop.end();
  }
  const desk = await MongoClient.connect(supportDeskUri(engine.mongoUri));
  const at = new Date(Date.now() - 86_400_000);
  const message = {
    messageId: 'T990077-1',
    authorNumber: canary.number,
    authorName: canary.name,
    authorRole: 'customer',
    at,
    text: canary.ticket,
  };
  try {
    await desk
      .db()
      .collection<{ _id: string }>('tickets')
      .insertOne({
        _id: 'T990077',
        ...{
          ticketId: 'T990077',
          customerNumber: canary.number,
          requesterEmail: canary.email,
          subject: canary.ticket,
        },
        ...{ createdAt: at, restricted: false, messages: [message] },
      });
  } finally {
    await desk.close();
  }
}

const statement = { statement: canary.statement };

async function access(): Promise<VerifiedCase> {
  const one = await submitVerified(live, person, 'access', statement);
  await asSubject(one, 'POST', '/messages', { body: { text: canary.message } });
  await asStaff(one, 'wei-operator', 'POST', '/messages', { text: canary.reply });
  await asStaff(one, 'wei-operator', 'GET', '/personal?purpose=identityCheck');
  await completePaper(one, 'nothingFound');
  const { proposal } = await proposed(one, 'package');
  await approve(one, fourEyes.slice(0, proposal?.slots.length), proposal?.hash);
  await closed(one);
  const seen = (await live.company.inbox.messages()).length;
  await asSubject(one, 'POST', '/package-codes', { body: {} });
  const code = await mailedCode(live.company.inbox, one.requestId, seen);
  const path = `/v1/requests/${one.requestId}/package`;
  const answer = await live.api.raw('POST', path, { token: one.subjectToken, body: { code } });
  expect(answer.status).toBe(200);
  return one;
}

async function restriction(): Promise<Case> {
  const one = await submitVerified(live, person, 'restriction', { ...statement, locale: 'zh-CN' });
  await completePaper(one);
  await closed(one);
  await asStaff(one, 'tang-approver', 'POST', '/restriction-lifting', {});
  await letterOf(one, '处理限制解除通知');
  return one;
}

async function objections(): Promise<Case[]> {
  const marketing = await submit(live, person, 'objection', { ...statement, purposes: ['marketing'] });
  await closed(marketing);
  const other = await submitVerified(live, person, 'objection', {
    ...statement,
    purposes: ['service-improvement'],
  });
  await statusWhen(other, 'staff', ({ waiting }) => waiting.includes('staff'));
  const decision = { decision: 'stands', ground: 'interests', balance: canary.balance };
  await asStaff(other, 'tang-approver', 'POST', '/objection-decision', decision);
  await closed(other);
  return [marketing, other];
}

async function correction(): Promise<Case> {
  const changes = [{ field: 'shop.customers.name', newValue: canary.newName, proof: canary.proof }];
  const one = await submitVerified(live, person, 'correction', { ...statement, changes });
  const { proposal } = await proposed(one, 'plan');
  await approve(one, fourEyes.slice(0, proposal?.slots.length), proposal?.hash);
  const { hash } = await asSubject<{ hash: string }>(one, 'GET', '/change');
  await asSubject(one, 'POST', '/change-confirmation', { body: { hash } });
  await closed(one);
  return one;
}

/** A value that the store cannot take: its own error text would quote it. */
async function impossibleCorrection(): Promise<VerifiedCase> {
  const changes = [{ field: 'shop.customers.birth_date', newValue: canary.badDate }];
  const one = await submitVerified(live, person, 'correction', { changes });
  const { proposal } = await proposed(one, 'plan');
  await approve(one, fourEyes.slice(0, proposal?.slots.length), proposal?.hash);
  const { hash } = await asSubject<{ hash: string }>(one, 'GET', '/change');
  await asSubject(one, 'POST', '/change-confirmation', { body: { hash } });
  const trouble = await openTask(one, 'storeTrouble');
  await complete(one, trouble, { result: 'cannotBeDone', witnesses: [] });
  expect(await closed(one)).toMatchObject({ outcome: 'refused' });
  return one;
}

async function appeal(first: VerifiedCase): Promise<Case> {
  const body = { right: 'appeal', ...statement };
  const one = { ...first, ...(await asSubject<Submitted>(first, 'POST', '/reviews', { body })) };
  await statusWhen(one, 'staff', ({ waiting }) => waiting.includes('staff'));
  const decision = { decision: 'upheld', reasons: canary.reasons };
  await asStaff(one, 'luo-approver', 'POST', '/review-decision', decision);
  const open = await statusWhen(
    one,
    'the decision',
    ({ phase, proposal }) => phase === 'closed' || !!proposal,
  );
  if (open.proposal !== undefined) {
    await asStaff(one, 'shen-privacy', 'GET', '/review-decision');
    await approve(one, ['shen-privacy'], open.proposal.hash);
  }
  expect(await closed(one)).toMatchObject({ outcome: 'upheld' });
  expect((await letterOf(one, 'Our decision on your appeal')).text).toContain(canary.reasons);
  return one;
}

async function deletion(): Promise<Case> {
  const one = await submitVerified(live, { ...person, name: canary.newName }, 'deletion', statement);
  await proposed(one, 'plan');
  await approve(one, fourEyes);
  await completePaper(one);
  await closed(one);
  return one;
}

/** Where nothing personal may be, besides Temporal's files. */
async function openPlaces(cases: readonly Case[]): Promise<Places> {
  const { env } = engine;
  const metrics = await (await live.api.raw('GET', '/metrics')).text();
  const evidence = await Promise.all(cases.map((one) => evidenceOf(one)));
  return new Map([
    ['metrics', Buffer.from(metrics)],
    ['evidence', Buffer.from(JSON.stringify(evidence))],
    ['log', Buffer.from(log.join('\n'))],
    ...(await documentsOf(env['DSR_MONGODB_URI'] ?? '', env['DSR_MONGODB_DATABASE'] ?? '')),
    ...(await filesUnder(dirname(env['DSR_KEYRING_FILE'] ?? ''))),
  ]);
}

async function shopRows(): Promise<Uint8Array> {
  const shop = new Client({ connectionString: engine.pgUrl });
  await shop.connect();
  try {
    const { rows } = await shop.query('SELECT * FROM shop.customers WHERE customer_id = $1', [canary.number]);
    return Buffer.from(JSON.stringify(rows));
  } finally {
    await shop.end();
  }
}

test('When a text lies somewhere in another form, then the search finds it', () => {
  for (const form of formsOf(canary.name))
    expect(
      singing([canary.name], new Map([['x', Buffer.concat([Buffer.from('..'), form, Buffer.from('..')])]])),
    ).toEqual([`x: ${canary.name}`]);
  const inBase64 = Buffer.from(`{"a":"${canary.name}"}`).toString('base64');
  expect(singing([canary.name], new Map([['x', Buffer.from(inBase64)]]))).toHaveLength(1);
});

test('When a person goes through every right, then no trace of the person is where none may be', async () => {
  expect(singing([canary.name, canary.phone], new Map([['shop', await shopRows()]]))).toHaveLength(2);
  const refused = await impossibleCorrection();
  const cases = [
    refused,
    await appeal(refused),
    await access(),
    await restriction(),
    ...(await objections()),
    await correction(),
    await deletion(),
  ];
  const mail = Buffer.from(JSON.stringify(await live.company.inbox.messages()));
  expect(singing([canary.name, canary.newName], new Map([['mail', mail]]))).toHaveLength(2);

  const places = await openPlaces(cases);
  expect(places.get('collection requests')?.length).toBeGreaterThan(0);
  expect(log.length).toBeGreaterThan(0);
  expect(singing(canaries, places)).toEqual([]);
  for (const part of parts.splice(0)) await part.stop();
  await temporal.stop();
  const history = await filesUnder(folder);
  // The right files, and readable: the opaque ids are there.
  expect(singing([cases[0]?.requestId ?? ''], history).length).toBeGreaterThan(0);
  expect(singing(canaries, new Map([...history, ['log to the end', Buffer.from(log.join('\n'))]]))).toEqual(
    [],
  );
});
