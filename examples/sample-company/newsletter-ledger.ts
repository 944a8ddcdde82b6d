import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Subscriber } from './rows';

/** Something that the newsletter sender did, once. Its `removed` counts subscribers erased, changed or suppressed. */
export interface Effect {
  readonly id: string;
  readonly kind: 'erasure' | 'rectification' | 'suppression';
  readonly key: string;
  readonly at: string;
  readonly count: number;
}

/** Who is meant: all given identifiers must match. */
export interface Target {
  readonly customerNumber?: string;
  readonly email?: string;
}

/** An order to erase, and how far it is. */
export interface Erasure {
  readonly id: string;
  readonly status: 'accepted' | 'completed';
  readonly acceptedAt: string;
  readonly completedAt?: string;
  readonly removed?: number;
  /** What the sender certifies, as text. */
  readonly certificate?: string;
}

/** An answer as it was first given to an idempotency key. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface State {
  subscribers: Subscriber[];
  /** SHA-256 of addresses that get no mail any more; they outlive the erasure of their subscriber. */
  suppressed: string[];
  erasures: { erasure: Erasure; target: Target; dueAt: number; key: string }[];
  effects: Effect[];
  answers: Record<string, { bodyHash: string; answer: Answer }>;
}

/** The sender's books: subscribers, orders, and the effects that were really executed. */
export interface NewsletterLedger {
  find(target: Target): readonly Subscriber[];
  /** Takes an order to erase. It is executed when {@link settle} runs at least `delayMs` later. */
  accept(target: Target, key: string, delayMs: number): Erasure;
  erasure(id: string): Erasure | undefined;
  /** Changes a field where its old value still stands; returns the number of subscribers changed. */
  rectify(target: Target, change: Rectification, key: string): Effect;
  suppress(target: Target, lift: boolean, key: string): Effect;
  /** Executes the erasures that are due. */
  settle(now: number): void;
  answered(key: string): { readonly bodyHash: string; readonly answer: Answer } | undefined;
  remember(key: string, bodyHash: string, answer: Answer): void;
  effects(): readonly Effect[];
  subscribers(): readonly Subscriber[];
}

/** One changed field; without `oldValue` it changes whatever stands there. */
export interface Rectification {
  readonly field: 'email' | 'name';
  readonly newValue: string;
  readonly oldValue?: string;
}

/** Books in memory, and in a JSON file when one is named: then they go on where the last run stopped. */
export function newsletterLedger(subscribers: readonly Subscriber[], stateFile?: string): NewsletterLedger {
  const state = readState(stateFile) ?? {
    subscribers: [...subscribers],
    suppressed: [],
    erasures: [],
    effects: [],
    answers: {},
  };
  const save = (): void => {
    if (stateFile === undefined) return;
    writeFileSync(`${stateFile}.partial`, JSON.stringify(state));
    renameSync(`${stateFile}.partial`, stateFile);
  };
  const find = (target: Target): readonly Subscriber[] =>
    state.subscribers.filter((subscriber) => isMeant(subscriber, target));
  const record = (kind: Effect['kind'], key: string, count: number): Effect => {
    const effect = { id: randomUUID(), kind, key, at: new Date().toISOString(), count };
    state.effects.push(effect);
    save();
    return effect;
  };
  const update = (target: Target, change: (subscriber: Subscriber) => Subscriber): number => {
    const before = state.subscribers;
    state.subscribers = before.map((each) => (isMeant(each, target) ? change(each) : each));
    return state.subscribers.filter((each, index) => each !== before[index]).length;
  };

  return {
    find,
    accept: (target, key, delayMs) => {
      const now = Date.now();
      const acceptedAt = new Date(now).toISOString();
      const erasure: Erasure = { id: `er_${randomUUID()}`, status: 'accepted', acceptedAt };
      state.erasures.push({ erasure, target, dueAt: now + delayMs, key });
      save();
      return erasure;
    },
    erasure: (id) => state.erasures.find(({ erasure }) => erasure.id === id)?.erasure,
    rectify: (target, { field, newValue, oldValue }, key) =>
      record(
        'rectification',
        key,
        update(target, (each) =>
          oldValue === undefined || each[field] === oldValue ? { ...each, [field]: newValue } : each,
        ),
      ),
    suppress: (target, lift, key) => {
      const hashes = find(target).map(({ email }) => hashOf(email));
      state.suppressed = state.suppressed.filter((hash) => !hashes.includes(hash));
      if (!lift) state.suppressed.push(...hashes);
      const status = lift ? 'subscribed' : 'suppressed';
      update(target, (each) => ({ ...each, status }));
      return record('suppression', key, hashes.length);
    },
    settle: (now) => {
      for (const order of state.erasures) {
        if (order.erasure.status === 'completed' || order.dueAt > now) continue;
        const erased = find(order.target);
        state.subscribers = state.subscribers.filter((each) => !erased.includes(each));
        order.erasure = completed(order.erasure, erased.length, now);
        record('erasure', order.key, erased.length);
      }
    },
    answered: (key) => (Object.hasOwn(state.answers, key) ? state.answers[key] : undefined),
    remember: (key, bodyHash, answer) => {
      state.answers[key] = { bodyHash, answer };
      save();
    },
    effects: () => state.effects,
    subscribers: () => state.subscribers,
  };
}

function readState(stateFile: string | undefined): State | undefined {
  if (stateFile === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8')) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isMeant(subscriber: Subscriber, target: Target): boolean {
  return (
    (target.customerNumber !== undefined || target.email !== undefined) &&
    (target.customerNumber === undefined || subscriber.customerNumber === target.customerNumber) &&
    (target.email === undefined ||
      subscriber.email.toLowerCase() === target.email.normalize('NFC').toLowerCase())
  );
}

function completed(erasure: Erasure, removed: number, now: number): Erasure {
  const completedAt = new Date(now).toISOString();
  const certificate = `Newsletter Sender Ltd. (fictional) certifies: order ${erasure.id}, ${removed} subscriber(s) erased from production and working copies at ${completedAt}.`;
  return { ...erasure, status: 'completed', completedAt, removed, certificate };
}

function hashOf(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}
