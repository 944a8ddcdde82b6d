import { heartbeat } from '@temporalio/activity';
import type { ProposalResult } from '../contracts/temporal/messages';
import type { BuiltPackage, KeptDisclosure, PackageInput, Withholding } from '../domain/access-package';
import { engine } from '../domain/actor';
import { compareInstants } from '../domain/clock-state';
import { collectionOf } from '../domain/connector';
import type { SensitivityClass, StoreMap } from '../domain/data-map';
import { sensitivityClasses } from '../domain/data-map';
import type { EvidenceFacts } from '../domain/evidence';
import { elementPath } from '../domain/mapped-record';
import type { StoreOutcome } from '../domain/outcome';
import { approvalSlots } from '../domain/policy';
import type { StoreProgress } from '../domain/ports';
import { packagedOutcome, toldOutcomes } from '../domain/told-outcomes';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf, requestContext } from './deps';
import { retentionGrounds } from './letter-facts';
import { keptCollections, vaultDesk } from './package-desk';
import type { ProposeInput } from './propose-plan';
import type { PackageRecord } from './vault-slots';
import * as slots from './vault-slots';

/** Heartbeat interval in ms; the time-out is 60 s. */
const heartbeatMs = 5_000;

/** One store, with what was kept of it; nothing was when it disclosed nothing, or staff copied by hand. */
interface KeptStore {
  readonly store: StoreMap;
  readonly outcome: StoreOutcome;
  readonly kept: KeptDisclosure | undefined;
}

/**
 * Puts what the stores disclosed into one package, encrypted in the vault, for staff to look at before the person may
 * fetch it. The same records and the same withholdings give the same bytes, so a repeat gives the same hash, and goes on
 * where a killed attempt stopped.
 */
export async function buildPackage(deps: CoreDeps, input: ProposeInput): Promise<ProposalResult> {
  const { requestId, minor } = input;
  const progress = await deps.books.stores.list(requestId);
  if (!progress.some(({ outcome }) => outcome?.code === 'disclosed'))
    return { hash: '', slots: [], found: false };
  const beat = setInterval(() => heartbeat(), heartbeatMs);
  try {
    const context = await requestContext(deps.books, requestId);
    const stores = await keptStores(deps, context, progress);
    const built = await builtPackage(deps, context, stores);
    await writeCounts(deps, progress, built);
    await announce(deps, input, built);
    const highestClass = highestClassIn(stores);
    return {
      hash: built.sha256,
      slots: approvalSlots({ right: 'access', highestClass, minor }),
      found: true,
    };
  } finally {
    clearInterval(beat);
  }
}

async function keptStores(
  deps: CoreDeps,
  { view: { requestId }, map }: RequestContext,
  progress: readonly StoreProgress[],
): Promise<readonly KeptStore[]> {
  const stores: KeptStore[] = [];
  for (const outcome of toldOutcomes(progress)) {
    const store = map.stores.find((candidate) => candidate.id === outcome.storeId);
    if (store === undefined) continue;
    const kept =
      outcome.code === 'disclosed'
        ? await slots.keptDisclosure(store.id).read(deps.books.vault, requestId)
        : undefined;
    stores.push({ store, outcome, kept });
  }
  return stores;
}

/** The package as it lies there, when it was made of the same; otherwise a new one. */
async function builtPackage(
  deps: CoreDeps,
  context: RequestContext,
  stores: readonly KeptStore[],
): Promise<PackageRecord> {
  const { requestId } = context.view;
  const { vault } = deps.books;
  const previous = await slots.builtPackage.read(vault, requestId);
  const withholdings = await withholdingsOf(deps, context, previous);
  const contents = await packageInput(deps, context, stores, withholdings);
  const madeOf = await vault.commitment(requestId, madeOfText(contents));
  const lying = await vault.getStream(requestId, slots.packageSlot);
  if (previous?.madeOf === madeOf && lying?.sha256 === previous.sha256) return previous;
  const built = await deps.buildPackage(contents, vaultDesk(vault, requestId));
  const record: PackageRecord = { ...built, leftOnDesk: [], madeOf, withholdings };
  await slots.builtPackage.write(vault, requestId, record);
  // Only now: a repeat finds either the parts or the whole.
  for (const name of built.leftOnDesk) await vault.remove(requestId, slots.deskSlot(name));
  return record;
}

