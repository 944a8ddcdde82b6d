import type { Locale } from '../../domain/data-map';
import type { NoticeContent, NoticeKind, NoticeRight } from '../../domain/notice';
import { noticeRights } from '../../domain/notice';
import type { NoticeDuty } from '../../domain/notice-duties';
import { noticeDuties } from '../../domain/notice-duties';
import type { RenderedNotice } from '../../domain/ports';
import type { RuleBook } from '../../domain/rule-book';
import { rights } from '../../domain/right';
import { MailError } from '../mail-error';
import { traceOf } from './block-traces';
import type { WriteLetter } from './render-notice';
import { letterLocales, templateFile } from './render-notice';
import { specimens } from './specimens';

/**
 * Writes every kind of letter, for every right it can be about and in both languages, with all that any loaded regime
 * demands of it, and looks for each block.
 * @throws {@link MailError} `template` that names file, block, regime and article.
 */
export function checkDuties(write: WriteLetter, rules: RuleBook): void {
  const regimes = [...rules.regimes.keys()];
  for (const specimen of specimens)
    for (const right of rightsOf(specimen)) {
      // The kind and its right go together in every specimen; only kinds for any right are given another.
      const content = { ...specimen, right } as NoticeContent;
      const duties = noticeDuties(rules, { ...content, regimes });
      if (duties.length > 0) for (const locale of letterLocales) checkLetter(write, content, duties, locale);
    }
}

/** Letters that tell of work on data have their own content per right; others are the same for any. */
const boundTo: Readonly<Partial<Record<NoticeKind, readonly NoticeRight[]>>> = {
  noDataFound: rights,
  restrictionLiftWarning: ['restriction', 'objection'],
  appealOutcome: ['appeal'],
  complaintOutcome: ['complaint'],
  explanation: ['explanation'],
  consequencesToConfirm: ['deletion'],
};

function rightsOf(specimen: NoticeContent): readonly NoticeRight[] {
  return specimen.kind === 'completion' ? [specimen.right] : (boundTo[specimen.kind] ?? noticeRights);
}

function checkLetter(
  write: WriteLetter,
  content: NoticeContent,
  duties: readonly NoticeDuty[],
  locale: Locale,
): void {
  const demanded = duties.map(({ block }) => block);
  const letter = write(content, locale, demanded);
  for (const duty of duties) {
    const trace = traceOf(duty.block, content, locale);
    if (trace === undefined) throw lacking(duty, content, locale);
    for (const form of ['text', 'html'] as const)
      if (!trace.every((text) => carries(letter, form, text))) throw lacking(duty, content, locale, form);
  }
}

function lacking(
  duty: NoticeDuty,
  content: NoticeContent,
  locale: Locale,
  form?: 'text' | 'html',
): MailError {
  const template = templateFile(content.kind, locale);
  const file = form === undefined ? template : `${template} (or forms/letter.${form}.njk)`;
  const where = form === undefined ? ': such a letter cannot tell it' : ` in its ${form} form`;
  const who = duty.demandedBy.map(({ regime, article }) => `${regime} (${article})`);
  const others = who.length > 3 ? ` and ${who.length - 3} more` : '';
  return new MailError(
    'template',
    `Template ${file} lacks the block "${duty.block}"${where}. For ${content.right} it is demanded by ${who.slice(0, 3).join(', ')}${others}.`,
  );
}

function carries(letter: RenderedNotice, form: 'text' | 'html', text: string): boolean {
  return letter[form].includes(form === 'html' ? escaped(text) : text);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As the templates escape it. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
