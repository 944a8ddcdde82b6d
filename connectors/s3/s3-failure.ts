import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { EffectRefused } from '../rows/effect-refused';

const failuresByCode: Readonly<Record<string, readonly [kind: StoreFailureKind, what: string]>> = {
  AccessDenied: ['noAccess', 'does not let us at the objects'],
  InvalidAccessKeyId: ['noAccess', 'does not let us in'],
  SignatureDoesNotMatch: ['noAccess', 'does not let us in'],
  ExpiredToken: ['noAccess', 'does not let us in'],
  XAdminUserNotFound: ['noAccess', 'does not let us in'],
  RequestTimeTooSkewed: ['refused', 'refuses our clock, which differs from its own'],
  NoSuchBucket: ['wrongAddress', 'has no such bucket'],
  InvalidBucketName: ['wrongAddress', 'has no such bucket'],
  PermanentRedirect: ['wrongAddress', 'has its bucket in another region'],
  AuthorizationHeaderMalformed: ['wrongAddress', 'has its bucket in another region'],
  SlowDown: ['unreachable', 'asks us to come later'],
  ServiceUnavailable: ['unreachable', 'is not available'],
  TimeoutError: ['stalled', 'did not answer in time'],
  RequestTimeout: ['stalled', 'did not answer in time'],
};

/** Status and code of an error of the S3 client; its messages name keys and are never passed on. */
export function errorOf(error: unknown): { readonly status: number | undefined; readonly code: string } {
  if (typeof error !== 'object' || error === null) return { status: undefined, code: '' };
  const { name, code, $metadata } = error as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const system = typeof code === 'string' && /^(?:E|HPE_)[A-Z_]+$/.test(code) ? code : undefined;
  return { status: $metadata?.httpStatusCode, code: system ?? (typeof name === 'string' ? name : '') };
}

/** Translates an error of the S3 client into a failure of the store. */
export function s3Failure(store: StoreMap, error: unknown): unknown {
  if (error instanceof StoreFailure || error instanceof EffectRefused) return error;
  const fail = (kind: StoreFailureKind, what: string) =>
    new StoreFailure(kind, `Store ${store.id} (S3) ${what}.`);
  const { status, code } = errorOf(error);
  const known = failuresByCode[code];
  if (known !== undefined) return fail(...known);
  if (status === 401 || status === 403) return fail('noAccess', 'does not let us at the objects');
  if (status === 301 || status === 307 || status === 404)
    return fail('wrongAddress', 'is not at this address');
  if (status !== undefined && status >= 500 && status !== 501)
    return fail('unreachable', `answered with status ${status}`);
  if (status !== undefined && status >= 400) return fail('refused', `refused a call (status ${status})`);
  const words = error instanceof Error ? error.message : '';
  if (/^HPE_/.test(code) || /Parse Error/.test(words)) return fail('hostileAnswer', 'answers like no S3');
  // What came from the socket is no error that the client knows: it wraps it and drops the code.
  if (/^E[A-Z_]+$/.test(code) || /^AWS SDK error wrapper/.test(words))
    return fail('unreachable', 'cannot be reached');
  // A body that is no XML, a status without a body, a header that cannot be: whoever answers is no S3.
  if (status !== undefined || '$response' in Object(error))
    return fail('hostileAnswer', 'answers like no S3');
  return error;
}

/** A write that is denied to an account that may read: a rule of the store, such as an object lock or a policy. */
export function writeFailure(store: StoreMap, error: unknown): unknown {
  const { status, code } = errorOf(error);
  if (code === 'AccessDenied' || code === 'ObjectLocked' || (status === 403 && code === ''))
    return new EffectRefused('accessDenied');
  return s3Failure(store, error);
}
