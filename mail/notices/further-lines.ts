import type { Locale } from '../../domain/data-map';
import type { NoticeContent, NoticeKind, RemedyText } from '../../domain/notice';
import type { NoticeBlock } from '../../domain/regime-words';
import { filled, phrases } from './phrases';

/** Letters whose own text lists every remedy. */
export const kindsWithRemedies: readonly NoticeKind[] = [
  'refusal',
  'completion',
  'breachApology',
  'appealOutcome',
  'complaintOutcome',
  'explanation',
];

/** Blocks that are one sentence of ours, which any letter may carry. */
export const sentenceBlocks = [
  'beingLookedInto',
  'verificationProcess',
  'helpToUnderstand',
  'statementRoute',
  'optOutOffer',
  'appealRoute',
  'recordKept',
] as const satisfies readonly NoticeBlock[];

/**
 * What the layout adds below the letter's own text because a regime demands it. What the text of the kind says by itself is
 * not said again.
 */
export function furtherLines(
  content: NoticeContent,
  demanded: readonly NoticeBlock[],
  locale: Locale,
): string[] {
  const words = phrases[locale].blocks;
  const said = saidByItself(content);
  const sentences = sentenceBlocks
    .filter((block) => demanded.includes(block) && !said.includes(block))
    .map((block) => words[block]);
  const hidden = demanded.includes('controllingUser') && controllingUserOf(content) === '';
  return [
    ...sentences,
    ...(hidden ? [words.controllingUser] : []),
    ...remediesToName(content, demanded).map((remedy) => remedyLine(remedy, locale)),
  ];
}

function saidByItself(content: NoticeContent): readonly NoticeBlock[] {
  if (content.kind === 'acknowledgement') return ['beingLookedInto', 'verificationProcess'];
  if (content.kind === 'refusal') return ['appealRoute'];
  if (content.kind === 'completion' && content.right === 'deletion') return ['recordKept'];
  return [];
}

/** Who else controls the use of the data, as the letter says it; empty when it does not. */
export function controllingUserOf(content: NoticeContent): string {
  return content.kind === 'refusal' ? (content.controllingUser ?? '') : '';
}

/** The facts behind a refusal: the words of staff, else how to learn them. */
export function factsToTell(
  content: Extract<NoticeContent, { kind: 'refusal' | 'completion' }>,
  locale: Locale,
): string {
  const facts = content.kind === 'refusal' ? content.facts : content.refusedPart?.facts;
  return facts ?? phrases[locale].blocks.factsOnRequest;
}

/** Remedies that a letter must name although its own text lists none: all, or the regulators alone. */
function remediesToName(content: NoticeContent, demanded: readonly NoticeBlock[]): readonly RemedyText[] {
  const { kind, remedies } = content;
  if (kind === 'completion' ? content.refusedPart !== undefined : kindsWithRemedies.includes(kind)) return [];
  const all = ['remedies', 'remedyTimeLimits', 'remedyAddresses'] as const;
  if (all.some((block) => demanded.includes(block))) return remedies;
  return demanded.includes('regulatorContact')
    ? remedies.filter((remedy) => remedy.kind === 'authority')
    : [];
}

/** A remedy with its time limit and where to turn, where the rules name them. */
export function remedyLine(remedy: RemedyText, locale: Locale): string {
  const words = phrases[locale];
  const { text, article, timeLimit, address } = remedy;
  const parts = [filled(words.groundLine, { text: text[locale], article })];
  if (timeLimit !== null) parts.push(filled(words.remedy.limit, { limit: timeLimit[locale] }));
  if (address !== null) parts.push(filled(words.remedy.address, { address: address[locale] }));
  return parts.join(locale === 'en' ? '; ' : '；');
}
