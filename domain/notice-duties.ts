import type { NoticeContent, NoticeKind } from './notice';
import type { NoticeBlock, NoticeRule, RegimeId, RuledNotice } from './regime';
import { noticeBlocks } from './regime-words';
import type { RuleBook } from './rule-book';
import { findRegime } from './rule-book';

/** One block that a letter must carry, and who demands it. */
export interface NoticeDuty {
  readonly block: NoticeBlock;
  /** At least one; `article` as the rules cite it. */
  readonly demandedBy: readonly { readonly regime: RegimeId; readonly article: string }[];
}

/** The message of the rules that each kind of letter is. Of other kinds no law says what they must carry. */
const ruledNoticeOf: Readonly<Partial<Record<NoticeKind, RuledNotice>>> = {
  acknowledgement: 'acknowledgement',
  pauseQuestion: 'question',
  extension: 'extension',
  fee: 'fee',
  refusal: 'refusal',
  completion: 'completion',
  noDataFound: 'completion',
  breachApology: 'breachApology',
  restrictionLiftWarning: 'restrictionLiftWarning',
  appealOutcome: 'appealOutcome',
  complaintOutcome: 'complaintOutcome',
};

/** Blocks that tell what became of data. Where none were found there is nothing to tell by them. */
const blocksAboutData: readonly NoticeBlock[] = [
  'informationList',
  'changes',
  'whereItRemains',
  'recipientsTold',
  'effectiveDate',
  'whatContinues',
];

/** What of a letter its duties follow from. */
export type DutyBearer = Pick<NoticeContent, 'kind' | 'regimes' | 'right'> & {
  readonly refusedPart?: unknown;
};

/**
 * What a letter must carry under its regimes: the union of their blocks, each once, in the order of the vocabulary. A letter
 * that refuses a part is a refusal too.
 * @throws RuleError DSR_REGIME_UNKNOWN: a letter whose law is not loaded cannot be judged.
 */
export function noticeDuties(rules: RuleBook, letter: DutyBearer): NoticeDuty[] {
  const demands = [...new Set(letter.regimes)].flatMap((regime) =>
    rulesFor(rules, regime, letter).map((rule) => ({ regime, rule })),
  );
  return noticeBlocks
    .filter((block) => letter.kind !== 'noDataFound' || !blocksAboutData.includes(block))
    .map((block) => ({
      block,
      demandedBy: demands
        .filter(({ rule }) => rule.blocks.includes(block))
        .map(({ regime, rule }) => ({ regime, article: rule.legalBasis })),
    }))
    .filter(({ demandedBy }) => demandedBy.length > 0);
}

function rulesFor(rules: RuleBook, regime: RegimeId, letter: DutyBearer): NoticeRule[] {
  const messages = [ruledNoticeOf[letter.kind], letter.refusedPart === undefined ? undefined : 'refusal'];
  return findRegime(rules, regime).notices.filter(
    (rule) => messages.includes(rule.notice) && rule.rights.includes(letter.right),
  );
}
