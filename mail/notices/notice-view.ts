import type { Locale } from '../../domain/data-map';
import { dateInWords, dateOfInstant } from '../local-dates';
import { MailError } from '../mail-error';
import { visibleText } from '../visible-text';
import { claimsOf, headlineOf, standingOf } from './claims';
import type { StoreClaims } from './claims';
import type { ChangeLine, GroundText, NoticeContent, NoticeKind, RecipientReport } from '../../domain/notice';
import type { NoticeBlock } from '../../domain/regime-words';
import { noticeBlocks } from '../../domain/regime-words';
import { factsToTell, furtherLines, remedyLine } from './further-lines';
import { filled, phrases } from './phrases';
import { storeViews } from './report-view';

/** Notices that take or refuse something, or come late: they name the complaint routes (docs/notices.md). */
export const kindsWithComplaints: readonly NoticeKind[] = [
  'extension',
  'fee',
  'refusal',
  'completion',
  'unverified',
  'noDataFound',
  'breachApology',
  'restrictionLiftWarning',
  'restrictionLifted',
  'objectionOutcome',
  'appealOutcome',
  'complaintOutcome',
  'explanation',
];

/**
 * What a template sees: the content in one language, all texts made visible, and the lines made of it. `demanded` says per
 * block whether the law of the request demands it.
 */
export function noticeView(
  given: NoticeContent,
  demanded: readonly NoticeBlock[],
  locale: Locale,
): Record<string, unknown> {
  const content = visible(given);
  checkAddress(content.requestUrl);
  const words = phrases[locale];
  return {
    addressee: '',
    facts: '',
    controllingUser: '',
    backupsUntil: '',
    identity: null,
    package: null,
    refusedPart: null,
    ...(inLanguage(content, locale) as Record<string, unknown>),
    locale,
    words,
    subject: filled(words.subjects[content.kind], { case: content.caseNumber }),
    rightName: words.rights[content.asked ?? content.right],
    remedyLines: content.remedies.map((remedy) => remedyLine(remedy, locale)),
    furtherLines: furtherLines(content, demanded, locale),
    complaints: namesComplaints(content, demanded) ? complaintsOf(content, locale) : [],
    demanded: Object.fromEntries(noticeBlocks.map((block) => [block, demanded.includes(block)])),
    ...derived(content, demanded, locale),
  };
}

function namesComplaints({ kind }: NoticeContent, demanded: readonly NoticeBlock[]): boolean {
  return kindsWithComplaints.includes(kind) || demanded.includes('complaintRoutes');
}

function derived(
  content: NoticeContent,
  demanded: readonly NoticeBlock[],
  locale: Locale,
): Record<string, unknown> {
  switch (content.kind) {
    case 'completion':
      return completionView(content, demanded, locale);
    case 'refusal':
      return {
        ...reportView(claimsOf(content), content.zone, locale),
        refusedLines: content.refused.map((ground) => groundLine(ground, locale)),
        ...(demanded.includes('facts') ? { facts: factsToTell(content, locale) } : {}),
      };
    case 'noDataFound':
      return reportView(claimsOf(content), content.zone, locale);
    case 'changeToConfirm':
      return { changeRows: content.changes.map((change) => changeCells(change, locale)) };
    case 'deferredDone':
      return {
        deferredRows: content.records.map(({ storeTitle, collectionTitle, provenAt, ground }) => [
          storeTitle[locale],
          collectionTitle[locale],
          dateOfInstant(provenAt, content.zone, locale),
          ground === undefined ? '' : groundLine(ground, locale),
        ]),
      };
    default:
      return {};
  }
}

function groundLine(ground: Pick<GroundText, 'text' | 'article'>, locale: Locale): string {
  return filled(phrases[locale].groundLine, { text: ground.text[locale], article: ground.article });
}

