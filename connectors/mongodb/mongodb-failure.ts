import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoOperationTimeoutError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { EffectRefused } from '../rows/effect-refused';

const failuresByCode: Readonly<Record<number, readonly [kind: StoreFailureKind, what: string]>> = {
  13: ['noAccess', 'does not let us at this collection'],
  18: ['noAccess', 'does not let us in'],
  8000: ['noAccess', 'does not let us in'],
  26: ['wrongAddress', 'has no such collection'],
  50: ['stalled', 'stopped an operation that took too long'],
  64: ['stalled', 'did not confirm a write by its majority in time'],
  91: ['unreachable', 'is shutting down'],
  189: ['unreachable', 'is changing its primary'],
  10107: ['unreachable', 'is changing its primary'],
  11600: ['unreachable', 'is shutting down'],
  11602: ['unreachable', 'is changing its primary'],
};

/** Translates an error of the MongoDB driver. Its messages may quote documents: only codes and field names pass. */
export function mongodbFailure(store: StoreMap, thrown: unknown): unknown {
  // A bulk write wraps whatever ended it, a broken connection too.
  const wrapped: unknown = thrown instanceof MongoBulkWriteError ? thrown.errorResponse : undefined;
  const error = wrapped instanceof MongoError ? wrapped : thrown;
  const fail = (kind: StoreFailureKind, what: string) =>
    new StoreFailure(kind, `Store ${store.id} (MongoDB) ${what}.`);
  if (error instanceof MongoParseError) return fail('wrongAddress', 'has a connection that cannot be read');
  if (error instanceof MongoNetworkTimeoutError || error instanceof MongoOperationTimeoutError)
    return fail('stalled', 'did not answer in time');
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError)
    return fail('unreachable', 'cannot be reached');
  if (error instanceof MongoServerError) {
    const code = Number(error.code ?? 0);
    if (code === 11000) return new EffectRefused(`duplicate:${fieldNames(error)}`);
    if (code === 121 || isRefusedByValidator(error)) return new EffectRefused('validation');
    const known = failuresByCode[code];
    return known === undefined ? fail('refused', `refused the operation (code ${code})`) : fail(...known);
  }
  if (error instanceof MongoError) return fail('unreachable', 'closed the connection');
  return error;
}

/** DocumentDB and what is built on it tell a refusal of their validator by a code of their own. */
function isRefusedByValidator(error: MongoServerError): boolean {
  return error.message.startsWith('Document failed validation');
}

function fieldNames(error: MongoServerError): string {
  const pattern: unknown = error['keyPattern'];
  return typeof pattern === 'object' && pattern !== null ? Object.keys(pattern).join('+') : 'unnamed';
}
