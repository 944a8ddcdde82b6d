import type { ClockFacts } from '../domain/clock';
import type { ConfigProblem } from './config-error';
import { ConfigError } from './config-error';
import type { ConfigKey } from './keys';
import { sharedKeys } from './keys';
import type { Environment } from './load-config';

/** How this controller counts, for tools that count and do nothing else. */
export interface Counting {
  /** IANA zone. */
  readonly zone: string;
  readonly calendar: string;
  readonly promise?: NonNullable<ClockFacts['promise']>;
}

/** Where the books are. */
export interface Books {
  readonly uri: string;
  readonly database: string;
}

/**
 * Reads where the books are and how the worker counts, and asks for nothing else: no key, no mail server, no store.
 * @throws {@link ConfigError} with every problem and its repair, and without any value.
 */
export function loadCounting(env: Environment): { readonly books: Books; readonly counting: Counting } {
  const problems: ConfigProblem[] = [];
  const uri = read('DSR_MONGODB_URI', sharedKeys.DSR_MONGODB_URI, env, problems);
  const database = read('DSR_MONGODB_DATABASE', sharedKeys.DSR_MONGODB_DATABASE, env, problems);
  const zone = read('DSR_ZONE', sharedKeys.DSR_ZONE, env, problems);
  const calendar = read('DSR_CALENDAR', sharedKeys.DSR_CALENDAR, env, problems);
  const workdays = read('DSR_PROMISE_WORKDAYS', sharedKeys.DSR_PROMISE_WORKDAYS, env, problems);
  if (problems.length > 0 || !uri || !database || !zone || !calendar) throw new ConfigError(problems);
  const promise = workdays === undefined ? {} : { promise: { value: workdays, unit: 'workday' } as const };
  return { books: { uri, database }, counting: { zone, calendar, ...promise } };
}

/** The file of the controller's own rules (`DSR_RULES_FILE`), where it has one. */
export function ownRulesFile(env: Environment): string | undefined {
  return env['DSR_RULES_FILE'] || undefined;
}

function read<T>(
  key: string,
  { schema, fallback, optional, about }: ConfigKey<T>,
  env: Environment,
  problems: ConfigProblem[],
): T | undefined {
  const text = env[key] || fallback;
  const parsed = text === undefined ? undefined : schema.safeParse(text);
  if (parsed?.success === true) return parsed.data;
  if (parsed === undefined && optional !== undefined) return undefined;
  const repair = parsed?.error.issues[0]?.message ?? 'is not set; set it';
  problems.push({ key, repair: `${repair} (${about})` });
  return undefined;
}
