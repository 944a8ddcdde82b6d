import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommanderError } from 'commander';
import { ClockError, computeClocks, earliest } from '../domain/clock';
import type { ClockFacts, ClockReading } from '../domain/clock';
import { findRegime } from '../domain/rule-book';
import { builtInRules } from '../domain/rules';
import { refusedStatus, showSteps, UsageError } from './deadline-output';
import type { Language } from './deadline-output';
import { showVectors } from './deadline-vectors';

interface Options {
  readonly vectors?: string;
  readonly check?: boolean;
  readonly regime?: string[];
  readonly right?: string;
  readonly received?: string;
  readonly verified?: string;
  readonly zone?: string;
  readonly calendar?: string;
  readonly pause?: NonNullable<ClockFacts['pauses']>;
  readonly extended?: boolean;
  readonly promise?: NonNullable<ClockFacts['promise']>;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly lang: Language;
}

const examples = `
Examples:
  A GDPR deletion request received in Berlin, with each step of the count:
    habeas deadline --regime EU-GDPR --right deletion --received 2026-01-31T12:00+01:00 --calendar DE-BE --explain
  One request under two Chinese rule sets, explained in Chinese:
    habeas deadline --regime CN-APP-2019 CN-GBT35273 --right deletion --received 2026-03-02T10:15+08:00 --explain --lang zh-CN
  A pause while identity was being asked for (only what the regime allows counts):
    habeas deadline --regime EU-GDPR --right access --received 2026-05-05T09:00+02:00 --calendar DE-BE \\
      --pause 2026-05-06T10:00+02:00/2026-05-12T18:00+02:00/identity
  Checked examples from a file, one JSON line each:
    habeas deadline --vectors test/fixtures/deadline-vectors.json --json

Regimes: CN-APP-2019, CN-GBT35273, EU-GDPR. Calendars: CN; EU, DE-BE, DE-BY, FR, IE, LU, PT.
A date is the last local day; in time means finished before the instant shown. "provisional" means that a calendar
year is not published yet. Exit status: 0 counted, 1 an expectation of --check is not met, 2 the input is wrong.
The result is an aid, not legal advice.`;

/** `habeas deadline`: counts legal clocks, one request from options or many from a vector file. */
export function deadlineCommand(): Command {
  return new Command('deadline')
    .description('Count the statutory deadlines of a request, and say how')
    .option('--vectors <file>', 'JSON list of checked examples to count')
    .option('--check', 'compare with the expected dates of the vector file; exit status 1 when one differs')
    .option('--regime <ids...>', 'rule sets that the request falls under')
    .option(
      '--right <right>',
      'access, correction, deletion, restriction, objection, portability, cancellation …',
    )
    .option('--received <instant>', 'when the request arrived, with offset: 2026-03-02T10:15+08:00')
    .option('--verified <instant>', 'when identity was proven')
    .option('--zone <zone>', "IANA zone of the place that answers; default: the calendar's")
    .option('--calendar <id>', "holidays of that place; default: the regime's")
    .option('--pause <from/to/reason>', 'an answered question; may be repeated', readPause)
    .option('--extended', 'the period was extended in time')
    .option('--promise <period>', 'period that the controller published: 7workday, 10day', readPromise)
    .option('--explain', 'show each step of the count with its article')
    .option('--json', 'one JSON object per line')
    .addOption(
      new Option('--lang <language>', 'language of the steps').choices(['zh-CN', 'en']).default('en'),
    )
    .addHelpText('after', examples)
    .exitOverride(endWith)
    .action((options: Options) => {
      try {
        if (options.vectors === undefined) showRequest(options);
        else showVectors(options.vectors, options);
      } catch (error) {
        refuse(error, options.json === true);
      }
    });
}

/** Commander ends with 1 for wrong options; wrong input is 2 throughout this command. */
function endWith(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : refusedStatus);
}

function refuse(error: unknown, json: boolean): void {
  if (!(error instanceof ClockError || error instanceof UsageError)) throw error;
  process.exitCode = refusedStatus;
  const { code, message } = error;
  if (json) console.log(JSON.stringify({ error: code, message }));
  else console.error(`${code}: ${message}`);
}

function readPause(
  value: string,
  previous: NonNullable<ClockFacts['pauses']> = [],
): NonNullable<ClockFacts['pauses']> {
  const [from, to, reason, ...rest] = value.split('/');
  if (!from || !to || !reason || rest.length > 0)
    throw new InvalidArgumentError(
      'expected FROM/TO/REASON, e.g. 2026-05-06T10:00+02:00/2026-05-12T18:00+02:00/identity.',
    );
  return [...previous, { from, to, reason }];
}

function readPromise(value: string): NonNullable<ClockFacts['promise']> {
  const parts = /^([1-9]\d{0,3})(day|workday)s?$/.exec(value);
  if (parts === null) throw new InvalidArgumentError('expected a number and a unit: 7workday or 10day.');
  return { value: Number(parts[1]), unit: parts[2] === 'day' ? 'day' : 'workday' };
}

/** Regimes, kind of request and facts from the options; the place is taken for every regime named, or refused. */
function requestOf(options: Options): Parameters<typeof computeClocks> {
  const { regime = [], right, received } = options;
  if (regime.length === 0 || right === undefined || received === undefined)
    throw new UsageError(
      'DSR_OPTION_MISSING',
      'Give --vectors FILE, or --regime, --right and --received together; see habeas deadline --help.',
    );
  const regimes = regime.map((id) => findRegime(builtInRules, id).id);
  const { verified, pause, promise, extended, zone, calendar } = options;
  const place = { ...(zone === undefined ? {} : { zone }), ...(calendar === undefined ? {} : { calendar }) };
  const facts: ClockFacts = {
    receivedAt: received,
    ...(verified === undefined ? {} : { verifiedAt: verified }),
    ...(pause === undefined ? {} : { pauses: pause }),
    ...(promise === undefined ? {} : { promise }),
    extended: extended === true,
    // One regime: a calendar that does not fit it is a mistake. Several: it goes to those that can use it.
    ...(regimes.length === 1 ? { places: Object.fromEntries(regimes.map((id) => [id, place])) } : place),
  };
  return [regimes, right, facts];
}

function showRequest(options: Options): void {
  const readings = computeClocks(...requestOf(options));
  if (options.json === true) {
    for (const { steps, ...reading } of readings)
      console.log(
        JSON.stringify({ ...reading, ...(options.explain === true ? { steps } : {}), ...hostZoneData() }),
      );
    return;
  }
  for (const reading of readings) showReading(reading, options);
  if (readings.length > 1) {
    const { regime, clock, date } = earliest(readings);
    console.log(`Earliest: ${date} (${regime} ${clock})`);
  }
}

/** Which zone data the host counted with: clock changes are decided by governments too. */
function hostZoneData(): { tzdataVersion?: string } {
  const version = process.versions['tz'];
  return version === undefined ? {} : { tzdataVersion: version };
}

function showReading(reading: ClockReading, options: Options): void {
  const { regime, clock, date, deadlineAt, strictDate, provisional, status } = reading;
  const marks = [provisional ? 'provisional' : '', status === 'notStarted' ? 'not started' : ''].filter(
    Boolean,
  );
  const note = marks.length > 0 ? `  [${marks.join(', ')}]` : '';
  console.log(`${regime} ${clock}: ${date}  before ${deadlineAt}  strict ${strictDate}${note}`);
  console.log(`  ${reading.legalBasis}; rules ${reading.ruleVersion}; calendar ${reading.calendarVersion}`);
  if (options.explain === true) showSteps(reading, options.lang);
}
