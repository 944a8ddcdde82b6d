import { createHash } from 'node:crypto';
import type { ProposalResult } from '../contracts/temporal/messages';
import { compareInstants } from '../domain/clock-state';
import { collectionOf } from '../domain/connector';
import type { SensitivityClass } from '../domain/data-map';
import { sensitivityClasses } from '../domain/data-map';
import { approvalSlots } from '../domain/policy';
import type { CoreDeps, RequestContext } from './deps';
import { requestContext } from './deps';
import type { ProposeInput } from './propose-plan';
import * as slots from './vault-slots';

/**
 * Puts what the stores disclosed into one package, encrypted in the vault, for staff to look at before the person may
 * fetch it. The same records give the same bytes, so a repeat gives the same hash.
 */
export async function buildPackage(deps: CoreDeps, input: ProposeInput): Promise<ProposalResult> {
  const { requestId, minor } = input;
  const context = await requestContext(deps.books, requestId);
  const progress = await deps.books.stores.list(requestId);
  const disclosed = progress.filter((line) => line.outcome?.code === 'disclosed');
  if (disclosed.length === 0) return { hash: '', slots: [], found: false };
  const contents = await packageInput(deps, context);
  const bytes = await deps.buildPackage(contents);
  const hash = createHash('sha256').update(bytes).digest('hex');
  await deps.books.vault.putBytes(requestId, 'package', bytes);
  const expiresAt = new Date(Date.parse(deps.now()) + deps.settings.packageHours * 3_600_000).toISOString();
  const downloadsLeft = deps.settings.packageDownloads;
  await deps.books.requests.attach(requestId, {
    package: { hash, bytes: bytes.length, expiresAt, downloadsLeft },
  });
  const highestClass = highestClassIn(contents.stores);
  return { hash, slots: approvalSlots({ right: 'access', highestClass, minor }), found: true };
}

/** The highest class among the values that are there. What was copied by hand only the data map can tell. */
function highestClassIn(stores: Awaited<ReturnType<typeof packageInput>>['stores']): SensitivityClass {
  const classes = stores.flatMap(({ store, outcome, records }) => {
    if (outcome.code !== 'disclosed') return [];
    if (records.length === 0)
      return store.collections.flatMap(({ fields }) => fields.map((field) => field.class));
    return records.flatMap(({ collection, values }) => {
      const map = collectionOf(store, collection);
      const own = map.fields.filter(({ name }) => values[name] !== undefined && values[name] !== null);
      const { elements } = map;
      const inElements =
        elements !== undefined && Object.hasOwn(values, elements.path) ? elements.fields : [];
      return [...own, ...inElements].map((field) => field.class);
    });
  });
  return sensitivityClasses.find((candidate) => classes.includes(candidate)) ?? 'non-sensitive';
}

async function packageInput(deps: CoreDeps, { view, map }: RequestContext) {
  const { requestId, locale, receivedAt, regimes } = view;
  const progress = await deps.books.stores.list(requestId);
  const stores = [];
  for (const { storeId, outcome } of progress) {
    const store = map.stores.find((candidate) => candidate.id === storeId);
    if (store === undefined || outcome === undefined) continue;
    const records = (await slots.disclosedRecords(storeId).read(deps.books.vault, requestId)) ?? [];
    stores.push({ store, outcome, records: [...records] });
  }
  const silent = progress
    .filter(
      ({ outcome }) =>
        outcome === undefined || outcome.code === 'unknown' || outcome.code === 'refusedByStore',
    )
    .map(({ storeId }) => storeId);
  const notAnswering = map.stores.filter((store) => silent.includes(store.id));
  const { controller, purposes, processors } = map;
  const zone = deps.settings.clocks.zone;
  // The instant of the last extraction, not of building: a repeat must give the same bytes.
  const [extractedAt] = progress
    .flatMap(({ outcome }) => outcome?.proof?.at ?? [])
    .sort((a, b) => compareInstants(b, a));
  const facts = { requestId, locale, zone, regimes, generatedAt: extractedAt ?? receivedAt };
  return { ...facts, controller, purposes, processors, stores, notAnswering };
}
