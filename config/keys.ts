import { z } from 'zod';
import { policyDefaults } from '../domain/policy';
import { defaultThresholds } from '../domain/threshold';
import { listOf, textOf, thresholds, urlOf, wholeNumber } from './values';

/** One key of the environment. */
export interface ConfigKey<T> {
  /** What it is, for the docs. */
  readonly about: string;
  readonly schema: z.ZodType<T, string>;
  /** Text taken when the key is absent or empty; without it and without `optional` the key is required. */
  readonly fallback?: string;
  readonly optional?: true;
}

function required<T>(schema: z.ZodType<T, string>, about: string): ConfigKey<T> {
  return { about, schema };
}
function withDefault<T>(
  schema: z.ZodType<T, string>,
  fallback: string | number,
  about: string,
): ConfigKey<T> {
  return { about, schema, fallback: String(fallback) };
}
function optional<T>(schema: z.ZodType<T, string>, about: string): ConfigKey<T | undefined> {
  return { about, schema, optional: true };
}

const filePath = z.string().min(1);
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Keys that API and worker share. */
export const sharedKeys = {
  DSR_MONGODB_URI: required(
    urlOf(['mongodb:', 'mongodb+srv:'], 'mongodb://127.0.0.1:27017'),
    'MongoDB server',
  ),
  DSR_MONGODB_DATABASE: withDefault(
    textOf(/^[A-Za-z0-9_-]{1,38}$/, 'a database name of at most 38 letters, digits, - and _'),
    'habeas',
    'database in it',
  ),
  DSR_TEMPORAL_ADDRESS: required(textOf(/^[^\s/]+:\d{1,5}$/, 'host:port'), 'Temporal front end'),
  DSR_TEMPORAL_NAMESPACE: withDefault(
    textOf(/^[\w.-]{1,200}$/, 'a namespace name'),
    'default',
    'its namespace',
  ),
  DSR_KEYRING_FILE: required(filePath, 'file of the local keyring, mode 0600'),
  DSR_DATA_MAP_FILE: required(filePath, 'YAML data map'),
  DSR_LOG_LEVEL: withDefault(
    z.enum(logLevels, { error: `expected one of ${logLevels.join(', ')}` }),
    'info',
    'least severe log line that is written',
  ),
  DSR_PUBLIC_URL: required(
    urlOf(['http:', 'https:'], 'https://privacy.example').transform((url) => url.replace(/\/+$/, '')),
    'where people reach us; stands in letters',
  ),
  DSR_ZONE: withDefault(
    textOf(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/, 'an IANA zone such as Asia/Shanghai').refine(isZone, {
      error: 'expected a zone that this Node.js knows, such as Asia/Shanghai',
    }),
    'Asia/Shanghai',
    'time zone in which days are counted',
  ),
  DSR_PHONE_REGION: withDefault(
    textOf(/^[A-Z]{2}$/, 'a region by ISO 3166-1 such as CN'),
    'CN',
    'where telephone numbers without a country code are',
  ),
  DSR_CALENDAR: withDefault(
    textOf(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'a calendar such as CN or DE-BE'),
    'CN',
    'calendar of holidays and working weekends',
  ),
  DSR_PROMISE_WORKDAYS: optional(
    wholeNumber(1, 365, 'workdays'),
    'the shorter answering period that the controller itself published, in workdays',
  ),
  DSR_CONTROLLER_PROFILES: optional(
    listOf(/^[a-z][a-z0-9-]{0,59}$/, 'kinds of controller with commas, e.g. small-agent,central-body'),
    'what kind of controller this is where a regime has a period of its own for it',
  ),
  DSR_RULES_FILE: optional(
    filePath,
    "YAML file of the controller's own rules: regimes, promises, targets and calendar years on top of the law",
  ),
  DSR_THRESHOLDS: withDefault(
    thresholds,
    defaultThresholds.map(({ code, level }) => `${code}:${level}`).join(','),
    'when staff are reminded of a clock and who: percent of its period, or days before its target, then the level',
  ),
} as const;

