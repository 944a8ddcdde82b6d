import type { Locale } from '../../domain/data-map';
import type { GroundText, NoticeContent, RemedyText } from '../../domain/notice';
import type { NoticeBlock } from '../../domain/regime-words';
import { dateInWords, dateOfInstant, momentInWords } from '../local-dates';
import { controllingUserOf, factsToTell, sentenceBlocks } from './further-lines';
import { phrases } from './phrases';

/**
 * What stands in a letter that carries the block, word for word. Empty: this content has nothing to tell by it, as a letter
 * without refused part has no ground. `undefined`: a letter of this kind cannot tell it at all.
 */
export function traceOf(
  block: NoticeBlock,
  content: NoticeContent,
  locale: Locale,
): readonly string[] | undefined {
  const sentence = sentenceBlocks.find((candidate) => candidate === block);
  if (sentence !== undefined) return [phrases[locale].blocks[sentence]];
  return (
    ofEveryLetter(block, content, locale) ??
    ofRemedies(block, content, locale) ??
    ofReasons(block, content, locale) ??
    ofOutcomes(block, content, locale) ??
    ofQuestions(block, content, locale)
  );
}

type Trace = readonly string[] | undefined;

function ofEveryLetter(block: NoticeBlock, content: NoticeContent, locale: Locale): Trace {
  const { controller, receivedAt, zone, right, asked, caseNumber } = content;
  const words = phrases[locale];
  switch (block) {
    case 'caseNumber':
      return [caseNumber];
    case 'receiptTime':
      return [momentInWords(receivedAt, zone, locale)];
    case 'rightUnderstood':
      return [words.rights[asked ?? right]];
    case 'contact':
      return [controller.contact];
    case 'privacyOfficer':
      return [controller.officer[locale]];
    case 'complaintRoutes':
      return [words.complain.title, ...routesOf(content, locale)];
    case 'controllingUser':
      return [controllingUserOf(content) || words.blocks.controllingUser];
    default:
      return undefined;
  }
}

function routesOf({ controller, regimes }: NoticeContent, locale: Locale): string[] {
  return regimes.flatMap((regime) => controller.complaints[regime]?.[locale] ?? []);
}

function ofRemedies(block: NoticeBlock, content: NoticeContent, locale: Locale): Trace {
  const silent = content.kind === 'completion' && content.refusedPart === undefined;
  const remedies = silent ? [] : content.remedies;
  switch (block) {
    case 'remedies':
      return remedies.flatMap((remedy) => [remedy.text[locale], remedy.article]);
    case 'remedyTimeLimits':
      return remedies.flatMap(({ timeLimit }) => timeLimit?.[locale] ?? []);
    case 'remedyAddresses':
      return remedies.flatMap(({ address }) => address?.[locale] ?? []);
    case 'regulatorContact':
      return content.remedies
        .filter(({ kind }) => kind === 'authority')
        .map((remedy: RemedyText) => remedy.address?.[locale] ?? remedy.text[locale]);
    default:
      return undefined;
  }
}

function ofReasons(block: NoticeBlock, content: NoticeContent, locale: Locale): Trace {
  switch (block) {
    case 'reason':
      return 'reasons' in content
        ? [content.reasons]
        : groundsOf(content)?.map((ground) => ground.text[locale]);
    case 'article':
      return groundsOf(content)?.map((ground) => ground.article);
    case 'facts':
      return factsOf(content, locale);
    case 'newDate':
      return content.kind === 'extension' ? [dateInWords(content.newDate.date, locale)] : undefined;
    case 'missedDate':
      return content.kind === 'breachApology' ? [dateInWords(content.missedDate, locale)] : undefined;
    default:
      return undefined;
  }
}

function groundsOf(content: NoticeContent): readonly GroundText[] | undefined {
  switch (content.kind) {
    case 'extension':
    case 'pauseQuestion':
    case 'restrictionLiftWarning':
      return [content.reason];
    case 'fee':
      return [content.ground];
    case 'refusal':
      return content.refused;
    case 'completion':
      return content.refusedPart?.grounds ?? [];
    default:
      return undefined;
  }
}

function factsOf(content: NoticeContent, locale: Locale): Trace {
  if ('reasons' in content) return [content.reasons];
  if (content.kind === 'refusal') return [factsToTell(content, locale)];
  if (content.kind === 'completion')
    return content.refusedPart === undefined ? [] : [factsToTell(content, locale)];
  return undefined;
}

