import { readFile } from 'node:fs/promises';
import type { CoreDeps, EngineSettings, StoreDeps } from '../activities';
import { clockSettingsOf } from '../config/clock-settings';
import type { WorkerConfig } from '../config/load-config';
import type { ConnectorOptions } from '../connectors';
import { createConnector } from '../connectors';
import { createCallQueue } from '../connectors/call-queue';
import type { CallQueue } from '../connectors/call-queue';
import { setPhoneRegion } from '../connectors/identifier-form';
import { limitConnector } from '../connectors/limited-connector';
import { cipher } from '../crypto/cipher';
import { hashMailedCode, sha256Hex } from '../crypto/ids';
import { createLocalKeyring } from '../crypto/local-keyring';
import { loadDataMap } from '../datamap/load';
import type { Connector } from '../domain/connector';
import type { DataMap, StoreMap } from '../domain/data-map';
import { policyDefaults } from '../domain/policy';
import type { AlertChannel, KeyProvider, Persistence } from '../domain/ports';
import { canonicalJson } from '../evidence/canonical';
import { evidenceChain } from '../evidence/chain';
import { createSmtpMailer, loadAccessPackages, loadNotices, messageIdOf, processorLetter } from '../mail';
import { createPersistence } from '../persistence/create-persistence';
import { alertChannels } from './alert-channels';
import { createCallbackDesk } from './callback-desk';
import { domainOf, senderOf } from './sender';

/** Everything that a worker process holds, wired from its configuration. */
export interface WorkerParts {
  readonly keys: KeyProvider;
  readonly books: Persistence;
  /** The data map in force. */
  readonly map: DataMap;
  readonly core: CoreDeps;
  readonly store: StoreDeps;
  /** Ways out for alerts. */
  readonly channels: readonly AlertChannel[];
  close(): Promise<void>;
}

/** Wires the real adapters. Pins the data map in force, so that every request that names its version finds it. */
export async function wireWorker(config: WorkerConfig): Promise<WorkerParts> {
  setPhoneRegion(config.DSR_PHONE_REGION);
  const keys = await createLocalKeyring(config.DSR_KEYRING_FILE);
  const books = await createPersistence({
    uri: config.DSR_MONGODB_URI,
    database: config.DSR_MONGODB_DATABASE,
    keys,
    cipher,
    chain: evidenceChain,
  });
  const map = loadDataMap(await readFile(config.DSR_DATA_MAP_FILE, 'utf8'), config.DSR_DATA_MAP_FILE);
  await books.dataMaps.pin(map);
  const connectors = connectorPool(config, map, {
    erasureKey: await keys.derive('erasure-hmac'),
    callbacks: createCallbackDesk(
      books.processorAnswers,
      await keys.derive('processor-callback'),
      config.DSR_PUBLIC_URL,
    ),
  });
  checkConnections(map, config);
  const sender = senderOf(config.DSR_MAIL_FROM);
  const bouncesTo = config.DSR_MAIL_BOUNCES_TO;
  const mailer = createSmtpMailer({
    url: config.DSR_SMTP_URL,
    from: sender,
    ...(bouncesTo === undefined ? {} : { bouncesTo }),
  });
  const mailDomain = domainOf(sender);
  const settings = settingsOf(config);
  const store: StoreDeps = {
    books,
    connectorOf: connectors.of,
    hash: (value) => sha256Hex(canonicalJson(value)),
    hashCode: hashMailedCode,
    settings,
    now: () => new Date().toISOString(),
  };
  const core: CoreDeps = {
    ...store,
    mailer,
    renderNotice: loadNotices({ rules: settings.clocks.rules }),
    renderProcessorLetter: processorLetter,
    messageIdOf: (noticeId) => messageIdOf(noticeId, mailDomain),
    buildPackage: loadAccessPackages(),
  };
  const close = async (): Promise<void> => {
    mailer.close();
    await connectors.close();
    await books.close();
  };
  const channels = alertChannels(config, mailer, mailDomain);
  return { keys, books, map, core, store, channels, close };
}

function settingsOf(config: WorkerConfig): EngineSettings {
  return {
    clocks: clockSettingsOf(config),
    publicUrl: config.DSR_PUBLIC_URL,
    codeLifetimeMinutes: config.DSR_CODE_LIFETIME_MINUTES,
    verificationDays: config.DSR_VERIFICATION_DAYS,
    packageHours: config.DSR_PACKAGE_HOURS,
    packageDownloads: policyDefaults.packageDownloads,
    guardianAge: policyDefaults.guardianAge,
  };
}

/** Every automatic store needs its connection now, not in the middle of somebody's request. */
function checkConnections(map: DataMap, config: WorkerConfig): void {
  const missing = map.stores
    .filter(({ kind }) => kind !== 'manual' && kind !== 'email-processor')
    .filter((store) => config.stores[store.connection] === undefined)
    .map((store) => store.connection);
  if (missing.length > 0)
    throw new Error(
      `The data map names stores whose connection is not set: set ${missing.join(', ')} (docs/connectors.md).`,
    );
}

/**
 * One connector per store and version of its map; connectors pool their own connections. All versions of a store wait in
 * one queue, with the limits of the map in force: it is the same machine.
 */
function connectorPool(
  config: WorkerConfig,
  map: DataMap,
  options: ConnectorOptions,
): { of: (store: StoreMap) => Connector; close: () => Promise<void> } {
  const pool = new Map<string, Connector>();
  const queues = new Map<string, CallQueue>();
  const queueOf = ({ id, limits }: StoreMap): CallQueue => {
    const inForce = map.stores.find((store) => store.id === id)?.limits ?? limits;
    const queue = queues.get(id) ?? createCallQueue(id, inForce);
    queues.set(id, queue);
    return queue;
  };
  const open = (store: StoreMap): Connector =>
    limitConnector(createConnector(store, config.stores[store.connection] ?? '', options), queueOf(store));
  return {
    of: (store) => {
      const key = sha256Hex(canonicalJson(store));
      const known = pool.get(key) ?? open(store);
      pool.set(key, known);
      return known;
    },
    close: async () => {
      await Promise.all([...pool.values()].map((connector) => connector.close()));
    },
  };
}
