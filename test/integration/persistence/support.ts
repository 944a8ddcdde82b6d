import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mongoose';
import type { mongo } from 'mongoose';
import { cipher } from '../../../crypto/cipher';
import { newRequestId, newToken, sha256Hex } from '../../../crypto/ids';
import { createLocalKeyring } from '../../../crypto/local-keyring';
import type { EvidenceDraft } from '../../../domain/evidence';
import type { Intake, Persistence } from '../../../domain/ports';
import { evidenceChain } from '../../../evidence/chain';
import { createPersistence } from '../../../persistence/create-persistence';
import { testServers } from '../../support/servers';

/** A database of this test file's own, dropped at the end. */
export interface OwnDatabase {
  readonly books: Persistence;
  readonly uri: string;
  readonly database: string;
  /** A second process's view: own connection, own caches, same keyring. */
  secondProcess(): Promise<Persistence>;
  /** The driver's handle, to look behind the repositories. */
  readonly raw: mongo.Db;
  drop(): Promise<void>;
}

export async function ownDatabase(): Promise<OwnDatabase> {
  const { mongoUri: uri } = testServers();
  const database = `habeas_test_${randomBytes(6).toString('hex')}`;
  const keyring = join(mkdtempSync(join(tmpdir(), 'habeas-keyring-')), 'keyring.json');
  const keys = await createLocalKeyring(keyring);
  const create = () => createPersistence({ uri, database, keys, cipher, chain: evidenceChain });
  const books = await create();
  const connection = await createConnection(uri, { dbName: database }).asPromise();
  const others: Persistence[] = [];
  return {
    books,
    uri,
    database,
    secondProcess: async () => {
      const other = await create();
      others.push(other);
      return other;
    },
    raw: connection.db!,
    drop: async () => {
      await connection.dropDatabase();
      await connection.close();
      await Promise.all([books, ...others].map((each) => each.close()));
    },
  };
}

/** An intake of a fictional request. */
export function intakeOf(change: Partial<Intake> = {}): Intake {
  return {
    requestId: newRequestId(),
    controllerId: 'lotus-telecom',
    right: 'deletion',
    regimes: ['CN-APP-2019'],
    locale: 'zh-CN',
    channel: 'api',
    receivedAt: '2026-03-02T01:00:00Z',
    dataMapVersion: 'f'.repeat(64),
    verificationNeeded: true,
    requesterTokenHash: sha256Hex(newToken()),
    ...change,
  };
}

/** An evidence draft with the given key. */
export function draftOf(key: string, change: Partial<EvidenceDraft> = {}): EvidenceDraft {
  return {
    key,
    type: 'storeOperationFinished',
    at: '2026-03-02T01:00:00Z',
    actor: { kind: 'system', id: 'engine' },
    facts: { storeId: 'shop', count: 3, 'odd.$name': ['x', null, true] },
    ...change,
  };
}

/** Runs `act` n times at once. */
export function atOnce<T>(n: number, act: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: n }, (_, index) => act(index)));
}
