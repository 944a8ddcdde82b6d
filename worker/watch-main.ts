import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import type { Logger } from 'pino';
import type { Environment, WatchConfig } from '../config/load-config';
import { loadWatchConfig } from '../config/load-config';
import { createSmtpMailer } from '../mail';
import type { ClockBooks } from '../persistence/create-persistence';
import { openClockBooks } from '../persistence/create-persistence';
import { alertChannels } from './alert-channels';
import { domainOf, senderOf } from './sender';
import { look } from './watch';
import type { Look, WatchDeps } from './watch';
import { answerHealth } from './watch-health';

/** How the watch is run. */
export interface WatchOptions {
  /** One look, then the end: for cron. */
  readonly once: boolean;
}

/**
 * Runs the watch until SIGTERM or SIGINT, or once. It needs MongoDB and the ways out for alerts; not Temporal, no key and
 * no data store, so that it works when the engine does not.
 * @throws ConfigError; with `once` also PersistenceError.
 */
export async function serveWatch({ once }: WatchOptions, env: Environment = process.env): Promise<void> {
  const config = loadWatchConfig(env);
  const log = pino({ level: config.DSR_LOG_LEVEL, base: { part: 'watch' } }, pino.destination(1));
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());
  const from = senderOf(config.DSR_MAIL_FROM);
  const mailer = createSmtpMailer({ url: config.DSR_SMTP_URL, from });
  const channels = alertChannels(config, mailer, domainOf(from));
  if (channels.length === 0) log.warn('no address and no webhook is set: alerts stand in the book only');
  const eyes = openEyes(config, channels, once);
  const lookAndTell = async (): Promise<void> => tellFound(log, await eyes.look());
  try {
    await (once ? lookAndTell() : lookUntil(ending.signal, config, log, lookAndTell));
  } finally {
    mailer.close();
    await eyes.close();
  }
}

interface Eyes {
  look(): Promise<Look>;
  close(): Promise<void>;
}

/** The books are opened at the first look that can: the watch may start before its database. */
function openEyes(config: WatchConfig, channels: WatchDeps['channels'], once: boolean): Eyes {
  let books: ClockBooks | undefined;
  const settings = {
    channels,
    graceMs: config.DSR_WATCH_GRACE_MINUTES * 60_000,
    silenceMs: config.DSR_WATCH_SILENCE_MINUTES * 60_000,
    // Looking once, there is nothing to wait for: an engine that has never swept is silent.
    watchedSince: once ? new Date(0).toISOString() : isoNow(),
    now: isoNow,
  };
  return {
    look: async () => {
      const address = { uri: config.DSR_MONGODB_URI, database: config.DSR_MONGODB_DATABASE };
      books ??= await openClockBooks(address);
      return look({ ...settings, books });
    },
    close: async () => books?.close(),
  };
}

async function lookUntil(
  ending: AbortSignal,
  config: WatchConfig,
  log: Logger,
  lookAndTell: () => Promise<void>,
): Promise<void> {
  let isWell = false;
  const stopHealth = await answerHealth(config.DSR_WATCH_PORT, () => isWell);
  log.info('watching');
  while (!ending.aborted) {
    isWell = await lookAndTell().then(
      () => true,
      (error: unknown) => tellFailed(log, error),
    );
    await delay(config.DSR_WATCH_SECONDS * 1_000, undefined, { signal: ending }).catch(() => undefined);
  }
  await stopHealth();
  log.info('stopped');
}

function tellFound(log: Logger, found: Look): void {
  const isUsual = found.overdue === 0 && found.engine === 'alive' && found.left === 0;
  log[isUsual ? 'info' : 'warn'](found, 'look');
}

/** By class and kind only: texts of errors may quote what they met. */
function tellFailed(log: Logger, error: unknown): false {
  const kind = error instanceof Error && 'kind' in error ? String(error.kind) : undefined;
  log.error({ error: error instanceof Error ? error.name : typeof error, kind }, 'look failed');
  return false;
}

function isoNow(): string {
  return new Date().toISOString();
}
