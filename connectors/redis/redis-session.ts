import { createClient, RESP_TYPES, WatchError } from '@redis/client';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import { redisFailure } from './redis-failure';

/** One command: its name and arguments. */
export type RedisCommand = readonly (string | Buffer)[];
/** What the server answers: texts and values as bytes. */
export type RedisReply = Buffer | string | number | null | readonly RedisReply[];

/** One connection to a Redis database, for one call. */
export interface RedisSession {
  readonly signal: AbortSignal;
  /** Sends commands together and answers in their order. */
  readonly ask: (commands: readonly RedisCommand[]) => Promise<readonly RedisReply[]>;
  /** Runs commands as one; false, with nothing done, when a watched key changed. */
  readonly together: (commands: readonly RedisCommand[]) => Promise<boolean>;
}

/** Sessions on one Redis database. */
export interface RedisSessions {
  run<T>(limits: CallLimits, work: (session: RedisSession) => Promise<T>): Promise<T>;
  /** The same on a new connection, for proofs. */
  runFresh<T>(limits: CallLimits, work: (session: RedisSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Each call has a connection of its own, because a watch belongs to one. The last one that went well is used again. */
export function createRedisSessions(store: StoreMap, connection: string): RedisSessions {
  let idle: Client | undefined;
  const take = () => {
    const kept = idle;
    idle = undefined;
    if (kept?.isReady === true) return kept;
    if (kept?.isOpen === true) kept.destroy();
    return clientOf(store, connection);
  };
  const keep = (client: Client) => {
    if (idle !== undefined || !client.isReady) client.destroy();
    else idle = client;
  };
  return {
    run: (limits, work) => inSession(store, limits, take, keep, work),
    runFresh: (limits, work) =>
      inSession(
        store,
        limits,
        () => clientOf(store, connection),
        (client) => client.destroy(),
        work,
      ),
    close: () => {
      if (idle?.isOpen === true) idle.destroy();
      idle = undefined;
      return Promise.resolve();
    },
  };
}

async function inSession<T>(
  store: StoreMap,
  limits: CallLimits,
  take: () => Client,
  keep: (client: Client) => void,
  work: (session: RedisSession) => Promise<T>,
): Promise<T> {
  let client: Client | undefined;
  const run = async () => {
    limits.signal.throwIfAborted();
    client = take();
    if (!client.isReady) await client.connect();
    return work(sessionOn(client, limits.signal));
  };
  try {
    const result = await limits.within(run());
    if (client !== undefined) keep(client);
    return result;
  } catch (error) {
    // Whatever is still under way ends with its connection.
    if (client?.isOpen === true) client.destroy();
    throw limits.signal.aborted ? limits.blame(error) : redisFailure(store, error);
  }
}

function sessionOn(client: Client, signal: AbortSignal): RedisSession {
  return {
    signal,
    ask: (commands) => {
      signal.throwIfAborted();
      return Promise.all(commands.map((command) => client.sendCommand<RedisReply>(command)));
    },
    together: async (commands) => {
      signal.throwIfAborted();
      const multi = client.multi();
      for (const command of commands) multi.addCommand([...command]);
      try {
        await multi.exec();
        return true;
      } catch (error) {
        if (error instanceof WatchError) return false;
        throw error;
      }
    },
  };
}

type Client = ReturnType<typeof newClient>;

function clientOf(store: StoreMap, connection: string): Client {
  try {
    const { protocol } = new URL(connection);
    if (protocol !== 'redis:' && protocol !== 'rediss:') throw new TypeError('not Redis');
    const client = newClient(connection, Math.ceil(Math.min(store.timeoutMs * 0.8, 10_000)));
    // Commands tell of the error themselves; without a listener it would end the process.
    client.on('error', () => undefined);
    return client;
  } catch {
    throw new StoreFailure('wrongAddress', `Store ${store.id} (Redis) has a connection that cannot be read.`);
  }
}

function newClient(url: string, connectTimeout: number) {
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout, reconnectStrategy: false },
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
}
