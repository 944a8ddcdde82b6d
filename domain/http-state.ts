import type { HttpStateMap, JsonPointer } from './http-protocol';

/** How far a processor says that an order is. */
export interface OrderState {
  readonly state: 'pending' | 'done' | 'failed';
  /** Number of erased records; present where the protocol declares it and the order is done. */
  readonly count?: number;
  /** What the processor certifies, as text. */
  readonly certificate?: string;
}

/** The same, as it is kept of an answer that was posted to us: the certificate as its SHA-256. Nothing personal. */
export interface ProcessorWord extends Pick<OrderState, 'state' | 'count'> {
  readonly certificateHash?: string;
}

/** The value at a place of a JSON body; `undefined` when there is none. Members of JavaScript itself are never reached. */
export function atPointer(body: unknown, pointer: JsonPointer): unknown {
  if (pointer === '') return body;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(memberOf, body);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** Longest certificate that is read, in characters. */
const longestCertificate = 100_000;

/**
 * Reads how far an order is; `undefined` when the answer is not in the declared form. One that says `done` without the
 * declared count or certificate proves nothing and is not in form.
 */
export function readOrderState(map: HttpStateMap, body: unknown): OrderState | undefined {
  const word = atPointer(body, map.state);
  if (typeof word !== 'string') return undefined;
  if (map.pending.includes(word)) return { state: 'pending' };
  if (map.failed.includes(word)) return { state: 'failed' };
  if (!map.done.includes(word)) return undefined;
  const count = map.count === undefined ? undefined : atPointer(body, map.count);
  if (map.count !== undefined && !isCount(count)) return undefined;
  const certificate = map.certificate === undefined ? undefined : atPointer(body, map.certificate);
  if (map.certificate !== undefined && !isCertificate(certificate)) return undefined;
  return {
    state: 'done',
    ...(isCount(count) && { count }),
    ...(isCertificate(certificate) && { certificate }),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCertificate(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestCertificate;
}
