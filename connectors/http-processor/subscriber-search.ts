import type { Identifier, Located } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import { normalIdentifier } from '../identifier-form';
import { personOf } from '../rows/person';
import { readSubscribers } from './processor-answers';
import type { Subscriber } from './processor-answers';
import { failWith } from './processor-http';
import type { SendToProcessor } from './processor-http';

/** How the processor is asked about the person: by exactly one identifier. Personal data. */
export interface Address {
  readonly by: 'customerNumber' | 'email';
  readonly value: string;
}

/** An address as the processor's API takes it. Personal data. */
export function addressBody({ by, value }: Address): Readonly<Record<string, string>> {
  return { [by]: value };
}

/** What the processor holds of the person. */
export interface Subscription {
  readonly key: string;
  readonly subscriber: Subscriber;
  readonly address: Address;
}

/** The one collection of a processor, whose lookups name its fields for customer number and email. */
export function subscribersOf(store: StoreMap): CollectionMap {
  const [collection] = store.collections;
  if (collection === undefined || store.collections.length > 1)
    throw failWith(store)('wrongAddress', 'must have exactly one collection in the data map');
  return collection;
}

/** The person's address there: their customer number when known, else their sole email; never a shared one. */
export function addressesOf(identifiers: readonly Identifier[]): readonly Address[] {
  const sole = (kind: Address['by']) =>
    personOf(identifiers)
      .identifiers.filter((one) => one.kind === kind && one.sharing === 'sole')
      .map(({ value }) => ({ by: kind, value }));
  const numbers = sole('customerNumber');
  return numbers.length > 0 ? numbers : sole('email');
}

/** Asks for each address. `doubtful` counts subscribers with a customer number when the person's own is unknown. */
export async function searchSubscribers(
  send: SendToProcessor,
  store: StoreMap,
  limits: CallLimits,
  identifiers: readonly Identifier[],
): Promise<{ readonly found: readonly Subscription[]; readonly doubtful: number }> {
  const found = new Map<string, Subscription>();
  const doubtful = new Set<string>();
  const hasNumber = identifiers.some(({ kind }) => kind === 'customerNumber');
  for (const address of addressesOf(identifiers))
    for (const subscription of await ask(send, store, limits, address)) {
      // Without a number of the person's own, a subscriber with one is a customer who may have changed address.
      if (hasNumber || numberOf(store, subscription.subscriber) === '')
        found.set(subscription.key, subscription);
      else doubtful.add(subscription.key);
    }
  return { found: [...found.values()], doubtful: doubtful.size };
}

/** The search in the form of the contract. */
export function locatedSubscribers(
  store: StoreMap,
  { found, doubtful }: Awaited<ReturnType<typeof searchSubscribers>>,
): Located {
  const keys = found.map(({ key }) => key).sort();
  if (keys.length + doubtful === 0) return { collections: [] };
  return { collections: [{ collection: subscribersOf(store).id, keys, ambiguous: doubtful }] };
}

async function ask(
  send: SendToProcessor,
  store: StoreMap,
  limits: CallLimits,
  address: Address,
): Promise<readonly Subscription[]> {
  const { status, body } = await send(limits, {
    method: 'GET',
    path: '/v1/subscribers',
    query: addressBody(address),
  });
  if (status !== 200) throw failWith(store)('refused', `refused to look up a subscriber (${status})`);
  const collection = subscribersOf(store);
  return readSubscribers(store, body).map((subscriber) => {
    if (identifierOf(store, subscriber, address.by) !== normalIdentifier(address.by, address.value))
      throw failWith(store)('hostileAnswer', 'answered with another subscriber than it was asked for');
    const key = subscriber[collection.key];
    if (typeof key !== 'string' || key === '')
      throw failWith(store)('hostileAnswer', `answered with a subscriber without ${collection.key}`);
    return { key, subscriber, address };
  });
}

function identifierOf(store: StoreMap, subscriber: Subscriber, kind: Address['by']): string {
  const field = subscribersOf(store).lookups.find((lookup) => lookup.kind === kind)?.field ?? kind;
  const value = subscriber[field];
  return typeof value === 'string' ? normalIdentifier(kind, value) : '';
}

function numberOf(store: StoreMap, subscriber: Subscriber): string {
  return identifierOf(store, subscriber, 'customerNumber');
}
