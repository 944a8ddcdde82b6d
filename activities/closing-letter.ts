import type { AnswerInput } from '../contracts/temporal/messages';
import { copiesOf } from '../domain/copies';
import type { CopyReport } from '../domain/copies';
import type { DataMap } from '../domain/data-map';
import { localDateOf } from '../domain/local-time';
import type { CompletionContent, NoticeContent, RecipientReport } from '../domain/notice';
import type { RequestOutcome, StoreOutcome } from '../domain/outcome';
import { provenOutcomes } from '../domain/outcome';
import type { RecipientLine } from '../domain/recipient';
import { recipientReport, recipientStandings } from '../domain/recipient';
import { rightOnStores } from '../domain/right';
import type { IntakeClaims, RequestView } from '../domain/ports';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf } from './deps';
import {
  changeLines,
  letterBase,
  purposeTitles,
  refusalText,
  retentionGrounds,
  storeReports,
  verifiedBase,
} from './letter-facts';
import { reviewLetter } from './review-letter';
import * as slots from './vault-slots';

/** How a request ends, as its letters need it. */
export interface Closing extends AnswerInput {
  readonly outcome: RequestOutcome;
  readonly outcomes: readonly StoreOutcome[];
}

/** The letter with which a request ends; preceded by the decision on an objection that was weighed. */
export async function closingLetters(
  deps: CoreDeps,
  context: RequestContext,
  closing: Closing,
): Promise<NoticeContent[]> {
  if (closing.ending === undefined && closing.review !== undefined)
    return [await reviewLetter(deps, context, closing.review, closing.at)];
  const claims = await claimsOf(deps.books, context.view.requestId);
  const verified = verifiedBase(deps, context, claims);
  const reported = {
    stores: storeReports(context.map, closing.outcomes),
    grounds: retentionGrounds(context.map),
  };
  if (closing.ending === undefined && closing.outcome === 'noDataFound')
    return [{ kind: 'noDataFound', ...verified, ...reported }];
  if (closing.ending === undefined) return [await completionLetter(deps, context, closing, claims)];
  switch (closing.ending) {
    case 'withdrawn':
      return [{ kind: 'withdrawn', ...verified }];
    case 'unverified':
      return [{ kind: 'unverified', ...letterBase(deps, context) }];
    case 'refused':
      return [refusalLetter(deps, context, closing, claims)];
  }
}

function refusalLetter(
  deps: CoreDeps,
  context: RequestContext,
  closing: Closing,
  claims: IntakeClaims,
): NoticeContent {
  const verified = verifiedBase(deps, context, claims);
  const { view, map } = context;
  const { rules } = deps.settings.clocks;
  if (closing.objection === 'lifted') {
    const purposes = purposeTitles(map, claims.purposes ?? []);
    const ground = refusalText(rules, view, closing.ground ?? '');
    return {
      kind: 'objectionOutcome',
      ...verified,
      decision: 'lifted',
      decidedAt: closing.at,
      purposes,
      ground,
    };
  }
  const refused = [refusalText(rules, view, closing.ground ?? '')];
  const reported = { stores: storeReports(map, closing.outcomes), grounds: retentionGrounds(map) };
  return { kind: 'refusal', ...verified, ...reported, refused };
}

async function completionLetter(
  deps: CoreDeps,
  context: RequestContext,
  closing: Closing,
  claims: IntakeClaims,
): Promise<CompletionContent> {
  const { view, map } = context;
  const base = {
    kind: 'completion' as const,
    ...verifiedBase(deps, context, claims),
    stores: storeReports(map, closing.outcomes),
    grounds: retentionGrounds(map),
    recipients: recipientReports(map, closing.outcomes, await deps.books.recipients.list(view.requestId)),
    ...keptPart(map, closing.outcomes),
  };
  switch (rightOnStores(view.right)) {
    case 'access':
      return { ...base, right: 'access', ...packagePart(deps, view) };
    case 'correction':
      return { ...base, right: 'correction', changes: await confirmedChanges(deps, context) };
    case 'deletion':
      return { ...base, right: 'deletion', copies: copyReports(deps, map, closing) };
    case 'restriction':
      return { ...base, right: 'restriction', registeredAt: await registeredAt(deps, view) };
    case 'objection':
      return { ...base, right: 'objection', ...(await objectionPart(deps, context, claims)) };
  }
}

