import type { CopyReport } from '../../domain/copies';
import type { Locale } from '../../domain/data-map';
import type { OutcomeCode, Proof } from '../../domain/outcome';
import type { Headline, Standing } from './claims';
import english from './en/phrases.json';
import type { NoticeKind, RecipientReport } from '../../domain/notice';
import type { ReviewDecision } from '../../domain/outcome';
import type { RequestKind } from '../../domain/right';
import chinese from './zh-CN/phrases.json';

/** Sentences of ours by which a block is told: mostly one per block, named like it. */
export type BlockPhrase =
  | 'proofNeeded'
  | 'noProofNeeded'
  | 'proofUse'
  | 'proofErased'
  | 'verificationProcess'
  | 'beingLookedInto'
  | 'leastDataOption'
  | 'feeWithdrawal'
  | 'informationList'
  | 'factsOnRequest'
  | 'nothingDone'
  | 'carriedOut'
  | 'nothingFollows'
  | 'dataRemain'
  | 'whereItRemains'
  | 'whatContinues'
  | 'noRecipients'
  | 'helpToUnderstand'
  | 'statementRoute'
  | 'optOutOffer'
  | 'recordKept'
  | 'controllingUser'
  | 'appealRoute';

/** Short wordings that templates share. `{name}` in a wording is filled in by {@link filled}. */
export interface Phrases {
  readonly rights: Readonly<Record<RequestKind, string>>;
  readonly subjects: Readonly<Record<NoticeKind, string>>;
  readonly greeting: { readonly before: string; readonly after: string; readonly nobody: string };
  readonly complain: { readonly title: string; readonly intro: string };
  readonly about: Readonly<
    Record<
      'title' | 'case' | 'right' | 'received' | 'follow' | 'officer' | 'contact' | 'written' | 'automatic',
      string
    >
  >;
  readonly report: Readonly<Record<'dataSet' | 'result' | 'details' | 'wholeStore', string>>;
  readonly standings: Readonly<Record<Standing, string>>;
  /** What a proven or open outcome of a data set is called. Wordings of work done are used for proven work only. */
  readonly outcomes: Readonly<Record<OutcomeCode, string>>;
  /** The same for a store as a whole, where the wording above counts records. */
  readonly wholeOutcomes: Readonly<Partial<Record<OutcomeCode, string>>>;
  readonly unproven: string;
  readonly unprovenWhole: string;
  readonly unsearched: string;
  readonly groundIs: string;
  readonly groundMissing: string;
  readonly keptUntil: string;
  readonly deferredUntil: string;
  /** What becomes of a copy, by how it is cleared. */
  readonly copies: Readonly<Record<CopyReport['clearedBy'], string>>;
  readonly proofs: Readonly<Record<Proof['kind'], string>>;
  /** By reason code of a store outcome; a code without a wording is not shown. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly headlines: Readonly<Record<Headline, string>>;
  readonly recipientAnswers: Readonly<Record<RecipientReport['answer'], string>>;
  /** A reason with its article. */
  readonly groundLine: string;
  /** What follows a remedy's text. */
  readonly remedy: Readonly<Record<'limit' | 'address', string>>;
  /** What a question or an unpaid fee does to the clock. */
  readonly clocks: Readonly<Record<'stands' | 'runsOn' | 'startsWithPayment', string>>;
  readonly decisions: Readonly<Record<ReviewDecision, string>>;
  /** Heading of what the layout adds because a regime demands it. */
  readonly furtherTitle: string;
  /** Sentences that a block of a regime's notice rules stands for. */
  readonly blocks: Readonly<Record<BlockPhrase, string>>;
  readonly undated: string;
  readonly emptyValue: string;
  readonly provisional: string;
}

/** The wordings of each language. A missing one does not compile. */
export const phrases: Readonly<Record<Locale, Phrases>> = { 'zh-CN': chinese, en: english };

/** A wording with its `{name}` places filled, in one pass: what is filled in is never read as a wording again. */
export function filled(wording: string, values: Readonly<Record<string, string | number>>): string {
  return wording.replace(/\{([a-z]+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  );
}
