import type { Replayed } from '../activities/replay-deletion';
import { replayLedger } from '../activities/replay-ledger';
import type { ReplayReport } from '../activities/replay-ledger';
import type { Environment } from '../config/load-config';
import { loadLedgerConfig, loadWorkerConfig } from '../config/load-config';
import { cipher } from '../crypto/cipher';
import { createLocalKeyring } from '../crypto/local-keyring';
import type { StoreMap } from '../domain/data-map';
import type { Persistence } from '../domain/ports';
import { evidenceChain } from '../evidence/chain';
import { createPersistence } from '../persistence/create-persistence';
import { wireWorker } from './deps';

export type { ReplayReport } from '../activities/replay-ledger';
export type { Replayed } from '../activities/replay-deletion';

/** What a replay over the stores of this environment is told. */
export interface ReplayChoice {
  /** Absent: every store of the data map. */
  readonly storeId?: string;
  readonly since?: string;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onPerson: (replayed: Replayed) => void;
  readonly onProgress?: (progress: { readonly storeId: string; readonly scanned: number }) => void;
}

/** The store that was named is not in the data map, or of a kind that cannot be searched. */
export class LedgerStoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LedgerStoreError';
  }
}

/**
 * Replays the deletion ledger on the stores of this environment's data map, one after the other, with the store's own
 * connections. Reports are handed back in the order of the map.
 * @throws ConfigError, DataMapError, LedgerStoreError, PersistenceError, StoreFailure of a store that cannot be read.
 */
export async function replayOnce(
  choice: ReplayChoice,
  env: Environment = process.env,
): Promise<readonly ReplayReport[]> {
  const parts = await wireWorker(loadWorkerConfig(env));
  try {
    const stores = chosenStores(parts.map.stores, choice.storeId);
    const { storeId: _chosen, ...options } = choice;
    const runId = parts.core.now();
    const reports: ReplayReport[] = [];
    for (const store of stores) reports.push(await replayLedger(parts.store, { ...options, store, runId }));
    const [first] = reports;
    if (choice.storeId !== undefined && first?.searched === false)
      throw new LedgerStoreError(
        `Store ${choice.storeId} cannot be searched for the deleted: its kind offers no search of all records.`,
      );
    return reports;
  } finally {
    await parts.close();
  }
}

function chosenStores(stores: readonly StoreMap[], wanted: string | undefined): readonly StoreMap[] {
  if (wanted === undefined) return stores;
  const chosen = stores.filter(({ id }) => id === wanted);
  if (chosen.length > 0) return chosen;
  throw new LedgerStoreError(
    `The data map has no store ${wanted}; expected one of ${stores.map(({ id }) => id).join(', ')}.`,
  );
}

/**
 * Opens the books for a command on the deletion ledger; no connection of a data store is read.
 * @throws ConfigError, KeyringError, PersistenceError
 */
export async function openLedger(
  env: Environment = process.env,
): Promise<Pick<Persistence, 'deletions' | 'evidence' | 'close'>> {
  const config = loadLedgerConfig(env);
  const keys = await createLocalKeyring(config.DSR_KEYRING_FILE);
  const address = { uri: config.DSR_MONGODB_URI, database: config.DSR_MONGODB_DATABASE };
  return createPersistence({ ...address, keys, cipher, chain: evidenceChain });
}
