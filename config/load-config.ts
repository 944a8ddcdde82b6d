import { profilesIn } from '../domain/rule-book';
import type { RuleBook } from '../domain/rule-book';
import { builtInRules } from '../domain/rules';
import type { ConfigProblem } from './config-error';
import { ConfigError } from './config-error';
import type { ConfigKey } from './keys';
import { apiKeys, ledgerKeys, reconcileKeys, watchKeys, workerKeys } from './keys';
import { ControllerRulesError } from './load-controller-rules';
import { rulesInForce } from './rules-in-force';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Values<K> = { readonly [N in keyof K]: K[N] extends ConfigKey<infer T> ? T : never };

/** Configuration of the API, by the names of the environment. */
export type ApiConfig = Values<typeof apiKeys>;

/** Configuration of a worker; `stores` holds the connections by their variable, `DSR_STORE_…`. */
export type WorkerConfig = Values<typeof workerKeys> & {
  readonly stores: Readonly<Record<string, string>>;
};

/** Configuration of the watch. */
export type WatchConfig = Values<typeof watchKeys>;

/** Configuration of the command that compares books and engine. */
export type ReconcileConfig = Values<typeof reconcileKeys>;

/** Configuration of commands on the deletion ledger. */
export type LedgerConfig = Values<typeof ledgerKeys>;

/**
 * Reads the API's configuration once. Connections of data stores are not read: this process must not hold them.
 * @throws ConfigError with every problem and its repair, and without any value.
 */
export function loadApiConfig(env: Environment): ApiConfig {
  const problems: ConfigProblem[] = [];
  const config = readKeys(apiKeys, env, problems) as ApiConfig;
  const rules = readRules(config, problems);
  checkRegimes(config, rules, problems);
  checkProfiles(config, rules, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/**
 * Reads a worker's configuration once, with the connections of the data stores.
 * @throws ConfigError with every problem and its repair, and without any value.
 */
export function loadWorkerConfig(env: Environment): WorkerConfig {
  const problems: ConfigProblem[] = [];
  const config = readKeys(workerKeys, env, problems) as Values<typeof workerKeys>;
  checkProfiles(config, readRules(config, problems), problems);
  checkWebhook(config, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const stores = Object.entries(env).flatMap(([key, value]) =>
    /^DSR_STORE_[A-Z0-9_]+$/.test(key) && value ? [[key, value] as const] : [],
  );
  return Object.freeze({ ...config, stores: Object.freeze(Object.fromEntries(stores)) });
}

/**
 * Reads the watch's configuration once.
 * @throws ConfigError with every problem and its repair, and without any value.
 */
export function loadWatchConfig(env: Environment): WatchConfig {
  const problems: ConfigProblem[] = [];
  const config = readKeys(watchKeys, env, problems) as WatchConfig;
  checkWebhook(config, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/**
 * Reads the configuration of the command that compares books and engine.
 * @throws ConfigError with every problem and its repair, and without any value.
 */
export function loadReconcileConfig(env: Environment): ReconcileConfig {
  const problems: ConfigProblem[] = [];
  const config = readKeys(reconcileKeys, env, problems) as ReconcileConfig;
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/**
 * Reads the configuration of a command on the deletion ledger once.
 * @throws ConfigError with every problem and its repair, and without any value.
 */
export function loadLedgerConfig(env: Environment): LedgerConfig {
  const problems: ConfigProblem[] = [];
  const config = readKeys(ledgerKeys, env, problems) as LedgerConfig;
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** An alert that anybody could have sent is worth nothing to its receiver. */
function checkWebhook(
  config: Partial<Pick<WatchConfig, 'DSR_ALERT_WEBHOOK_URL' | 'DSR_ALERT_WEBHOOK_SECRET'>>,
  problems: ConfigProblem[],
): void {
  if (config.DSR_ALERT_WEBHOOK_URL === undefined || config.DSR_ALERT_WEBHOOK_SECRET !== undefined) return;
  if (problems.some(({ key }) => key === 'DSR_ALERT_WEBHOOK_SECRET')) return;
  const repair = 'is not set; set it, or leave DSR_ALERT_WEBHOOK_URL out (posted alerts are signed)';
  problems.push({ key: 'DSR_ALERT_WEBHOOK_SECRET', repair });
}

/** A rule file that cannot be used stops the start: counting without it would break promises in silence. */
function readRules(
  { DSR_RULES_FILE: file }: Partial<Pick<WorkerConfig, 'DSR_RULES_FILE'>>,
  problems: ConfigProblem[],
): RuleBook {
  try {
    return rulesInForce(file).rules;
  } catch (error) {
    if (!(error instanceof ControllerRulesError)) throw error;
    problems.push({ key: 'DSR_RULES_FILE', repair: `${error.code}: ${error.message}` });
    return builtInRules;
  }
}

/** A regime that is not there, or not yet in force, would refuse the first request instead of the start. */
function checkRegimes(
  { DSR_REGIMES: wanted = [] }: Partial<Pick<ApiConfig, 'DSR_REGIMES'>>,
  rules: RuleBook,
  problems: ConfigProblem[],
): void {
  const today = new Date().toISOString().slice(0, 10);
  const usable = (id: string) => (rules.regimes.get(id)?.effectiveFrom ?? '9999') <= today;
  if (wanted.every(usable)) return;
  const repair = 'expected regimes whose rules are loaded and in force; habeas deadline --list shows them';
  problems.push({ key: 'DSR_REGIMES', repair });
}

/** A misspelt kind would leave the longer, ordinary period in force without a word. */
function checkProfiles(
  { DSR_CONTROLLER_PROFILES: profiles = [] }: Partial<Pick<WorkerConfig, 'DSR_CONTROLLER_PROFILES'>>,
  rules: RuleBook,
  problems: ConfigProblem[],
): void {
  const known = profilesIn(rules);
  if (profiles.every((profile) => known.includes(profile))) return;
  const repair = `expected kinds of controller that a loaded regime names: ${known.join(', ')}`;
  problems.push({ key: 'DSR_CONTROLLER_PROFILES', repair });
}

/** An empty value counts as absent: that is what `KEY=` in an env file means. */
function readKeys(
  keys: Readonly<Record<string, ConfigKey<unknown>>>,
  env: Environment,
  problems: ConfigProblem[],
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [key, { schema, fallback, optional, about }] of Object.entries(keys)) {
    const text = env[key] || fallback;
    if (text === undefined) {
      if (optional === undefined) problems.push({ key, repair: `is not set; set it (${about})` });
      continue;
    }
    const parsed = schema.safeParse(text);
    if (parsed.success) values[key] = parsed.data;
    // Only our own texts: those of the library may quote the value.
    else problems.push({ key, repair: `${parsed.error.issues[0]?.message ?? 'is not usable'} (${about})` });
  }
  return values;
}
