import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mongoose';
import { cipher } from '../../../crypto/cipher';
import { newToken, sha256Hex } from '../../../crypto/ids';
import { createLocalKeyring } from '../../../crypto/local-keyring';
import { evidenceChain } from '../../../evidence/chain';
import { createPersistence } from '../../../persistence/create-persistence';
import { migrations } from '../../../persistence/migrations';
import { migrateDatabase } from '../../../persistence/migrate';
import { testServers } from '../../support/servers';
import { atOnce, draftOf, intakeOf, ownDatabase } from './support';

const keyring = () =>
  createLocalKeyring(join(mkdtempSync(join(tmpdir(), 'habeas-keyring-')), 'keyring.json'));

describe('Migrations', () => {
  it('When they run in three processes at once and once more, then each is recorded once and all indexes are there', async () => {
    const address = {
      uri: testServers().mongoUri,
      database: `habeas_test_${randomBytes(6).toString('hex')}`,
    };
    const expecting = await createPersistence({
      ...address,
      keys: await keyring(),
      cipher,
      chain: evidenceChain,
      migrations: 'expect',
    });
    const connection = await createConnection(address.uri, { dbName: address.database }).asPromise();
    try {
      expect(await expecting.ready()).toBe(false);
      await atOnce(3, () => migrateDatabase(address));
      expect(await migrateDatabase(address)).toEqual([]);
      expect(await expecting.ready()).toBe(true);
      expect(await connection.collection('migrations').countDocuments()).toBe(migrations.length);
      const indexes = await connection.collection('evidence').indexes();
      expect(indexes.filter((index) => index.unique).map((index) => index.key)).toEqual(
        expect.arrayContaining([
          { requestId: 1, seq: 1 },
          { requestId: 1, key: 1 },
        ]),
      );
    } finally {
      await expecting.close();
      await connection.dropDatabase();
      await connection.close();
    }
  });
});

describe('A database that does not answer', () => {
  it('When nobody listens, then connecting fails in time as unavailable and says nothing of the address', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const uri = `mongodb://user:canary-password@127.0.0.1:${port}/`;
    const keys = await keyring();
    const attempt = createPersistence({
      uri,
      database: 'x',
      keys,
      cipher,
      chain: evidenceChain,
      serverSelectionTimeoutMs: 300,
    });
    const error: unknown = await attempt.catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'PersistenceError', kind: 'unavailable', retryable: true });
    expect(String(error)).not.toContain('canary-password');
  });

  it('When it is closed, then it is not ready and calls fail as unavailable', async () => {
    const own = await ownDatabase();
    const other = await own.secondProcess();
    await other.close();
    expect(await other.ready()).toBe(false);
    await expect(other.requests.find(intakeOf().requestId)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await own.books.ready()).toBe(true);
    await own.drop();
  });
});

describe('What lies in the database', () => {
  it('When a person with unique strings goes through every book, then no document holds any of them', async () => {
    const own = await ownDatabase();
    const { books } = own;
    const canaries = [
      'Canary-Name-7f3a',
      'canary7f3a@example.com',
      '+8613700007f3a',
      'canary words 7f3a',
      'canary-key-7f3a',
      '48151623',
      newToken(),
    ];
    const [name, email, phone, words, key, code, token] = canaries as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const intake = intakeOf({ requesterTokenHash: sha256Hex(token) });
    const { requestId } = intake;
    await books.requests.accept(intake);
    await books.vault.put(requestId, 'claims', {
      name,
      identifiers: [{ kind: 'email', value: email }],
      statement: words,
    });
    await books.vault.putBytes(requestId, 'package', Buffer.from(canaries.join()));
    const commitments = { email: await books.vault.commitment(requestId, email) };
    await books.evidence.append(requestId, [draftOf('a', { commitments })]);
    await books.conversation.add(requestId, {
      lineId: '1',
      from: 'subject',
      at: intake.receivedAt,
      text: words,
    });
    const identifiers = [
      { kind: 'email', value: email, sharing: 'sole' },
      { kind: 'phone', value: phone, sharing: 'sole' },
    ] as const;
    await books.register.enter(
      { requestId, kind: 'restriction', purposes: ['*'], since: intake.receivedAt },
      identifiers,
    );
    await books.idempotency.begin('intake', key, sha256Hex(email), intake.receivedAt);
    await books.idempotency.finish('intake', key, { status: 202, body: { token, name }, headers: {} });
    await books.codes.issue({
      requestId,
      purpose: 'verifyIdentity',
      codeHash: sha256Hex(code),
      issuedAt: intake.receivedAt,
      expiresAt: '2026-03-02T02:00:00Z',
    });
    expect(await books.register.concerning('email', email)).toHaveLength(1);
    const dump = await dumpOf(own.raw);
    // What can be tried out must not be there as a plain hash either.
    const hashed = [email, phone, name, code].map((value) => sha256Hex(value));
    for (const secret of [...canaries, ...hashed]) expect(dump.includes(secret)).toBe(false);
    expect(dump).toContain(requestId);
    await own.drop();
  });
});

/** Every document of every collection as text, with bytes as they are. */
async function dumpOf(raw: Awaited<ReturnType<typeof ownDatabase>>['raw']): Promise<string> {
  const parts: string[] = [];
  for (const { name } of await raw.listCollections().toArray())
    for (const document of await raw.collection(name).find({}, { promoteBuffers: true }).toArray())
      parts.push(
        JSON.stringify(document, (_key, value: unknown) =>
          isBytes(value) ? Buffer.from(value.data).toString('latin1') : value,
        ),
      );
  return parts.join('\n');
}

function isBytes(value: unknown): value is { data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value
  );
}