/** Copies that no connector reaches, with the last day on which they may hold what was deleted. */
function copyReports(deps: CoreDeps, map: DataMap, { outcomes, at }: Closing): readonly CopyReport[] {
  return copiesOf(map.copies, outcomes, localDateOf(at, deps.settings.clocks.zone, 'closedAt'));
}

/** What is kept by law although its deletion was asked for: a refusal in part, with its grounds (GDPR arts 12(4), 17(3)). */
function keptPart(map: DataMap, outcomes: readonly StoreOutcome[]): Pick<CompletionContent, 'refusedPart'> {
  const known = retentionGrounds(map);
  const codes = outcomes.flatMap(({ collections }) =>
    collections.flatMap(({ code, ground }) =>
      code === 'retained' || code === 'deferred' ? (ground ?? []) : [],
    ),
  );
  const grounds = [...new Set(codes)].flatMap((code) => known[code] ?? []);
  return grounds.length === 0 ? {} : { refusedPart: { grounds } };
}

function packagePart(deps: CoreDeps, view: RequestView) {
  if (view.package === undefined) return {};
  const fetchUrl = `${deps.settings.publicUrl}/v1/requests/${view.requestId}/package`;
  const { expiresAt, downloadsLeft } = view.package;
  return { package: { fetchUrl, expiresAt, downloads: downloadsLeft } };
}

/** Every change that was confirmed; how far it got, the letter says by its store's outcome. */
async function confirmedChanges(deps: CoreDeps, { view, map }: RequestContext) {
  const pending = await slots.pendingChange.read(deps.books.vault, view.requestId);
  return changeLines(map, pending?.changes ?? []);
}

async function registeredAt(deps: CoreDeps, view: RequestView): Promise<string> {
  const entry = await deps.books.register.find(view.requestId);
  return entry?.since ?? view.receivedAt;
}

async function objectionPart(deps: CoreDeps, { view, map }: RequestContext, claims: IntakeClaims) {
  const objected = claims.purposes ?? [];
  const continuing = map.purposes
    .filter((purpose) => !objected.includes(purpose.id))
    .map((purpose) => ({ purpose: purpose.title, basis: purpose.legalGround }));
  return {
    registeredAt: await registeredAt(deps, view),
    purposes: purposeTitles(map, objected),
    suppressionKept: true,
    continuing,
  };
}

/** Processors that were asked, and whether their own answer is there (GDPR art 19, PIPL art 21). */
export function recipientReports(
  map: DataMap,
  outcomes: readonly StoreOutcome[],
  lines: readonly RecipientLine[],
): RecipientReport[] {
  const standings = recipientStandings(lines);
  return map.processors.flatMap((processor) => {
    const standing = standings.find(({ processorId }) => processorId === processor.id);
    if (standing !== undefined) return [recipientReport(standing, processor.title)];
    const stores = map.stores.filter((store) => store.owner === processor.id).map((store) => store.id);
    const answers = outcomes.filter(
      (outcome) => stores.includes(outcome.storeId) && outcome.code !== 'notFound',
    );
    if (answers.length === 0) return [];
    // Our own register holds everybody here to a restriction; elsewhere nobody was asked, and nobody confirmed.
    if (answers.every(({ proof }) => proof?.kind === 'register')) return [];
    const confirmed = answers.every((outcome) => provenOutcomes.includes(outcome.code));
    const at = answers[0]?.proof?.at;
    const answer = confirmed ? ('confirmed' as const) : ('asked' as const);
    return [{ title: processor.title, answer, ...(at === undefined ? {} : { at }) }];
  });
}