const mailbox = textOf(/^[^\s@<>]{1,64}@[^\s@<>]{1,190}$/, 'a mail address such as privacy@example.com');

/** Where alerts go; shared by the worker and the watch. */
const alertKeys = {
  DSR_ALERT_OPERATOR: optional(mailbox, 'address for alerts to operators'),
  DSR_ALERT_SUPERVISOR: optional(mailbox, 'address for alerts to supervisors'),
  DSR_ALERT_PRIVACY_OFFICER: optional(mailbox, 'address for alerts to the privacy officer'),
  DSR_ALERT_WEBHOOK_URL: optional(
    urlOf(['http:', 'https:'], 'https://alerts.example/habeas'),
    'where alerts are posted as JSON; needs DSR_ALERT_WEBHOOK_SECRET',
  ),
  DSR_ALERT_WEBHOOK_SECRET: optional(
    textOf(/^\S{32,512}$/, 'a secret of at least 32 characters without spaces'),
    'secret with which posted alerts are signed',
  ),
} as const;

/** Keys of the API alone. It has no connection of any data store. */
export const apiKeys = {
  ...sharedKeys,
  DSR_API_HOST: withDefault(
    textOf(/^[A-Za-z0-9.:_-]+$/, 'a host name or address'),
    '127.0.0.1',
    'address to listen on',
  ),
  DSR_API_PORT: withDefault(wholeNumber(0, 65_535, '0 takes a free port'), 8080, 'port to listen on'),
  DSR_OIDC_ISSUER: required(
    urlOf(['http:', 'https:'], 'https://id.example'),
    'issuer of the tokens of staff and systems; its discovery document names the keys',
  ),
  DSR_OIDC_AUDIENCE: withDefault(
    textOf(/^\S{1,200}$/, 'an audience without spaces'),
    'habeas-api',
    'audience',
  ),
  DSR_TRUST_PROXY: withDefault(
    wholeNumber(0, 10, 'number of proxies of ours in front'),
    0,
    'proxies whose X-Forwarded-For is believed; 0 believes none',
  ),
  DSR_REGIMES: withDefault(
    listOf(/^(X|[A-Z]{2})(-[A-Z0-9]+){1,3}$/, 'regimes with commas, e.g. CN-APP-2019,CN-GBT35273'),
    'CN-APP-2019,CN-GBT35273',
    'regimes under which a request is taken when it names none',
  ),
  DSR_VERIFICATION_DAYS: withDefault(
    wholeNumber(1, 90, 'days'),
    policyDefaults.verificationDays,
    'days until an unverified request closes',
  ),
  DSR_LIFT_WARNING_DAYS: withDefault(
    wholeNumber(0, 90, 'days'),
    policyDefaults.liftWarningDays,
    'days between the warning and the lifting of a restriction',
  ),
  DSR_DECISION_SECONDS: withDefault(
    wholeNumber(10, 3_600, 'seconds'),
    300,
    'seconds during which a system may keep a signed answer',
  ),
  DSR_DECISION_KEY: withDefault(
    wholeNumber(1, 9_999, 'number of the key'),
    1,
    'number of the key that signs these answers; raise it to rotate',
  ),
  DSR_RATE_PER_MINUTE: withDefault(
    wholeNumber(1, 1_000_000, 'calls'),
    600,
    'calls per minute from one network (IPv4 address or IPv6 /56)',
  ),
  DSR_INTAKE_RATE_PER_MINUTE: withDefault(
    wholeNumber(1, 1_000_000, 'calls'),
    30,
    'new requests and codes per minute from one network',
  ),
} as const;

