import type { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { failWith } from './processor-http';

/** One subscriber as the processor tells; only mapped fields are read from it. Personal data. */
export type Subscriber = Readonly<Record<string, unknown>>;

/** An order to erase, and how far the processor says it is. */
export interface ErasureStatus {
  readonly id: string;
  readonly status: 'accepted' | 'completed';
  readonly removed?: number;
  readonly certificate?: string;
}

/** Most subscribers in one answer: an address belongs to a handful of people at most. */
const mostSubscribers = 100;

/** Reads `{ subscribers: […] }`. An empty list is the processor's own "no such subscriber". */
export function readSubscribers(store: StoreMap, body: unknown): readonly Subscriber[] {
  const list = isRecord(body) ? body['subscribers'] : undefined;
  if (!Array.isArray(list) || list.length > mostSubscribers || !list.every(isRecord))
    throw odd(store, 'a list of subscribers');
  return list;
}

/** Reads the status of an erasure. A completed one without certificate or count proves nothing and is refused. */
export function readErasure(store: StoreMap, body: unknown): ErasureStatus {
  if (!isRecord(body)) throw odd(store, 'the status of an erasure');
  const { id, status, removed, certificate } = body;
  if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id)) throw odd(store, 'the id of an erasure');
  if (status === 'accepted') return { id, status };
  if (status !== 'completed') throw odd(store, 'the status of an erasure');
  if (typeof removed !== 'number' || !Number.isSafeInteger(removed) || removed < 0)
    throw odd(store, 'the number of erased subscribers');
  if (typeof certificate !== 'string' || certificate === '' || certificate.length > 100_000)
    throw odd(store, 'the certificate of an erasure');
  return { id, status, removed, certificate };
}

function odd(store: StoreMap, expected: string): StoreFailure {
  return failWith(store)('hostileAnswer', `answered something else than ${expected}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
