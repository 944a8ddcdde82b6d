import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ControllerRulesError } from '../config/load-controller-rules';
import { rulesInForce } from '../config/rules-in-force';
import type { CalendarYear } from '../domain/calendar';
import { RuleError } from '../domain/clock-error';
import type { Regime } from '../domain/regime';
import { makeRuleBook } from '../domain/rule-book';
import type { RuleBook } from '../domain/rule-book';
import { builtInRules } from '../domain/rules';
import { withControllerRules } from '../domain/rules/controller-rules';
import type { ControllerRules } from '../domain/rules/controller-rules';
import { parseCalendarYear } from '../domain/rules/parse-calendar';
import { parseRegime } from '../domain/rules/parse-regime';
import { UsageError } from './usage-error';

/** By what is counted: the book, and the periods that the controller set itself. */
export interface Law {
  readonly book: RuleBook;
  readonly own?: ControllerRules;
}

/** The files that change the law. */
export interface LawFiles {
  /** Rule files, each a whole rule set, and at most one of the controller's own rules. */
  readonly rules: readonly string[];
  /** Calendar years. */
  readonly calendars: readonly string[];
}

/**
 * The law as it is, with the controller's present rules where it has some.
 * @throws {@link UsageError}
 */
export function presentLaw(ownFile: string | undefined): Law {
  return withOwn(builtInRules, ownFile);
}

/**
 * The law as it would be. Another file of the controller's own rules takes the place of the present one; a rule set or a
 * calendar year takes the place of the loaded one, also when it is more generous: laws can change that way too.
 * @throws {@link UsageError} DSR_OPTION_MISSING when nothing changes; the code of a file that is wrong, with its name.
 */
export function changedLaw(files: LawFiles, presentOwn: string | undefined): Law {
  if (files.rules.length + files.calendars.length === 0)
    throw new UsageError(
      'DSR_OPTION_MISSING',
      'Give --rules or --calendar: without a change nothing can move.',
    );
  const whole: Regime[] = [];
  const own: string[] = [];
  for (const file of files.rules) {
    const raw = readYaml(file);
    if (isRuleSet(raw)) whole.push(inFile(file, () => parseRegime(raw)));
    else own.push(file);
  }
  if (own.length > 1)
    throw new UsageError(
      'DSR_RULES_FILE_TWICE',
      `${own.join(' and ')} both hold the controller's own rules; give one of them.`,
    );
  const years = files.calendars.map((file) => inFile(file, () => parseCalendarYear(readYaml(file))));
  const base = withYears(
    makeRuleBook([...builtInRules.regimes.values(), ...whole], calendarsOf(builtInRules)),
    years,
  );
  const ownFile = own[0] ?? presentOwn;
  return withOwn(base, ownFile);
}

function withOwn(law: RuleBook, file: string | undefined): Law {
  const { rules, ...own } = inFile(file ?? '', () => rulesInForce(file, law));
  return { book: rules, ...own };
}

function withYears(book: RuleBook, calendars: readonly CalendarYear[]): RuleBook {
  const nothingElse = { version: '', regimes: [], promises: [], targets: [] };
  return inFile('--calendar', () => withControllerRules(book, { ...nothingElse, calendars }));
}

const calendarsOf = ({ calendars }: RuleBook) => [...calendars.values()];

/** A whole rule set has clocks; a controller's own file has lists of rule sets, promises and so on. */
function isRuleSet(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'clocks' in raw;
}

/** JSON is YAML too. */
function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { version: '1.2' }) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown reason';
    throw new UsageError('DSR_RULES_FILE_UNREADABLE', `${file} cannot be read: ${reason}`);
  }
}

function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ControllerRulesError) throw new UsageError(error.code, error.message);
    if (error instanceof RuleError) throw new UsageError(error.code, `${file}: ${error.message}`);
    throw error;
  }
}