/** What staff decided over the package that lay before them; until they decide anew, it holds. */
async function withholdingsOf(
  deps: CoreDeps,
  { view: { requestId } }: RequestContext,
  previous: PackageRecord | undefined,
): Promise<readonly Withholding[]> {
  if (previous === undefined) return [];
  const decided = await slots.withholdings(previous.sha256).read(deps.books.vault, requestId);
  return decided ?? previous.withholdings;
}

async function packageInput(
  deps: CoreDeps,
  { view, map }: RequestContext,
  stores: readonly KeptStore[],
  withholdings: readonly Withholding[],
): Promise<PackageInput> {
  const { requestId, right, locale, receivedAt, regimes } = view;
  const { controller, purposes, processors } = map;
  const { format = right === 'portability' ? right : 'access' } = await claimsOf(deps.books, requestId);
  // The instant of the last extraction, not of building: a repeat must give the same bytes.
  const [extractedAt = receivedAt] = stores
    .flatMap(({ outcome }) => outcome.proof?.at ?? [])
    .sort((a, b) => compareInstants(b, a));
  return {
    requestId,
    format,
    locale,
    zone: deps.settings.clocks.zone,
    regimes,
    generatedAt: extractedAt,
    controller,
    purposes,
    processors,
    stores: stores.map(({ store, outcome, kept }) => ({
      store,
      outcome,
      collections: kept === undefined ? [] : keptCollections(deps.books.vault, requestId, kept),
    })),
    grounds: retentionGrounds(map),
    withholdings,
  };
}

/** Everything of the input that changes the package, without the records themselves: their fingerprints stand for them. */
function madeOfText(input: PackageInput): string {
  const { stores, ...rest } = input;
  const named = stores.map(({ store, outcome, collections }) => ({
    store,
    outcome: packagedOutcome(outcome, collections.length === 0 ? undefined : {}),
    collections: collections.map(({ id, fingerprint }) => ({ id, fingerprint })),
  }));
  return JSON.stringify({ ...rest, stores: named });
}

/** The letter counts what is in the package, not what was found: the two must not disagree. */
async function writeCounts(
  deps: CoreDeps,
  progress: readonly StoreProgress[],
  { counts }: BuiltPackage,
): Promise<void> {
  for (const line of progress) {
    if (line.outcome === undefined) continue;
    const outcome = packagedOutcome(line.outcome, counts[line.storeId]);
    if (JSON.stringify(outcome) !== JSON.stringify(line.outcome))
      await deps.books.stores.put({ ...line, outcome });
  }
}

async function announce(
  deps: CoreDeps,
  { requestId, round }: ProposeInput,
  built: PackageRecord,
): Promise<void> {
  const expiresAt = new Date(Date.parse(deps.now()) + deps.settings.packageHours * 3_600_000).toISOString();
  const downloadsLeft = deps.settings.packageDownloads;
  await deps.books.evidence.append(requestId, [
    {
      key: `packageBuilt/${round}/${built.sha256}`,
      type: 'packageBuilt',
      at: deps.now(),
      actor: engine,
      facts: packageFacts(built),
    },
  ]);
  await deps.books.requests.attach(requestId, {
    package: { hash: built.sha256, bytes: built.bytes, expiresAt, downloadsLeft },
  });
}

function packageFacts({ sha256, bytes, counts, withholdings }: PackageRecord): EvidenceFacts {
  const records = Object.fromEntries(Object.entries(counts).map(([store, each]) => [store, { ...each }]));
  return { hash: sha256, bytes, records, withholdings: withholdings.length };
}

/** The highest class among the values that are there. What was copied by hand only the data map can tell. */
function highestClassIn(stores: readonly KeptStore[]): SensitivityClass {
  const classes = stores.flatMap(({ store, outcome, kept }) => {
    if (outcome.code !== 'disclosed') return [];
    if (kept === undefined || kept.collections.length === 0)
      return store.collections.flatMap(({ fields }) => fields.map((field) => field.class));
    return kept.collections.flatMap(({ id, fields }) => {
      const map = collectionOf(store, id);
      const own = map.fields.filter(({ name }) => fields.includes(name));
      const inElements = (map.elements?.fields ?? []).filter((field) =>
        fields.includes(elementPath(map, field)),
      );
      return [...own, ...inElements].map((field) => field.class);
    });
  });
  return sensitivityClasses.find((candidate) => classes.includes(candidate)) ?? 'non-sensitive';
}
