import type { Connector, ScannedRecord, StoreCall } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import type { RequestId } from '../domain/ids';
import type { StoreDeps } from './deps';
import type { Replayed, ReplayStatus, Returned } from './replay-deletion';
import { replayDeletion } from './replay-deletion';

/** Records whose identifiers are looked up in the ledger at once. */
const batchSize = 500;
/** People found before they are dealt with: bounds the memory however many a restore brought back. */
const mostAtOnce = 2_000;

/** What a replay is to do. */
export interface ReplayOptions {
  readonly store: StoreMap;
  /** UTC instant at which the backup was made: who was deleted before it cannot have come back with it. */
  readonly since?: string;
  /** True: says what would be done, and touches nothing. */
  readonly dryRun: boolean;
  /** Names this run in operation ids and evidence. */
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly onPerson: (replayed: Replayed) => void;
  readonly onProgress?: (progress: { readonly storeId: string; readonly scanned: number }) => void;
}

/** What a replay of one store came to, in people; `scanned` counts records. */
export interface ReplayReport {
  readonly storeId: string;
  /** False when this kind of store cannot be searched for the deleted: nothing is known of it. */
  readonly searched: boolean;
  readonly scanned: number;
  readonly people: Readonly<Partial<Record<ReplayStatus, number>>>;
}

/**
 * Searches a whole store for people whose deletion was proven and who stand in it again, as after the restore of a backup,
 * and deletes each anew by the rules of the map. What was done is not found by the next run, so that a run that was killed
 * is simply started again.
 */
export async function replayLedger(deps: StoreDeps, options: ReplayOptions): Promise<ReplayReport> {
  const { store } = options;
  const connector = deps.connectorOf(store);
  if (connector.scanIdentifiers === undefined)
    return { storeId: store.id, searched: false, scanned: 0, people: {} };
  const settled = new Set<RequestId>();
  const people: Partial<Record<ReplayStatus, number>> = {};
  for (;;) {
    const { scanned, returned, isWhole } = await findReturned(deps, connector, options, settled);
    for (const one of returned.values()) {
      const replayed = await replayDeletion(deps, connector, options, one);
      settled.add(one.requestId);
      people[replayed.status] = (people[replayed.status] ?? 0) + 1;
      if (replayed.status !== 'gone') options.onPerson(replayed);
    }
    if (isWhole) return { storeId: store.id, searched: true, scanned, people };
  }
}

interface Found {
  readonly scanned: number;
  readonly returned: ReadonlyMap<RequestId, Returned>;
  /** False when more people are back than are dealt with at once. */
  readonly isWhole: boolean;
}

/** Reads the store once, and notes who is back and by which identifiers. */
async function findReturned(
  deps: StoreDeps,
  connector: Connector,
  { store, since, runId, signal, onProgress }: ReplayOptions,
  settled: ReadonlySet<RequestId>,
): Promise<Found> {
  const returned = new Map<RequestId, Returned>();
  const filter = { storeId: store.id, ...(since === undefined ? {} : { since }) };
  const call: StoreCall = { operationId: `replay/${runId}/${store.id}`, signal, cutOffAt: deps.now() };
  let scanned = 0;
  for await (const batch of batches(connector.scanIdentifiers?.(call) ?? [])) {
    scanned += batch.length;
    onProgress?.({ storeId: store.id, scanned });
    for (const matches of await deps.books.deletions.match(batch, filter))
      for (const match of matches) {
        if (settled.has(match.requestId)) continue;
        const known = returned.get(match.requestId) ?? newReturned(match.requestId);
        const into = match.contradicted ? known.contradicted : known.identifiers;
        for (const identifier of match.identifiers)
          into.set(`${identifier.kind} ${identifier.value}`, identifier);
        returned.set(match.requestId, known);
      }
    if (returned.size >= mostAtOnce) return { scanned, returned, isWhole: false };
  }
  return { scanned, returned, isWhole: true };
}

function newReturned(requestId: RequestId): Returned {
  return { requestId, identifiers: new Map(), contradicted: new Map() };
}

async function* batches(
  records: AsyncIterable<ScannedRecord> | Iterable<ScannedRecord>,
): AsyncGenerator<readonly ScannedRecord[]> {
  let batch: ScannedRecord[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
