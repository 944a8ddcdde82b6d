import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '../../domain/data-map';
import { dateInWords, dateOfInstant, momentInWords } from '../local-dates';
import { MailError } from '../mail-error';
import type { NoticeContent } from '../../domain/notice';
import { kindsWithComplaints } from './notice-view';
import { phrases } from './phrases';
import { builtInRules } from '../../domain/rules';
import { checkDuties } from './check-duties';
import type { LetterSource, RenderNotice, WriteLetter } from './render-notice';
import {
  compileLetters,
  letterLocales,
  noticeFolder,
  noticeKinds,
  noticeWriter,
  templateFile,
} from './render-notice';
import { specimens } from './specimens';

/** Something that a letter must carry, as it stands in the specimen's letter. */
interface RequiredBlock {
  readonly name: string;
  readonly text: string;
}

/**
 * Compiles the templates, writes a specimen of every kind in both languages and forms, and looks for what docs/notices.md
 * demands of it, and for what every loaded regime demands. Meant for start-up: a template that lost a block stops the
 * start, not a person's letter.
 * @returns what writes the letters.
 * @throws {@link MailError} `template` that names the file and the block.
 */
export function loadNotices(source: LetterSource = {}): RenderNotice {
  const { folder = noticeFolder, rules = builtInRules } = source;
  checkNoStrangers(folder);
  const write = compileLetters(folder);
  for (const specimen of specimens) for (const locale of letterLocales) checkLetter(write, specimen, locale);
  checkDuties(write, rules);
  return noticeWriter(write, rules);
}

