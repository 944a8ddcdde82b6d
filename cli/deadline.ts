import { Command, Option } from 'commander';
import type { CommanderError } from 'commander';
import { ClockError, computeClocks, earliest } from '../domain/clock';
import type { RuleBook } from '../domain/rule-book';
import { builtInRules } from '../domain/rules';
import { listJson, listText } from './deadline-list';
import { questionOf, readBook, readPause, readPeriod } from './deadline-options';
import type { DeadlineOptions } from './deadline-options';
import { readingsText } from './deadline-output';
import { showVectors } from './deadline-vectors';
import { simulateCommand } from './simulate';
import { refusedStatus, UsageError } from './usage-error';

const examples = `
Examples:
  A GDPR deletion request received in Berlin, with each step of the count:
    habeas deadline --regime EU-GDPR --right deletion --received 2026-01-31T12:00+01:00 --calendar DE-BE --explain
  One request under two Chinese rule sets, all in Chinese:
    habeas deadline --regime CN-APP-2019 CN-GBT35273 --right deletion --received 2026-03-02T10:15+08:00 --explain --lang zh-CN
  A pause while identity was being asked for (only what the regime allows counts), and an aim of 28 days:
    habeas deadline --regime EU-GDPR --right access --received 2026-05-05T09:00+02:00 --calendar DE-BE \\
      --pause 2026-05-06T10:00+02:00/2026-05-12T18:00+02:00/identity --target 28day
  Checked examples from a file, one JSON line each:
    habeas deadline --vectors test/fixtures/deadline-vectors.json --json
`;

const explanations = `
A date is the last local day; in time means finished before the instant shown. "Strict day" is the last day without
roll-forward and suspension: work to it. "Provisional" means that a calendar year is not published yet.
Exit status: 0 counted, 1 an expectation of --check is not met, 2 the input is wrong.
The result is an aid, not legal advice. docs/deadlines.md says how it is counted.`;

/** `habeas deadline`: counts legal clocks, one request from options or many from a vector file; `simulate` below it. */
export function deadlineCommand(): Command {
  return (
    new Command('deadline')
      .description('Count the statutory deadlines of a request, and say how')
      // `--json` and `--rules` after `simulate` belong to it.
      .enablePositionalOptions()
      .option('--regime <ids...>', 'rule sets that the request falls under')
      .option(
        '--right <right>',
        'access, correction, deletion, restriction, objection, portability …, or erasure, know …',
      )
      .option('--received <instant>', 'when the request arrived, with offset: 2026-03-02T10:15+08:00')
      .option('--verified <instant>', 'when identity was proven')
      .option('--authority <instant>', 'when the authority of an agent was proven')
      .option('--fee-paid <instant>', 'when a fee that was asked for was paid')
      .option('--profile <kinds...>', 'what kind of controller it is where a regime asks: small-agent')
      .option('--zone <zone>', "IANA zone of the place that answers; default: the calendar's")
      .option('--calendar <id>', "holidays of that place; default: the regime's")
      .option('--pause <from/to/reason>', 'an answered question; may be repeated', readPause)
      .option('--extended', 'the period was extended in time')
      .option('--promise <period>', 'period that the controller published: 7workday, 10day', readPeriod)
      .option('--target <period>', 'period within which the controller means to be done: 28day', readPeriod)
      .option('--rules <file>', "YAML file of the controller's own rules, on top of the loaded ones")
      .option('--explain', 'show each step of the count with its article')
      .option('--list', 'show all regimes and calendars that are loaded')
      .option('--vectors <file>', 'JSON list of checked examples to count')
      .option('--check', 'compare with the expected dates of the vector file; exit status 1 when one differs')
      .option('--json', 'one JSON object per line')
      .addOption(
        new Option('--lang <language>', 'language of the output').choices(['zh-CN', 'en']).default('en'),
      )
      .addHelpText('after', () => examples + regimesHelp(builtInRules) + explanations)
      .exitOverride(endWith)
      .action((options: DeadlineOptions) => settle(options))
      .addCommand(simulateCommand())
  );
}

function regimesHelp({ regimes, calendars }: RuleBook): string {
  return `\n${inLines('Regimes:', [...regimes.keys()])}\n${inLines('Calendars:', [...calendars.keys()])}\n`;
}

/** Names in lines of a readable length. */
function inLines(title: string, names: readonly string[]): string {
  const lines = [title];
  for (const name of names) {
    const line = `${lines.at(-1) ?? ''} ${name}`;
    if (line.length > 110) lines.push(`  ${name}`);
    else lines[lines.length - 1] = line;
  }
  return lines.join('\n');
}

/** Commander ends with 1 for wrong options; wrong input is 2 throughout this command. */
function endWith(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : refusedStatus);
}

function settle(options: DeadlineOptions): void {
  try {
    answer(options);
  } catch (error) {
    if (!(error instanceof ClockError || error instanceof UsageError)) throw error;
    process.exitCode = refusedStatus;
    const { code, message } = error;
    if (options.json === true) console.log(JSON.stringify({ error: code, message }));
    else console.error(`${code}: ${message}`);
  }
}

function answer(options: DeadlineOptions): void {
  const { book, own } = readBook(options.rules);
  if (options.list === true)
    console.log(options.json === true ? JSON.stringify(listJson(book)) : listText(book, options.lang));
  else if (options.vectors !== undefined) showVectors(options.vectors, options, book);
  else showRequest(options, book, own);
}

/** Nothing is no answer: a person would read it as "no deadline". */
function nothingToCount(regimes: readonly string[], right: string, book: RuleBook): UsageError {
  const known = regimes.flatMap((id) => (book.regimes.get(id)?.clocks ?? []).flatMap(({ rights }) => rights));
  return new UsageError(
    'DSR_CLOCK_NONE',
    `${regimes.join(', ')}: no clock for the right ${right}; there are clocks for ${[...new Set(known)].join(', ')}.`,
  );
}

function showRequest(
  options: DeadlineOptions,
  book: RuleBook,
  own: ReturnType<typeof readBook>['own'],
): void {
  const { regimes, right, facts } = questionOf(options, book, own);
  const readings = computeClocks(regimes, right, facts, book);
  if (readings.length === 0) throw nothingToCount(regimes, right, book);
  const first = earliest(readings);
  const explain = options.explain === true;
  // Which zone data the host counted with: clock changes are decided by governments too.
  const zoneData = process.versions['tz'];
  if (options.json === true)
    for (const { steps, ...reading } of readings)
      console.log(
        JSON.stringify({
          ...reading,
          ...(explain ? { steps } : {}),
          ...(zoneData === undefined ? {} : { tzdataVersion: zoneData }),
        }),
      );
  else
    console.log(
      readingsText({ right, receivedAt: facts.receivedAt, regimes }, readings, first, book, {
        lang: options.lang,
        explain,
        ...(zoneData === undefined ? {} : { zoneData }),
      }),
    );
}