/** Keys of the worker alone; besides them `DSR_STORE_<ID>` for each data store. */
export const workerKeys = {
  ...sharedKeys,
  DSR_SMTP_URL: required(urlOf(['smtp:', 'smtps:'], 'smtp://127.0.0.1:1025'), 'mail server'),
  DSR_MAIL_FROM: required(
    textOf(/^[^\r\n]{3,320}$/, 'a sender such as privacy@example.com'),
    'sender of letters',
  ),
  DSR_MAIL_BOUNCES_TO: optional(
    textOf(/^[^\s@<>]{1,64}@[^\s@<>]{1,190}$/, 'a mail address such as bounces@example.com'),
    'address to which mail systems report the delivery of letters; absent: the sender',
  ),
  DSR_CODE_LIFETIME_MINUTES: withDefault(
    wholeNumber(1, 10, 'ASVS 6.5.5 allows at most ten'),
    policyDefaults.codeLifetimeMinutes,
    'minutes that a mailed code lives',
  ),
  DSR_LIFT_WARNING_DAYS: apiKeys.DSR_LIFT_WARNING_DAYS,
  DSR_VERIFICATION_DAYS: apiKeys.DSR_VERIFICATION_DAYS,
  DSR_PACKAGE_HOURS: withDefault(
    wholeNumber(1, 72, 'hours'),
    policyDefaults.packageHours,
    'hours during which an access package can be fetched',
  ),
  ...alertKeys,
} as const;

/** Keys of the command that compares books and engine. */
export const reconcileKeys = {
  DSR_MONGODB_URI: sharedKeys.DSR_MONGODB_URI,
  DSR_MONGODB_DATABASE: sharedKeys.DSR_MONGODB_DATABASE,
  DSR_TEMPORAL_ADDRESS: sharedKeys.DSR_TEMPORAL_ADDRESS,
  DSR_TEMPORAL_NAMESPACE: sharedKeys.DSR_TEMPORAL_NAMESPACE,
  DSR_KEYRING_FILE: sharedKeys.DSR_KEYRING_FILE,
  DSR_VERIFICATION_DAYS: workerKeys.DSR_VERIFICATION_DAYS,
  DSR_LIFT_WARNING_DAYS: workerKeys.DSR_LIFT_WARNING_DAYS,
} as const;

/** Keys of commands that read the deletion ledger and touch no data store. */
export const ledgerKeys = {
  DSR_MONGODB_URI: sharedKeys.DSR_MONGODB_URI,
  DSR_MONGODB_DATABASE: sharedKeys.DSR_MONGODB_DATABASE,
  DSR_KEYRING_FILE: sharedKeys.DSR_KEYRING_FILE,
} as const;

/** Keys of the watch, which reads MongoDB only and holds no key of the keyring and no connection of a data store. */
export const watchKeys = {
  DSR_MONGODB_URI: sharedKeys.DSR_MONGODB_URI,
  DSR_MONGODB_DATABASE: sharedKeys.DSR_MONGODB_DATABASE,
  DSR_LOG_LEVEL: sharedKeys.DSR_LOG_LEVEL,
  DSR_SMTP_URL: workerKeys.DSR_SMTP_URL,
  DSR_MAIL_FROM: workerKeys.DSR_MAIL_FROM,
  ...alertKeys,
  DSR_WATCH_SECONDS: withDefault(
    wholeNumber(1, 3_600, 'seconds'),
    30,
    'seconds between two looks at the ledger',
  ),
  DSR_WATCH_GRACE_MINUTES: withDefault(
    wholeNumber(0, 1_440, 'minutes'),
    3,
    'minutes that the engine has to take what fell due before the watch takes it',
  ),
  DSR_WATCH_SILENCE_MINUTES: withDefault(
    wholeNumber(1, 1_440, 'minutes'),
    5,
    'minutes without a sweep after which the engine counts as silent',
  ),
  DSR_WATCH_PORT: optional(
    wholeNumber(0, 65_535, '0 takes a free port'),
    'port of /healthz on 127.0.0.1; absent: none',
  ),
} as const;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
