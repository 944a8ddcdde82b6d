import type { Connection } from 'mongoose';
import type { KeyProvider, Persistence } from '../domain/ports';
import { createAccessLog } from './access-log';
import { createAlertBook } from './alerts';
import { createCodeBook } from './codes';
import { connect } from './connect';
import type { DatabaseAddress } from './connect';
import { createConversation } from './conversation';
import { createDataMapArchive } from './data-maps';
import { createDeadlineLedger } from './deadlines';
import { createDeferralBook } from './deferrals';
import { createDeletionLedger } from './deletion-ledger';
import { shield } from './driver-errors';
import { createEngineBeats } from './engine-beats';
import { createEvidenceLog, createEvidenceReader } from './evidence-log';
import type { EvidenceReader } from './evidence-log';
import { createIdempotencyBook } from './idempotency';
import { createIncidentBook } from './incidents';
import { databaseOf, isMigrated, migrate } from './migrate';
import { createNoticeLedger } from './notices';
import { createOpenRequests } from './request-scan';
import { createProcessingRegister } from './processing-register';
import { createProcessorAnswers } from './processor-answers';
import { createRecipientBook } from './recipients';
import { createRegisterUses } from './register-uses';
import { createRequestKeys } from './request-keys';
import { createRequestStore } from './requests';
import type { EnvelopeCipher, EvidenceChain } from './seams';
import { createSharedIdentifiers } from './shared-identifiers';
import { createStoreBands } from './store-bands';
import { createStoreProgressBook } from './store-progress';
import { createTaskBoard } from './tasks';
import { createVault } from './vault';
import { createWorkQueue } from './work-queue';
import { createWorkTimes } from './work-times';

/** What persistence is made of. */
export interface PersistenceOptions extends DatabaseAddress {
  readonly keys: KeyProvider;
  /** `cipher` of `crypto/cipher`. */
  readonly cipher: EnvelopeCipher;
  /** `evidenceChain` of `evidence/chain`. */
  readonly chain: EvidenceChain;
  /** `expect` for processes whose database role may not build indexes; then `ready` is false until another has. Default `run`. */
  readonly migrations?: 'run' | 'expect';
}

/**
 * Connects, migrates, and offers all stores of `domain/ports`. Close it when done.
 * @throws PersistenceError unavailable when the database does not answer in time.
 */
export async function createPersistence(options: PersistenceOptions): Promise<Persistence> {
  const connection = await connect(options);
  try {
    if (options.migrations !== 'expect') await migrate(connection);
    return await assemble(connection, options);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Opens the evidence for reading only: needs no key and changes nothing. */
export async function openEvidence(
  address: DatabaseAddress,
): Promise<EvidenceReader & { close(): Promise<void> }> {
  const connection = await connect(address);
  return { ...createEvidenceReader(connection), close: () => connection.close() };
}

/** What guards the clocks without Temporal and without any key: nothing in it is encrypted, since nothing is personal. */
export type ClockBooks = Pick<Persistence, 'deadlines' | 'alerts' | 'beats' | 'ready' | 'close'>;

/**
 * Opens the deadline ledger and the book of alerts only, for a process that holds no key. Migrates.
 * @throws PersistenceError unavailable when the database does not answer in time.
 */
export async function openClockBooks(address: DatabaseAddress): Promise<ClockBooks> {
  const connection = await connect(address);
  try {
    await migrate(connection);
    return {
      deadlines: shield('deadlines', createDeadlineLedger(connection)),
      alerts: shield('alerts', createAlertBook(connection)),
      beats: shield('beats', createEngineBeats(connection)),
      ready: () => isReady(connection),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** What a report on the delivery of a letter is written into. Nothing in it is encrypted, since nothing is personal. */
export type LetterBooks = Pick<Persistence, 'notices' | 'tasks' | 'evidence' | 'close'>;

/**
 * Opens the books of letters only, for a process that holds no key. Expects a migrated database.
 * @throws PersistenceError unavailable when the database does not answer in time.
 */
export async function openLetterBooks(address: DatabaseAddress, chain: EvidenceChain): Promise<LetterBooks> {
  const connection = await connect(address);
  return {
    notices: shield('notices', createNoticeLedger(connection)),
    tasks: shield('tasks', createTaskBoard(connection)),
    evidence: shield('evidence', createEvidenceLog(connection, chain)),
    close: () => connection.close(),
  };
}

async function assemble(
  connection: Connection,
  { keys, cipher, chain }: PersistenceOptions,
): Promise<Persistence> {
  const requestKeys = createRequestKeys(connection, keys);
  const [blindKey, callerKey, ledgerKey, codeKey, hashing, sealing] = await Promise.all([
    keys.derive('blind-index'),
    keys.derive('register-callers'),
    keys.derive('deletion-ledger'),
    keys.derive('mailed-code-hash'),
    keys.derive('idempotency-hash'),
    keys.derive('idempotency-answer'),
  ]);
  const canonical = (value: unknown): string => chain.canonical(value);
  return {
    requests: shield('requests', createRequestStore(connection)),
    openRequests: shield('openRequests', createOpenRequests(connection)),
    vault: shield('vault', createVault({ connection, keys: requestKeys, cipher, canonical })),
    evidence: shield('evidence', createEvidenceLog(connection, chain)),
    deadlines: shield('deadlines', createDeadlineLedger(connection)),
    alerts: shield('alerts', createAlertBook(connection)),
    beats: shield('beats', createEngineBeats(connection)),
    incidents: shield('incidents', createIncidentBook(connection)),
    tasks: shield('tasks', createTaskBoard(connection)),
    codes: shield('codes', createCodeBook(connection, cipher, codeKey)),
    notices: shield('notices', createNoticeLedger(connection)),
    register: shield(
      'register',
      createProcessingRegister(connection, cipher, { lookup: blindKey, callers: callerKey }),
    ),
    registerUses: shield('registerUses', createRegisterUses(connection)),
    sharedIdentifiers: shield('sharedIdentifiers', createSharedIdentifiers(connection, cipher, blindKey)),
    deletions: shield('deletions', createDeletionLedger(connection, cipher, ledgerKey)),
    deferrals: shield('deferrals', createDeferralBook(connection)),
    stores: shield('stores', createStoreProgressBook(connection)),
    storeBands: shield('storeBands', createStoreBands(connection)),
    recipients: shield('recipients', createRecipientBook(connection)),
    processorAnswers: shield('processorAnswers', createProcessorAnswers(connection)),
    workTimes: shield('workTimes', createWorkTimes(connection)),
    work: shield('work', createWorkQueue(connection)),
    dataMaps: shield('dataMaps', createDataMapArchive(connection, canonical)),
    conversation: shield('conversation', createConversation(connection, requestKeys, cipher)),
    idempotency: shield('idempotency', createIdempotencyBook(connection, cipher, { hashing, sealing })),
    accessLog: shield('accessLog', createAccessLog(connection)),
    ready: () => isReady(connection),
    close: () => connection.close(),
  };
}

async function isReady(connection: Connection): Promise<boolean> {
  try {
    await databaseOf(connection).command({ ping: 1 });
    return await isMigrated(connection);
  } catch {
    return false;
  }
}
