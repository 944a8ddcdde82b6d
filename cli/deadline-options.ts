import { InvalidArgumentError } from 'commander';
import { ControllerRulesError } from '../config/load-controller-rules';
import { rulesInForce } from '../config/rules-in-force';
import type { ClockFacts, DayPeriod } from '../domain/clock';
import { clockRights, parseClockRight } from '../domain/regime';
import type { ClockRight } from '../domain/regime';
import { parseRight, rightAliases } from '../domain/right';
import type { RuleBook } from '../domain/rule-book';
import { ownPeriodsFor } from '../domain/rules/controller-rules';
import type { ControllerRules } from '../domain/rules/controller-rules';
import type { Language } from './deadline-words';
import { suggestion } from './nearest';
import { UsageError } from './usage-error';

/** Words that `--right` takes. */
const rightWords = [...clockRights, ...Object.keys(rightAliases)];

/** Options of `habeas deadline`. */
export interface DeadlineOptions {
  readonly vectors?: string;
  readonly check?: boolean;
  readonly list?: boolean;
  readonly regime?: readonly string[];
  readonly right?: string;
  readonly received?: string;
  readonly verified?: string;
  readonly authority?: string;
  readonly feePaid?: string;
  readonly profile?: readonly string[];
  readonly zone?: string;
  readonly calendar?: string;
  readonly pause?: NonNullable<ClockFacts['pauses']>;
  readonly extended?: boolean;
  readonly promise?: DayPeriod;
  readonly target?: DayPeriod;
  readonly rules?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly lang: Language;
}

/** What is to be counted. */
export interface DeadlineQuestion {
  readonly regimes: readonly string[];
  readonly right: ClockRight;
  readonly facts: ClockFacts;
}

/** `FROM/TO/REASON`, gathered over repeated options. */
export function readPause(
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

/** `7workday` or `10day`. */
export function readPeriod(value: string): DayPeriod {
  const parts = /^([1-9]\d{0,3})(day|workday)s?$/.exec(value);
  if (parts === null) throw new InvalidArgumentError('expected a number and a unit: 7workday or 10day.');
  return { value: Number(parts[1]), unit: parts[2] === 'day' ? 'day' : 'workday' };
}

/**
 * A controller's own rules, and the book with them on top.
 * @throws {@link UsageError} with file, line and column.
 */
export function readBook(file: string | undefined): { book: RuleBook; own?: ControllerRules } {
  try {
    const { rules, ...own } = rulesInForce(file);
    return { book: rules, ...own };
  } catch (error) {
    if (error instanceof ControllerRulesError) throw new UsageError(error.code, error.message);
    throw error;
  }
}

/**
 * Regimes, kind of request and facts from the options.
 * @throws {@link UsageError} for a name that is not loaded, with the nearest ones, or an option that is missing.
 */
export function questionOf(
  options: DeadlineOptions,
  book: RuleBook,
  own: ControllerRules | undefined,
): DeadlineQuestion {
  const { regime: regimes = [], right: word, received } = options;
  if (regimes.length === 0 || word === undefined || received === undefined)
    throw new UsageError(
      'DSR_OPTION_MISSING',
      'Give --regime, --right and --received together, or --vectors FILE, or --list; see habeas deadline --help.',
    );
  for (const id of regimes) checkKnown('Regime', 'DSR_REGIME_UNKNOWN', id, book.regimes);
  if (options.calendar !== undefined)
    checkKnown('Calendar', 'DSR_CALENDAR_UNKNOWN', options.calendar, book.calendars);
  checkProfiles(options.profile ?? [], regimes, book);
  const right = rightOf(word, regimes, book);
  return { regimes, right, facts: factsOf(options, received, own && ownPeriodsFor(own, right)) };
}

function checkKnown(what: string, code: string, id: string, known: ReadonlyMap<string, unknown>): void {
  if (known.has(id)) return;
  throw new UsageError(
    code,
    `${what} ${id} is not loaded.${suggestion(id, known.keys())} habeas deadline --list shows all.`,
  );
}

/** A profile that no named regime asks for would be taken for granted and change nothing. */
function checkProfiles(profiles: readonly string[], regimes: readonly string[], book: RuleBook): void {
  const known = new Set(
    regimes.flatMap((id) => (book.regimes.get(id)?.clocks ?? []).flatMap(({ profile }) => profile ?? [])),
  );
  const unknown = profiles.find((profile) => !known.has(profile));
  if (unknown !== undefined)
    throw new UsageError(
      'DSR_PROFILE_UNKNOWN',
      `None of ${regimes.join(', ')} asks for the profile ${unknown}; ` +
        (known.size === 0 ? 'they ask for none.' : `they ask for ${[...known].join(', ')}.`),
    );
}

/**
 * The kind of request for a word: ours, or one of the GDPR and the CCPA. In California "limit" means the use of sensitive
 * data, which has a clock of its own.
 * @throws {@link UsageError} DSR_RIGHT_UNKNOWN.
 */
export function rightOf(word: string, regimes: readonly string[], book: RuleBook): ClockRight {
  const hasLimit = regimes.some((id) =>
    book.regimes.get(id)?.clocks.some(({ rights }) => rights.includes('limitUse')),
  );
  const right = word === 'limit' && hasLimit ? 'limitUse' : (parseClockRight(word) ?? parseRight(word));
  if (right === undefined)
    throw new UsageError(
      'DSR_RIGHT_UNKNOWN',
      `No clock is known for the right ${word}.${suggestion(word, rightWords)} Known are ${rightWords.join(', ')}.`,
    );
  return right;
}

function factsOf(
  options: DeadlineOptions,
  received: string,
  own: Pick<ClockFacts, 'promise' | 'target'> = {},
): ClockFacts {
  const { regime = [], verified, authority, feePaid, profile, pause, promise, target, extended } = options;
  const { zone, calendar } = options;
  const place = { ...(zone === undefined ? {} : { zone }), ...(calendar === undefined ? {} : { calendar }) };
  return {
    receivedAt: received,
    ...own,
    ...(verified === undefined ? {} : { verifiedAt: verified }),
    ...(authority === undefined ? {} : { authorityProvenAt: authority }),
    ...(feePaid === undefined ? {} : { feePaidAt: feePaid }),
    ...(profile === undefined ? {} : { profiles: profile }),
    ...(pause === undefined ? {} : { pauses: pause }),
    ...(promise === undefined ? {} : { promise }),
    ...(target === undefined ? {} : { target }),
    extended: extended === true,
    // One regime: a calendar that does not fit it is a mistake. Several: it goes to those that can use it.
    ...(regime.length === 1 ? { places: Object.fromEntries(regime.map((id) => [id, place])) } : place),
  };
}
