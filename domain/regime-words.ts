// The closed lists of words from which rule files are made. A word that is not here is refused by the loader.

/** What a clock can run for: the five rights of the engine and the further kinds of request (product.md, "Words"). */
export const clockRights = [
  'access',
  'correction',
  'deletion',
  'restriction',
  'objection',
  'portability',
  'withdrawal',
  'cancellation',
  'explanation',
  'optOut',
  'limitUse',
  'complaint',
  'appeal',
  'incident',
] as const;
/** See {@link clockRights}. `optOut`: of sale or sharing; `limitUse`: of sensitive data; `incident`: no request, a report to give. */
export type ClockRight = (typeof clockRights)[number];

/** Longer words for some kinds, as laws and checked examples spell them. */
const rightNames: Readonly<Record<string, ClockRight>> = {
  accountCancellation: 'cancellation',
  admExplanation: 'explanation',
  withdrawConsent: 'withdrawal',
};

/** The canonical kind for a word of a law, or `undefined` when the clock knows no such kind of request. */
export function parseClockRight(word: string): ClockRight | undefined {
  return (
    clockRights.find((right) => right === word) ??
    (Object.hasOwn(rightNames, word) ? rightNames[word] : undefined)
  );
}

/** What a clock measures the time to. */
export const clockKinds = [
  'acknowledge',
  'respond',
  'respondExtended',
  'extensionNotice',
  'notifyOutcome',
  'notifyRecipients',
  'incidentReport',
] as const;
/** See {@link clockKinds}. Appeals, complaints and opt-outs are rights with a `respond` clock of their own. */
export type ClockKind = (typeof clockKinds)[number];

/** What stops a clock for good: the event that the law asks for. */
export const clockGoals = ['acknowledgement', 'answer', 'extensionNotice', 'recipients', 'report'] as const;
/** See {@link clockGoals}. `extensionNotice` is no duty of its own: it is the last moment for one. */
export type ClockGoal = (typeof clockGoals)[number];

/** The goal of each kind of clock. */
export const goalOfClock: Readonly<Record<ClockKind, ClockGoal>> = {
  acknowledge: 'acknowledgement',
  respond: 'answer',
  respondExtended: 'answer',
  extensionNotice: 'extensionNotice',
  notifyOutcome: 'answer',
  notifyRecipients: 'recipients',
  incidentReport: 'report',
};

/** `day` counts every day; `workday` and `businessDay` count the working days of the calendar; `hour` is exact elapsed time. */
export const clockUnits = ['hour', 'day', 'workday', 'businessDay', 'month'] as const;
/** See {@link clockUnits}. */
export type ClockUnit = (typeof clockUnits)[number];

/**
 * What sets a clock going. `verified`: identity proven, never before receipt. `latest`: the latest of receipt, the proof of
 * identity or authority asked for, and the fee asked for. `discovered`: the facts' `receivedAt` holds the instant of
 * discovery.
 */
export const startEvents = ['received', 'verified', 'discovered', 'latest'] as const;
/** See {@link startEvents}. */
export type StartEvent = (typeof startEvents)[number];

/** Last days that move forward: `full` Saturday, Sunday and holiday; `sunHol` Sunday and holiday; `none`. */
export const rollPolicies = ['full', 'sunHol', 'none'] as const;
/** See {@link rollPolicies}. */
export type RollPolicy = (typeof rollPolicies)[number];

/** How a pause adds days: `excludeAskingDay` answer − asking (EU); `includeBothDays` one day more (UK); `none` not at all. */
export const pauseArithmetics = ['none', 'excludeAskingDay', 'includeBothDays'] as const;
/** See {@link pauseArithmetics}. */
export type PauseArithmetic = (typeof pauseArithmetics)[number];

/** How sure we are of a rule: `high` seen in a public source or plain text, `medium` from knowledge, `low` our own yardstick. */
export const confidences = ['high', 'medium', 'low'] as const;
/** See {@link confidences}. */
export type Confidence = (typeof confidences)[number];

/** What a refusal ground leads to: the whole is refused, parts are redacted, or the data are kept but blocked. */
export const groundEffects = ['refuse', 'redact', 'restrict'] as const;
/** See {@link groundEffects}. */
export type GroundEffect = (typeof groundEffects)[number];

/** When a fee may be asked. `costBased`: always, within the cost; `unlessAbusive`: free but for unfounded, excessive or repeated requests. */
export const feePolicies = ['always', 'unlessAbusive', 'timesPerYear', 'costBased'] as const;
/** See {@link feePolicies}; `always`: always free; `timesPerYear`: free so often in twelve months. */
export type FeePolicy = (typeof feePolicies)[number];

/** What an unpaid fee does to the clock: it runs on, or it starts (anew) with the payment. */
export const feeClocks = ['runsOn', 'startsWithPayment'] as const;
/** See {@link feeClocks}. */
export type FeeClock = (typeof feeClocks)[number];

/** Where a person can turn after a refusal. */
export const remedyKinds = ['controller', 'appeal', 'authority', 'mediation', 'court'] as const;
/** See {@link remedyKinds}. */
export type RemedyKind = (typeof remedyKinds)[number];

/** Messages whose content a law can demand. */
export const ruledNotices = [
  'acknowledgement',
  'question',
  'extension',
  'fee',
  'refusal',
  'completion',
  'breachApology',
  'restrictionLiftWarning',
  'appealOutcome',
  'complaintOutcome',
] as const;
/** See {@link ruledNotices}. */
export type RuledNotice = (typeof ruledNotices)[number];

/** Contents that a law can demand of a message; the letters are checked for each at start-up. */
export const noticeBlocks = [
  'caseNumber',
  'receiptTime',
  'rightUnderstood',
  'deadline',
  'contact',
  'privacyOfficer',
  'proofNeeded',
  'proofUse',
  'verificationProcess',
  'beingLookedInto',
  'whatIsMissing',
  'whyNeeded',
  'clockEffect',
  'leastDataOption',
  'reason',
  'article',
  'newDate',
  'complaintRoutes',
  'feeGround',
  'feeEstimate',
  'feeWithdrawal',
  'facts',
  'stillDone',
  'remedies',
  'remedyTimeLimits',
  'remedyAddresses',
  'appealRoute',
  'controllingUser',
  'helpToUnderstand',
  'statementRoute',
  'optOutOffer',
  'outcomePerStore',
  'informationList',
  'changes',
  'whereItRemains',
  'recipientsTold',
  'recordKept',
  'effectiveDate',
  'whatContinues',
  'missedDate',
  'regulatorContact',
] as const;
/** See {@link noticeBlocks}. */
export type NoticeBlock = (typeof noticeBlocks)[number];
