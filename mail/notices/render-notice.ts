import { join } from 'node:path';
import type { Locale } from '../../domain/data-map';
import { noticeDuties } from '../../domain/notice-duties';
import type { RenderedNotice } from '../../domain/ports';
import type { NoticeBlock } from '../../domain/regime-words';
import type { RuleBook } from '../../domain/rule-book';
import { builtInRules } from '../../domain/rules';
import { compileTemplates } from '../template-engine';
import type { Form, Templates } from '../template-engine';
import type { NoticeContent, NoticeKind } from '../../domain/notice';
import { noticeView } from './notice-view';

/**
 * Makes a letter of its content, in one language, as text and as HTML that say the same, with every block that the rules of
 * the content's regimes demand.
 */
export type RenderNotice = (content: NoticeContent, locale: Locale) => RenderedNotice;

/** The same with given blocks instead of the demanded ones. */
export type WriteLetter = (
  content: NoticeContent,
  locale: Locale,
  demanded: readonly NoticeBlock[],
) => RenderedNotice;

/** Where the letters come from. */
export interface LetterSource {
  /** Folder of the templates; default: those that ship with the engine. */
  readonly folder?: string;
  /** The law that says what letters must carry; default: the built-in rules. */
  readonly rules?: RuleBook;
}

/** Folder of the templates that ship with the engine. */
export const noticeFolder: string = join(__dirname);

/** Every kind of notice. */
export const noticeKinds = [
  'acknowledgement',
  'verificationCode',
  'packageCode',
  'changeToConfirm',
  'extension',
  'pauseQuestion',
  'fee',
  'guardianNeeded',
  'refusal',
  'completion',
  'withdrawn',
  'unverified',
  'noDataFound',
  'breachApology',
  'restrictionLiftWarning',
  'restrictionLifted',
  'deferredDone',
  'objectionOutcome',
  'appealOutcome',
  'complaintOutcome',
  'consequencesToConfirm',
  'explanation',
] as const satisfies readonly NoticeKind[];

/** Languages of the letters. */
export const letterLocales: readonly Locale[] = ['zh-CN', 'en'];
const forms: readonly Form[] = ['text', 'html'];

/** File of a notice's wording, relative to the folder of the templates. Text and HTML are made of the same file. */
export function templateFile(kind: NoticeKind, locale: Locale): string {
  return `${locale}/${kind}.njk`;
}

/**
 * Compiles all templates without checking what they say; `loadNotices` also checks. Throws `MailError` `template` with
 * the file's name when one cannot be compiled.
 */
export function compileNotices({ folder, rules = builtInRules }: LetterSource = {}): RenderNotice {
  return noticeWriter(compileLetters(folder), rules);
}

/** Writes each letter with the blocks that the rules demand of it. */
export function noticeWriter(write: WriteLetter, rules: RuleBook): RenderNotice {
  return (content, locale) => {
    const demanded = noticeDuties(rules, content).map(({ block }) => block);
    return write(content, locale, demanded);
  };
}

/** See {@link compileNotices}. */
export function compileLetters(folder: string = noticeFolder): WriteLetter {
  const compiled = new Map<string, Templates>();
  for (const locale of letterLocales)
    for (const form of forms) {
      const files = noticeKinds.map((kind) => templateFile(kind, locale));
      const names = [`forms/${form}.njk`, `forms/letter.${form}.njk`, ...files];
      compiled.set(`${locale} ${form}`, compileTemplates(folder, names, locale, form));
    }

  return (content, locale, demanded) => {
    const view = noticeView(content, demanded, locale);
    const written = (form: Form): string => {
      const templates = compiled.get(`${locale} ${form}`);
      if (templates === undefined) throw new Error(`No letters are written in ${locale}.`);
      const context = { ...view, form: `forms/${form}.njk` };
      const body = templates.render(templateFile(content.kind, locale), context);
      return templates.render(`forms/letter.${form}.njk`, { ...context, body });
    };
    return { subject: String(view['subject']), text: tidyText(written('text')), html: written('html') };
  };
}

/** Macros leave empty lines behind: at most one is kept. */
function tidyText(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
