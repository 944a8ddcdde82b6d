import type { WithholdingsBody } from '../../contracts/http/packages';
import type { KeptDisclosure, KeptRecord, Withholding } from '../../domain/access-package';
import type { CollectionMap, DataMap } from '../../domain/data-map';
import { PublicError } from '../../domain/errors';
import type { EvidenceDraft } from '../../domain/evidence';
import { elementPath } from '../../domain/mapped-record';
import type { RequestView } from '../../domain/ports';
import { textLines } from '../../domain/text-lines';
import type { Call } from '../call';
import { viewOf } from '../call';
import { command } from '../people/steps';
import type { Answer } from '../route';
import { readKeptDisclosure, readWithholdings, writeWithholdings } from '../vault-slots';
import { noteView } from './note-view';

const defaultLimit = 25;

/** Which records to show. */
export interface RecordsQuery {
  readonly store: string;
  readonly collection: string;
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

/** Records of one data set of the package, page by page: recorded as evidence, as the whole package is. */
export async function showPackageRecords(call: Call<RecordsQuery>): Promise<Answer> {
  const view = viewOf(call);
  const { requestId, package: ref } = view;
  if (ref === undefined) throw new PublicError('DSR_NOT_FOUND', 'There is no package.');
  await noteView(call, 'package', 'packageReview');
  const { vault } = call.deps.books;
  const { store, collection, after = 0, limit = defaultLimit } = call.query;
  const kept = await readKeptDisclosure(vault, requestId, store);
  const withholdings = (await readWithholdings(vault, requestId, ref.hash)).map(shownWithholding);
  const page = await recordsOf(call, kept, collection, after, limit);
  return { body: { ...page, withholdings } };
}

async function recordsOf(
  call: Call,
  kept: KeptDisclosure | undefined,
  collection: string,
  after: number,
  limit: number,
): Promise<{ readonly items: object[]; readonly next?: number }> {
  const set = kept?.collections.find(({ id }) => id === collection);
  if (kept === undefined || set === undefined) return { items: [] };
  const content = await call.deps.books.vault.getStream(viewOf(call).requestId, kept.slot);
  if (content === undefined) return { items: [] };
  const from = Math.min(set.from + after, set.to);
  const items: object[] = [];
  for await (const { text, end } of textLines(content.read(from, set.to))) {
    items.push(shownRecord(JSON.parse(text) as KeptRecord));
    const behind = from + end;
    if (items.length === limit) return { items, ...(behind < set.to ? { next: behind - set.from } : {}) };
  }
  return { items };
}

function shownRecord({ key, values, withheld, files = [] }: KeptRecord): object {
  const attachments = files.map(({ field, name, mediaType }) => ({ field, name, mediaType }));
  return { record: key, values, withheld, attachments };
}

function shownWithholding({ storeId, ...rest }: Withholding): object {
  return { store: storeId, ...rest };
}

/**
 * Sends the package back to be made anew without what is listed. The list is bound to the package that staff looked at, and
 * is the whole list: what it no longer names is given back. The engine never sees it, for it may name people.
 */
export async function withhold(call: Call<undefined, WithholdingsBody>): Promise<Answer> {
  const view = viewOf(call);
  const { hash, withholdings } = call.body;
  demandProposal(view, hash);
  const map = await call.deps.books.dataMaps.find(view.dataMapVersion);
  if (map === undefined) throw new Error(`The data map of request ${view.requestId} is not pinned.`);
  demandMapped(map, withholdings);
  const list = withholdings.map(({ store, collection, record, field, reason }): Withholding => ({
    storeId: store,
    collection,
    ...(record === undefined ? {} : { record }),
    ...(field === undefined ? {} : { field }),
    reason,
  }));
  await writeWithholdings(call.deps.books.vault, view.requestId, hash, list);
  const answer = await command(call, { name: 'reject', hash, reasonCode: 'withholding' });
  await call.deps.books.evidence.append(view.requestId, [evidenceOf(call, hash, list)]);
  return answer;
}

function demandProposal({ proposal }: RequestView, hash: string): void {
  if (proposal?.kind !== 'package' || proposal.hash !== hash)
    throw new PublicError('DSR_PLAN_STALE', 'Expected the hash of the package that lies before staff.');
}

/** @throws PublicError DSR_BODY_INVALID with each line that names nothing of the data map. */
function demandMapped(map: DataMap, withholdings: WithholdingsBody['withholdings']): void {
  const problems = withholdings.flatMap(({ store, collection, field }, index) => {
    const set = map.stores.find(({ id }) => id === store)?.collections.find(({ id }) => id === collection);
    const path = `withholdings.${index}`;
    if (set === undefined) return [{ path, problem: 'The data map has no such store and collection.' }];
    if (field === undefined || fieldPaths(set).includes(field)) return [];
    return [{ path: `${path}.field`, problem: 'The data map has no such field there.' }];
  });
  if (problems[0] !== undefined)
    throw new PublicError('DSR_BODY_INVALID', `${problems[0].path}: ${problems[0].problem}`, problems);
}

function fieldPaths(set: CollectionMap): string[] {
  const inElements = (set.elements?.fields ?? []).map((field) => elementPath(set, field));
  return [
    ...set.fields.map(({ name }) => name),
    ...(set.elements === undefined ? [] : [set.elements.path]),
    ...inElements,
  ];
}

/** Counts only: which record it was may name somebody. */
function evidenceOf(call: Call, hash: string, list: readonly Withholding[]): EvidenceDraft {
  const reasons: Record<string, number> = {};
  for (const { reason } of list) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    key: `withholdingsDecided/${call.repeatId}`,
    type: 'withholdingsDecided',
    at: call.now,
    actor: call.actor,
    facts: {
      hash,
      records: list.filter(({ record, field }) => record !== undefined && field === undefined).length,
      fields: list.filter(({ field }) => field !== undefined).length,
      collections: list.filter(({ record, field }) => record === undefined && field === undefined).length,
      reasons,
    },
  };
}
