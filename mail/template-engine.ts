import { Environment, FileSystemLoader } from 'nunjucks';
import type { Locale } from '../domain/data-map';
import { dateInWords, dateOfInstant, momentInWords } from './local-dates';
import { MailError } from './mail-error';

/** The two forms of a letter. */
export type Form = 'html' | 'text';

/** Compiled templates of one folder, for one language and form. */
export interface Templates {
  /** Throws {@link MailError} `template` when the template needs a value that `context` has not. */
  render(name: string, context: Readonly<Record<string, unknown>>): string;
}

/**
 * Compiles the named template files at once, so that a damaged one stops the start and not a letter. HTML is escaped
 * always, an undefined value is an error, and no text but these files is ever compiled (SECURITY.md S25).
 */
export function compileTemplates(
  folder: string,
  names: readonly string[],
  locale: Locale,
  form: Form,
): Templates {
  const environment = new Environment(new FileSystemLoader(folder), {
    autoescape: form === 'html',
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addFilter('day', (date: string) => dateInWords(date, locale));
  environment.addFilter('dayOf', (instant: string, zone: string) => dateOfInstant(instant, zone, locale));
  environment.addFilter('moment', (instant: string, zone: string) => momentInWords(instant, zone, locale));
  for (const name of names) inTemplate(name, () => environment.getTemplate(name, true));
  return {
    render: (name, context) => inTemplate(name, () => environment.render(name, context)),
  };
}

function inTemplate<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MailError) throw error;
    // Nunjucks says file, line and what is wrong; it quotes names of variables, never their values.
    const cause = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 300) : 'unknown';
    throw new MailError('template', `Template ${name}: ${cause}`);
  }
}
