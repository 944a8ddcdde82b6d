import { earliestClock } from '../domain/clock-state';
import type { CollectionMap, DataMap, FieldMap, LocalText } from '../domain/data-map';
import type {
  ChangeLine,
  GroundText,
  PromisedDate,
  RemedyText,
  StoreReport,
  UnverifiedContent,
} from '../domain/notice';
import type { StoreOutcome } from '../domain/outcome';
import type { IntakeClaims, RequestView } from '../domain/ports';
import { derivedKinds, isWithoutStores, rightOnStores } from '../domain/right';
import type { RequestKind } from '../domain/right';
import type { RuleBook } from '../domain/rule-book';
import { storeReport } from '../domain/told-outcomes';
import { findRegime } from '../domain/rule-book';
import type { CoreDeps, RequestContext } from './deps';
import type { PendingChange } from './vault-slots';

/** What every letter carries, whatever its kind. */
export type LetterBase = Omit<UnverifiedContent, 'kind'>;

/** Fills {@link LetterBase}. */
export function letterBase(deps: CoreDeps, { view, map }: RequestContext): LetterBase {
  return {
    caseNumber: view.requestId,
    ...aboutWhat(view.right),
    receivedAt: view.receivedAt,
    writtenAt: deps.now(),
    zone: deps.settings.clocks.zone,
    controller: map.controller,
    regimes: view.regimes,
    remedies: remediesOf(deps.settings.clocks.rules, view.regimes),
    requestUrl: `${deps.settings.publicUrl}/v1/requests/${view.requestId}`,
  };
}

/** The right as which it is carried out, and what was asked for where that is something else. */
function aboutWhat(kind: RequestKind): Pick<LetterBase, 'right' | 'asked'> {
  if (isWithoutStores(kind)) return { right: kind };
  const asked = derivedKinds.find((derived) => derived === kind);
  return { right: rightOnStores(kind), ...(asked === undefined ? {} : { asked }) };
}

/** The same for somebody who has proven control of the address, and may be greeted by name. */
export function verifiedBase(
  deps: CoreDeps,
  context: RequestContext,
  claims: IntakeClaims,
): LetterBase & { readonly addressee: string } {
  return { ...letterBase(deps, context), addressee: claims.name };
}

/** The promised date of a request: the earliest on which an answer is due. */
export function promisedDate({ requestId, clocks }: Pick<RequestView, 'requestId' | 'clocks'>): PromisedDate {
  const first = earliestClock(clocks, 'answer');
  if (first === undefined) throw new Error(`Request ${requestId} has no clock that runs to an answer.`);
  return { date: first.date, provisional: first.provisional };
}

/** What a letter says of each store. */
export function storeReports(map: DataMap, outcomes: readonly StoreOutcome[]): StoreReport[] {
  return outcomes.flatMap((outcome) => {
    const store = map.stores.find((candidate) => candidate.id === outcome.storeId);
    return store === undefined ? [] : [storeReport(store, outcome)];
  });
}

/** Texts of the retention grounds that outcomes may name. */
export function retentionGrounds(map: DataMap): Record<string, GroundText> {
  const rules = map.stores.flatMap((store) => store.collections.flatMap(({ retention }) => retention ?? []));
  return Object.fromEntries(
    rules.map(({ ground, text, article }) => [ground, { text, article, code: ground }]),
  );
}

/** Text of a refusal ground under the request's regimes. */
export function refusalText(rules: RuleBook, view: RequestView, ground: string): GroundText {
  for (const id of view.regimes) {
    const found = findRegime(rules, id).refusalGrounds.find((candidate) => candidate.code === ground);
    if (found !== undefined) return { text: found.text, article: found.article, code: ground };
  }
  return { text: { 'zh-CN': ground, en: ground }, article: '' };
}

/** Every remedy of every regime; one that regimes share is named once. */
function remediesOf(rules: RuleBook, regimes: readonly string[]): RemedyText[] {
  const found = new Map<string, RemedyText>();
  for (const id of regimes)
    for (const { kind, text, article, timeLimit, address } of findRegime(rules, id).remedies) {
      const wording = JSON.stringify([text, timeLimit, address]);
      const others = found.get(wording)?.regimes ?? [];
      found.set(wording, { regimes: [...others, id], kind, text, article, timeLimit, address });
    }
  return [...found.values()];
}

/** Changes with their titles, for people to read. */
export function changeLines(map: DataMap, changes: readonly PendingChange[]): ChangeLine[] {
  return changes.flatMap((change) => {
    const store = map.stores.find((candidate) => candidate.id === change.storeId);
    const collection = store?.collections.find((candidate) => candidate.id === change.collection);
    const field = fieldNamed(collection, change.field);
    if (store === undefined || collection === undefined || field === undefined) return [];
    const titles = { storeTitle: store.title, collectionTitle: collection.title, fieldTitle: field.title };
    const { storeId, oldValue, newValue } = change;
    return [{ storeId, collection: collection.id, ...titles, oldValue, newValue }];
  });
}

function fieldNamed(collection: CollectionMap | undefined, name: string): FieldMap | undefined {
  return collection?.fields.find((field) => field.name === name);
}

/** Titles of purposes by id. */
export function purposeTitles(map: DataMap, ids: readonly string[]): LocalText[] {
  return map.purposes.filter((purpose) => ids.includes(purpose.id)).map((purpose) => purpose.title);
}