function completionView(
  content: Extract<NoticeContent, { kind: 'completion' }>,
  demanded: readonly NoticeBlock[],
  locale: Locale,
): Record<string, unknown> {
  const claims = claimsOf(content);
  const standings = claims.flatMap((store) => store.claims.map((claim) => claim.standing));
  const words = phrases[locale];
  if (content.right === 'access' && content.package !== undefined) checkAddress(content.package.fetchUrl);
  const changes = content.right === 'correction' ? content.changes : [];
  const continuing = content.right === 'objection' ? content.continuing : [];
  const copies = content.right === 'deletion' ? (content.copies ?? []) : [];
  return {
    ...reportView(claims, content.zone, locale),
    headline: words.headlines[headlineOf(claims, content.recipients, content.refusedPart)],
    refusedLines: content.refusedPart?.grounds.map((ground) => groundLine(ground, locale)) ?? [],
    facts: demanded.includes('facts') ? factsToTell(content, locale) : (content.refusedPart?.facts ?? ''),
    copyLines: copies.map(({ title, clearedBy, until }) =>
      filled(words.copies[clearedBy], { title: title[locale], date: dateInWords(until, locale) }),
    ),
    anyDone: standings.includes('done'),
    anyOpen: standings.includes('open'),
    changeRows: changes.map((change) => [
      ...changeCells(change, locale),
      words.standings[standingOf(claims, change.storeId, change.collection)],
    ]),
    continuingLines: continuing.map(({ purpose, basis }) =>
      locale === 'en' ? `${purpose.en} (${basis})` : `${purpose['zh-CN']}（${basis}）`,
    ),
    recipientRows: content.recipients.map((recipient) => [
      recipient.title[locale],
      recipientAnswer(recipient, content.zone, locale),
    ]),
  };
}

function reportView(claims: readonly StoreClaims[], zone: string, locale: Locale): Record<string, unknown> {
  return {
    headline: phrases[locale].headlines[headlineOf(claims)],
    stores: storeViews(claims, zone, locale),
  };
}

function changeCells(change: ChangeLine, locale: Locale): string[] {
  const shown = (value: string | null) =>
    value === null || value === '' ? phrases[locale].emptyValue : value;
  return [
    change.storeTitle[locale],
    change.collectionTitle[locale],
    change.fieldTitle[locale],
    shown(change.oldValue),
    shown(change.newValue),
  ];
}

function recipientAnswer({ answer, at }: RecipientReport, zone: string, locale: Locale): string {
  const words = phrases[locale];
  const date = at === undefined ? words.undated : dateOfInstant(at, zone, locale);
  return filled(words.recipientAnswers[answer], { date });
}

/**
 * Where to complain, per regime: what the controller's data map says, else the authorities of the rules. A letter that must
 * name complaint routes and has none would be unlawful: it is not written.
 */
function complaintsOf(content: NoticeContent, locale: Locale): string[] {
  const routes = content.regimes.flatMap((regime) => routesUnder(regime, content, locale));
  if (routes.length === 0)
    throw new MailError(
      'content',
      `The data map names no complaint route for ${content.regimes.join(', ') || 'any regime'}; add it under controller.complaints.`,
    );
  return [...new Set(routes)];
}

function routesUnder(regime: string, { controller, remedies }: NoticeContent, locale: Locale): string[] {
  const own = Object.hasOwn(controller.complaints, regime) ? controller.complaints[regime]?.[locale] : '';
  if (own !== undefined && own !== '') return [own];
  return remedies
    .filter(({ kind, regimes }) => kind === 'authority' && regimes.includes(regime))
    .map((remedy) => remedyLine(remedy, locale));
}

/** An address in a letter carries nothing in its query or fragment, where it would end in logs (SECURITY.md S13). */
function checkAddress(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const plain = url !== undefined && ['http:', 'https:'].includes(url.protocol);
  if (!plain || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new MailError(
      'content',
      'A link in a letter must be http or https, without query, fragment or user.',
    );
}

/** Every text of the content as {@link visibleText}, so that no value can forge a line of the letter. */
function visible<T>(value: T): T {
  if (typeof value === 'string') return visibleText(value) as T;
  if (Array.isArray(value)) return value.map(visible) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visible(part as unknown)])) as T;
}

/** The content with every text of two languages reduced to one. */
function inLanguage(value: unknown, locale: Locale): unknown {
  if (Array.isArray(value)) return value.map((part) => inLanguage(part, locale));
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  if ('zh-CN' in record && 'en' in record && Object.keys(record).length === 2) return record[locale];
  return Object.fromEntries(Object.entries(record).map(([key, part]) => [key, inLanguage(part, locale)]));
}
