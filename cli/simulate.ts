import { Command, Option } from 'commander';
import type { CommanderError } from 'commander';
import { ConfigError } from '../config/config-error';
import { loadCounting, ownRulesFile } from '../config/load-counting';
import type { Books } from '../config/load-counting';
import type { RequestStore } from '../domain/ports';
import { openRequests } from '../persistence/open-requests';
import type { Language } from './deadline-words';
import { simulate } from './simulate-compare';
import type { Simulation } from './simulate-compare';
import { comesForward, simulationText } from './simulate-output';
import { requestsOfBooks, requestsOfFile } from './simulate-requests';
import { changedLaw, presentLaw } from './simulate-rules';
import type { Law } from './simulate-rules';
import { refusedStatus, UsageError } from './usage-error';

/** Exit status when a date would come forward. */
const forwardStatus = 3;
/** Exit status when none would, but not every request could be counted. */
const incompleteStatus = 4;

/** Where the requests are read. */
export type OpenRequests = (books: Books) => Promise<Pick<RequestStore, 'page'> & { close(): Promise<void> }>;

interface Options {
  readonly open?: boolean;
  readonly closed?: boolean;
  readonly facts?: string;
  readonly rules?: readonly string[];
  readonly calendar?: readonly string[];
  readonly json?: boolean;
  readonly lang: Language;
}

const help = `
Examples:
  What the Chinese calendar of 2027 would do to the open requests:
    habeas deadline simulate --open --calendar cn-2027.json
  What a shorter promise would do to the requests of a file, without a database:
    habeas deadline simulate --facts requests.ndjson --rules our-rules.yaml --json

A line of the file: {"requestId":"A-1","regimes":["EU-GDPR"],"right":"access","facts":{"receivedAt":"2026-03-02T10:15+01:00"}}
Without --facts it reads the database named by DSR_MONGODB_URI and DSR_MONGODB_DATABASE, and counts as the worker does:
DSR_ZONE, DSR_CALENDAR, DSR_PROMISE_WORKDAYS, DSR_RULES_FILE. It only reads.
Exit status: 0 no date comes forward; 2 the input is wrong; 3 at least one date comes forward or is new; 4 none does, but
some requests could not be counted.`;

/** `habeas deadline simulate`: counts requests by the rules as they are and as they would be, and shows what moves. */
export function simulateCommand(open: OpenRequests = openRequests): Command {
  return new Command('simulate')
    .description('Show which deadlines a changed rule set or calendar would move; changes nothing')
    .option('--open', 'open requests only')
    .option('--closed', 'closed requests only')
    .option('--facts <file>', 'read requests from a file instead of the database, one JSON object a line')
    .option('--rules <files...>', "whole rule sets (JSON), or the controller's own rules (YAML)")
    .option('--calendar <files...>', 'calendar years (JSON)')
    .option('--json', 'one JSON object')
    .addOption(
      new Option('--lang <language>', 'language of the output').choices(['zh-CN', 'en']).default('en'),
    )
    .addHelpText('after', help)
    .exitOverride(endWith)
    .action((options: Options) => settle(options, open));
}

/** Commander ends with 1 for wrong options; wrong input is 2 throughout this command. */
function endWith(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : refusedStatus);
}

async function settle(options: Options, open: OpenRequests): Promise<void> {
  const json = options.json === true;
  try {
    const simulation = await run(options, open);
    console.log(json ? JSON.stringify(simulation) : simulationText(simulation, options.lang));
    process.exitCode = statusOf(simulation);
  } catch (error) {
    process.exitCode = refusedStatus;
    const code = error instanceof UsageError ? error.code : 'DSR_BOOKS_UNREADABLE';
    const message = error instanceof Error ? error.message : 'Failed for an unknown reason.';
    if (json) console.log(JSON.stringify({ error: code, message }));
    else console.error(`${code}: ${message}`);
  }
}

function statusOf({ moves, uncounted }: Simulation): number {
  if (moves.some(comesForward)) return forwardStatus;
  return uncounted.length > 0 ? incompleteStatus : 0;
}

async function run(options: Options, open: OpenRequests): Promise<Simulation> {
  const ownFile = ownRulesFile(process.env);
  const present = presentLaw(ownFile);
  const changed = changedLaw({ rules: options.rules ?? [], calendars: options.calendar ?? [] }, ownFile);
  return options.facts === undefined
    ? simulateBooks(options, present, changed, open)
    : simulate(requestsOfFile(options.facts), present, changed);
}

async function simulateBooks(
  options: Options,
  present: Law,
  changed: Law,
  open: OpenRequests,
): Promise<Simulation> {
  const { books, counting } = configured();
  const store = await open(books);
  try {
    return await simulate(requestsOfBooks(store.page, wantedOf(options), counting), present, changed);
  } finally {
    await store.close();
  }
}

function wantedOf({ open, closed }: Options): 'open' | 'closed' | 'all' {
  if (open === closed) return 'all';
  return open === true ? 'open' : 'closed';
}

function configured(): ReturnType<typeof loadCounting> {
  try {
    return loadCounting(process.env);
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError('DSR_CONFIG_INVALID', error.message);
    throw error;
  }
}
