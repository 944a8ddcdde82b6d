import type { Compared, Difference } from '../activities/reconcile';
import { compareBooks } from '../activities/reconcile';
import { repair } from '../activities/repair-differences';
import type { Environment } from '../config/load-config';
import { loadReconcileConfig } from '../config/load-config';
import { cipher } from '../crypto/cipher';
import { createLocalKeyring } from '../crypto/local-keyring';
import { evidenceChain } from '../evidence/chain';
import { createPersistence } from '../persistence/create-persistence';
import { connectTemporal } from '../temporal/client';
import { createDataConverter } from '../temporal/data-converter';
import { createExecutions } from '../temporal/executions';
import { gatewayOf } from './enforcement';

/** How one difference was found, and what became of it. */
export interface Finding {
  readonly kind: Difference['kind'];
  /** The request, or the workflow where the books know none. */
  readonly id: string;
  readonly runId?: string;
  readonly restarted: boolean;
}

/**
 * Compares the books with the engine of this environment, once. Without `repairs` it only reads. Every finding is handed
 * over as it is made, so that any number of them needs no memory.
 * @throws ConfigError, KeyringError, PersistenceError; a server that does not answer.
 */
export async function reconcileOnce(
  options: { readonly repairs: boolean; readonly onFinding: (finding: Finding) => void },
  env: Environment = process.env,
): Promise<Compared> {
  const config = loadReconcileConfig(env);
  const keys = await createLocalKeyring(config.DSR_KEYRING_FILE);
  const address = { uri: config.DSR_MONGODB_URI, database: config.DSR_MONGODB_DATABASE };
  const books = await createPersistence({ ...address, keys, cipher, chain: evidenceChain });
  const temporal = connectTemporal({
    address: config.DSR_TEMPORAL_ADDRESS,
    namespace: config.DSR_TEMPORAL_NAMESPACE,
    dataConverter: await createDataConverter(keys),
  });
  const gateway = gatewayOf(temporal, { books }, config);
  const now = (): string => new Date().toISOString();
  const deps = { books, gateway, executions: createExecutions(temporal), now };
  try {
    return await compareBooks(deps, async (difference) => {
      const restarted = options.repairs && (await repair(deps, difference));
      options.onFinding(findingOf(difference, restarted));
    });
  } finally {
    await Promise.allSettled([temporal.close(), books.close()]);
  }
}

function findingOf(difference: Difference, restarted: boolean): Finding {
  const id = 'view' in difference ? difference.view.requestId : difference.workflowId;
  const runId = 'runId' in difference ? difference.runId : undefined;
  return { kind: difference.kind, id, ...(runId === undefined ? {} : { runId }), restarted };
}