function ofOutcomes(block: NoticeBlock, content: NoticeContent, locale: Locale): Trace {
  const isReport = content.kind === 'completion' || content.kind === 'noDataFound';
  const words = phrases[locale].blocks;
  switch (block) {
    case 'outcomePerStore':
      return isReport ? content.stores.map(({ title }) => title[locale]) : undefined;
    case 'stillDone':
      return stillDone(content, locale);
    case 'informationList':
      return content.kind === 'completion' && content.right === 'access'
        ? [words.informationList]
        : undefined;
    case 'changes':
      return content.kind === 'completion' && content.right === 'correction'
        ? content.changes.flatMap(({ oldValue, newValue }) => [oldValue ?? '', newValue])
        : undefined;
    case 'whereItRemains':
      return whereItRemains(content, locale);
    case 'recipientsTold':
      return content.kind === 'completion' ? recipientsTold(content, locale) : undefined;
    case 'effectiveDate':
      return effectiveDate(content, locale);
    case 'whatContinues':
      return whatContinues(content, locale);
    default:
      return undefined;
  }
}

function stillDone(content: NoticeContent, locale: Locale): Trace {
  const words = phrases[locale].blocks;
  if ('reasons' in content)
    return [content.decision === 'rejected' ? words.nothingFollows : words.carriedOut];
  if (content.kind !== 'refusal' && content.kind !== 'completion') return undefined;
  const titles = content.stores.map(({ title }) => title[locale]);
  return titles.length > 0 ? titles : [words.nothingDone];
}

function whereItRemains(content: NoticeContent, locale: Locale): Trace {
  const words = phrases[locale].blocks;
  if (content.kind === 'refusal') return [words.dataRemain];
  if (content.kind !== 'completion' || content.right !== 'deletion') return undefined;
  const kept = content.stores.flatMap(({ outcome }) =>
    outcome.collections.flatMap(({ until }) => until ?? []),
  );
  const { backupsUntil } = content;
  const days = backupsUntil === undefined ? kept : [...kept, backupsUntil];
  return [words.whereItRemains, ...days.map((day) => dateInWords(day, locale))];
}

function recipientsTold(
  { recipients }: Extract<NoticeContent, { kind: 'completion' }>,
  locale: Locale,
): readonly string[] {
  if (recipients.length === 0) return [phrases[locale].blocks.noRecipients];
  return recipients.map(({ title }) => title[locale]);
}

/** For work on data: the days on which it was proven. */
function effectiveDate(content: NoticeContent, locale: Locale): Trace {
  const { zone } = content;
  if (content.kind === 'restrictionLiftWarning') return [dateInWords(content.liftOn, locale)];
  if (content.kind !== 'completion') return undefined;
  if ('registeredAt' in content) return [momentInWords(content.registeredAt, zone, locale)];
  return content.stores.flatMap(({ outcome: { proof } }) =>
    proof === undefined ? [] : [dateOfInstant(proof.at, zone, locale)],
  );
}

function whatContinues(content: NoticeContent, locale: Locale): Trace {
  if (content.kind !== 'completion') return undefined;
  if (content.right === 'restriction') return [phrases[locale].blocks.whatContinues];
  if (content.right !== 'objection') return undefined;
  return content.continuing.flatMap(({ purpose, basis }) => [purpose[locale], basis]);
}

function ofQuestions(block: NoticeBlock, content: NoticeContent, locale: Locale): Trace {
  switch (content.kind) {
    case 'acknowledgement':
      return ofAcknowledgement(block, content, locale);
    case 'pauseQuestion':
      return ofQuestion(block, content, locale);
    case 'fee':
      return ofFee(block, content, locale);
    default:
      return undefined;
  }
}

function ofAcknowledgement(
  block: NoticeBlock,
  { deadline, identity }: Extract<NoticeContent, { kind: 'acknowledgement' }>,
  locale: Locale,
): Trace {
  const words = phrases[locale].blocks;
  if (block === 'deadline') return [dateInWords(deadline.date, locale)];
  if (block === 'proofNeeded') return [identity === undefined ? words.noProofNeeded : words.proofNeeded];
  if (block === 'proofUse') return identity === undefined ? [] : [words.proofUse];
  return undefined;
}

function ofQuestion(
  block: NoticeBlock,
  { missing, reason, clock }: Extract<NoticeContent, { kind: 'pauseQuestion' }>,
  locale: Locale,
): Trace {
  const words = phrases[locale];
  switch (block) {
    case 'whatIsMissing':
    case 'proofNeeded':
      return [typeof missing === 'string' ? missing : missing[locale]];
    case 'whyNeeded':
      return [reason.text[locale]];
    case 'clockEffect':
      return [words.clocks[clock]];
    case 'leastDataOption':
      return [words.blocks.leastDataOption];
    case 'proofUse':
      return [words.blocks.proofErased];
    default:
      return undefined;
  }
}

function ofFee(
  block: NoticeBlock,
  { ground, amount, clock }: Extract<NoticeContent, { kind: 'fee' }>,
  locale: Locale,
): Trace {
  const words = phrases[locale];
  switch (block) {
    case 'feeGround':
      return [ground.text[locale], ground.article];
    case 'feeEstimate':
      return [amount];
    case 'feeWithdrawal':
      return [words.blocks.feeWithdrawal];
    case 'clockEffect':
      return [words.clocks[clock]];
    default:
      return undefined;
  }
}