function checkLetter(write: WriteLetter, specimen: NoticeContent, locale: Locale): void {
  const letter = write(specimen, locale, []);
  const file = templateFile(specimen.kind, locale);
  for (const block of requiredBlocks(specimen, locale))
    for (const form of ['text', 'html'] as const)
      if (!letter[form].includes(block.text))
        throw new MailError(
          'template',
          `Template ${file} (or forms/letter.${form}.njk) lacks the required block "${block.name}" in its ${form} form.`,
        );
  // A letter that loads anything tells its sender when and where it was read.
  if (/<(?:img|script|iframe|link|object|embed|form)\b|\burl\(|\bon\w+=/i.test(letter.html))
    throw new MailError('template', `Template ${file}: letters load no images, scripts or other files.`);
}

/** What the letter must carry, in the words of the specimen. */
function requiredBlocks(content: NoticeContent, locale: Locale): RequiredBlock[] {
  const { controller } = content;
  const blocks: RequiredBlock[] = [
    { name: 'case number', text: content.caseNumber },
    { name: 'controller', text: controller.name[locale] },
    { name: 'privacy officer', text: controller.officer[locale] },
    { name: 'contact', text: controller.contact },
    { name: 'right understood', text: phrases[locale].rights[content.asked ?? content.right] },
    { name: 'receipt time', text: momentInWords(content.receivedAt, content.zone, locale) },
  ];
  if (kindsWithComplaints.includes(content.kind))
    for (const regime of content.regimes)
      blocks.push({
        name: `complaint route ${regime}`,
        text: controller.complaints[regime]?.[locale] ?? regime,
      });
  return [...blocks, ...blocksOfKind(content, locale)];
}

function blocksOfKind(content: NoticeContent, locale: Locale): RequiredBlock[] {
  const day = (date: string) => dateInWords(date, locale);
  const moment = (instant: string) => momentInWords(instant, content.zone, locale);
  switch (content.kind) {
    case 'acknowledgement':
      return [
        { name: 'deadline', text: day(content.deadline.date) },
        { name: 'note that the date is provisional', text: phrases[locale].provisional },
        { name: 'code', text: content.identity?.code.value ?? '' },
        { name: 'end of verification', text: day(content.identity?.closesOn ?? '') },
      ];
    case 'verificationCode':
    case 'packageCode':
      return [{ name: 'code', text: content.code.value }];
    case 'changeToConfirm':
      return [
        ...content.changes.flatMap((change) => [
          { name: 'field', text: change.fieldTitle[locale] },
          { name: 'old value', text: change.oldValue ?? '' },
          { name: 'new value', text: change.newValue },
        ]),
        { name: 'hash of the change', text: content.changeHash },
      ];
    case 'extension':
      return [
        ...groundBlocks('reason', content.reason, locale),
        { name: 'old date', text: day(content.oldDate) },
        { name: 'new date', text: day(content.newDate.date) },
      ];
    case 'pauseQuestion': {
      const missing = typeof content.missing === 'string' ? content.missing : content.missing[locale];
      return [{ name: 'what is missing', text: missing }, ...groundBlocks('reason', content.reason, locale)];
    }
    case 'fee':
      return [{ name: 'amount', text: content.amount }, ...groundBlocks('reason', content.ground, locale)];
    case 'guardianNeeded':
      return [{ name: 'age', text: String(content.guardianAge) }];
    case 'refusal':
      return [
        ...content.refused.flatMap((ground) => groundBlocks('ground', ground, locale)),
        { name: 'facts', text: content.facts ?? '' },
        ...remedyBlocks(content, locale),
        ...storeBlocks(content.stores, locale),
      ];
    case 'completion':
      return [...storeBlocks(content.stores, locale), ...completionBlocks(content, locale)];
    case 'noDataFound':
      return storeBlocks(content.stores, locale);
    case 'breachApology':
      return [{ name: 'missed date', text: day(content.missedDate) }, ...remedyBlocks(content, locale)];
    case 'restrictionLiftWarning':
      return [
        { name: 'date of lifting', text: day(content.liftOn) },
        ...groundBlocks('reason', content.reason, locale),
      ];
    case 'restrictionLifted':
      return [
        { name: 'time of lifting', text: moment(content.liftedAt) },
        ...groundBlocks('reason', content.reason, locale),
      ];
    case 'deferredDone':
      return content.records.flatMap((records) => [
        { name: 'data set', text: records.collectionTitle[locale] },
        { name: 'day of the proof', text: dateOfInstant(records.provenAt, content.zone, locale) },
        ...groundBlocks('ground', records.ground ?? { text: { 'zh-CN': '', en: '' }, article: '' }, locale),
      ]);
    case 'objectionOutcome':
      return [
        ...content.purposes.map((purpose) => ({ name: 'purpose', text: purpose[locale] })),
        ...groundBlocks('ground', content.ground, locale),
      ];
    case 'appealOutcome':
    case 'complaintOutcome':
      return [
        { name: 'decision', text: phrases[locale].decisions[content.decision] },
        { name: 'reasons', text: content.reasons },
        ...remedyBlocks(content, locale),
      ];
    case 'explanation':
      return [
        { name: 'decision', text: phrases[locale].decisions[content.decision] },
        { name: 'reasons', text: content.reasons },
        ...content.factors.map((text) => ({ name: 'factor', text })),
        ...remedyBlocks(content, locale),
      ];
    case 'consequencesToConfirm':
      return [
        { name: 'consequences', text: content.consequences },
        { name: 'check code', text: content.changeHash },
      ];
    case 'withdrawn':
    case 'unverified':
      return [];
  }
}

function completionBlocks(
  content: Extract<NoticeContent, { kind: 'completion' }>,
  locale: Locale,
): RequiredBlock[] {
  const recipients = content.recipients.map((recipient) => ({
    name: 'recipient',
    text: recipient.title[locale],
  }));
  const moment = (instant: string) => momentInWords(instant, content.zone, locale);
  switch (content.right) {
    case 'access':
      return [
        ...recipients,
        { name: 'where to fetch the package', text: content.package?.fetchUrl ?? '' },
        { name: 'end of the package', text: moment(content.package?.expiresAt ?? content.writtenAt) },
      ];
    case 'correction':
      return [
        ...recipients,
        ...content.changes.flatMap((change) => [
          { name: 'old value', text: change.oldValue ?? '' },
          { name: 'new value', text: change.newValue },
        ]),
      ];
    case 'deletion':
      return [
        ...recipients,
        { name: 'ground of retention', text: content.grounds['CN-TAX-LEDGER']?.article ?? '' },
        { name: 'end of retention', text: dateInWords('2036-03-31', locale) },
        ...(content.copies ?? []).map(({ title }) => ({ name: 'copy', text: title[locale] })),
        { name: 'end of backups', text: dateInWords(content.backupsUntil ?? '', locale) },
      ];
    case 'restriction':
      return [...recipients, { name: 'date of effect', text: moment(content.registeredAt) }];
    case 'objection':
      return [
        ...recipients,
        { name: 'date of effect', text: moment(content.registeredAt) },
        ...content.purposes.map((purpose) => ({ name: 'purpose', text: purpose[locale] })),
        ...content.continuing.map(({ basis }) => ({ name: 'basis of what goes on', text: basis })),
      ];
  }
}

function remedyBlocks({ remedies }: NoticeContent, locale: Locale): RequiredBlock[] {
  return remedies.flatMap((remedy) => [
    ...groundBlocks('remedy', remedy, locale),
    { name: 'time limit of the remedy', text: remedy.timeLimit?.[locale] ?? '' },
    { name: 'address of the remedy', text: remedy.address?.[locale] ?? '' },
  ]);
}

function groundBlocks(
  name: string,
  ground: { readonly text: Readonly<Record<Locale, string>>; readonly article: string },
  locale: Locale,
): RequiredBlock[] {
  return [
    { name: `text of the ${name}`, text: ground.text[locale] },
    { name: `article of the ${name}`, text: ground.article },
  ];
}

function storeBlocks(
  stores: readonly { readonly title: Readonly<Record<Locale, string>> }[],
  locale: Locale,
): RequiredBlock[] {
  return stores.map((store) => ({ name: `store ${store.title.en}`, text: store.title[locale] }));
}

/** A file that no kind uses is a wording that somebody believes is sent. */
function checkNoStrangers(folder: string): void {
  for (const locale of letterLocales) {
    const place = join(folder, locale);
    if (!existsSync(place)) throw new MailError('template', `Folder ${locale} of the letters is missing.`);
    const stranger = readdirSync(place).find(
      (file) => file.endsWith('.njk') && !noticeKinds.some((kind) => file === `${kind}.njk`),
    );
    if (stranger !== undefined)
      throw new MailError(
        'template',
        `Template ${locale}/${stranger} belongs to no kind of notice; remove it.`,
      );
  }
}
