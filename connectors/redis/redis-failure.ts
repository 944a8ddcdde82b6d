import {
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  ErrorReply,
  MultiErrorReply,
  ReconnectStrategyError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
} from '@redis/client';
import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';

const failuresByCode: Readonly<Record<string, readonly [kind: StoreFailureKind, what: string]>> = {
  NOAUTH: ['noAccess', 'does not let us in'],
  WRONGPASS: ['noAccess', 'does not let us in'],
  NOPERM: ['noAccess', 'does not let us use a command or a key'],
  LOADING: ['unreachable', 'is loading its data'],
  MASTERDOWN: ['unreachable', 'has lost its primary'],
  CLUSTERDOWN: ['unreachable', 'is a cluster that is down'],
  BUSY: ['stalled', 'is busy with a script'],
  READONLY: ['wrongAddress', 'is a replica, which takes no writes'],
  MOVED: ['wrongAddress', 'is a cluster, which is not supported'],
  WRONGTYPE: ['drift', 'changed the kind of a value meanwhile'],
  OOM: ['refused', 'has no memory left for a write'],
  MISCONF: ['refused', 'takes no writes, because it cannot save'],
};

/** Translates an error of the Redis client. Messages may quote keys and addresses: only the code passes. */
export function redisFailure(store: StoreMap, thrown: unknown): unknown {
  const error: unknown = thrown instanceof MultiErrorReply ? thrown.replies[0] : thrown;
  const fail = (kind: StoreFailureKind, what: string) =>
    new StoreFailure(kind, `Store ${store.id} (Redis) ${what}.`);
  if (error instanceof ErrorReply) {
    const code = /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR';
    if (/DB index/i.test(error.message)) return fail('wrongAddress', 'has no database of this number');
    if (/AUTH/.test(error.message)) return fail('noAccess', 'does not let us in');
    const known = failuresByCode[code];
    return known === undefined ? fail('refused', `refused a command (${code})`) : fail(...known);
  }
  if (error instanceof ConnectionTimeoutError || error instanceof SocketTimeoutError)
    return fail('stalled', 'did not answer in time');
  if (isLostConnection(error)) return fail('unreachable', 'cannot be reached');
  return isNoRedis(error) ? fail('hostileAnswer', 'does not speak the protocol of Redis') : error;
}

const lostConnections = [
  ClientClosedError,
  ClientOfflineError,
  DisconnectsClientError,
  ReconnectStrategyError,
  SocketClosedUnexpectedlyError,
];

function isLostConnection(error: unknown): boolean {
  if (lostConnections.some((kind) => error instanceof kind)) return true;
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}

/** What the client's decoder throws for bytes that are no answer. */
function isNoRedis(error: unknown): boolean {
  return error instanceof Error && /RESP type/i.test(error.message);
}
