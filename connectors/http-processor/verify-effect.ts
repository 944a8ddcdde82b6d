import { createHash } from 'node:crypto';
import type { PlannedWork, VerifyAnswer } from '../../domain/connector';
import { atPointer, readOrderState } from '../../domain/http-state';
import type { OrderState } from '../../domain/http-state';
import type { Proof } from '../../domain/outcome';
import { assertScoped, currentRecords, nothingThere } from './order-effect';
import type { OrderDesk } from './order-effect';
import { failWith } from './processor-failure';
import { outcomes } from './record-outcomes';
import { recordsOf, searchRecords } from './record-search';

/** How far orders are, and when each was last asked for. */
export interface VerifyDesk extends OrderDesk {
  /** Monotonic time in ms of the last question, by receipt. */
  readonly asked: Map<string, number>;
}

type Settled = Pick<OrderState, 'count'> & { readonly certificateHash?: string };

/** Asks once how far the orders are, and looks whether anything is left. */
export async function verifyEffects(
  desk: VerifyDesk,
  work: PlannedWork,
  receipt: string | undefined,
  at: string,
): Promise<VerifyAnswer> {
  assertScoped(desk, work);
  if (work.scope.targets.some(({ action }) => action === 'delete'))
    return verifyErasures(desk, work, receipt, at);
  const collections = outcomes(desk.store, work, await currentRecords(desk, work));
  if (collections.some(({ code }) => code === 'unknown'))
    return { status: 'disproven', collections, reason: 'remaining' };
  const isRegister = work.steps.length > 0 && work.steps.every(({ ground }) => ground === 'register');
  const kind = work.steps.length === 0 ? 'search' : isRegister ? 'register' : 'requery';
  return { status: 'proven', collections, proof: { kind, at, remaining: 0 } };
}

/**
 * A deletion is proven by the processor's own answer where the protocol has one, and always by a search that finds nothing
 * any more.
 */
async function verifyErasures(
  desk: VerifyDesk,
  work: PlannedWork,
  receipt: string | undefined,
  at: string,
): Promise<VerifyAnswer> {
  const { store, protocol } = desk;
  const collection = recordsOf(store).id;
  const planned = work.steps.reduce((sum, step) => sum + step.count, 0);
  const disproven = (reason: string): VerifyAnswer => ({
    status: 'disproven',
    collections: [{ collection, code: 'unknown', count: planned }],
    reason,
  });
  const isLate = protocol.status !== undefined || protocol.callback !== undefined;
  if (isLate && (receipt === undefined || !/^[\w.:-]{1,100}(,[\w.:-]{1,100})*$/.test(receipt)))
    return disproven('noReceipt');
  const settled: Settled[] = [];
  for (const id of isLate ? (receipt ?? '').split(',') : []) {
    const state = await settledState(desk, id);
    if (state === 'pending') return { status: 'pending' };
    if (state === 'failed') return disproven('failed');
    settled.push(state);
  }
  const left = await searchRecords(desk, work.scope.identifiers, work.scope.located.assigned);
  if (left.found.length > 0) return disproven('remaining');
  const removed = countOf(settled);
  // A certificate over fewer records than planned, or over more (then they were somebody else's), is for people to read.
  if (removed !== undefined && removed !== planned) return disproven('count');
  return {
    status: 'proven',
    collections: [{ collection, code: 'deleted', count: planned }],
    proof: proofOf(settled, left.canaryFound, at),
  };
}

/** `undefined` when nobody counted, or an order met nothing any more: then the search alone tells. */
function countOf(settled: readonly Settled[]): number | undefined {
  const counts = settled.map(({ count }) => count);
  if (counts.length === 0 || counts.includes(undefined)) return undefined;
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

function proofOf(settled: readonly Settled[], canaryFound: true | undefined, at: string): Proof {
  const hashes = settled.flatMap(({ certificateHash }) => certificateHash ?? []);
  const [first] = hashes;
  const found = canaryFound === undefined ? {} : { canaryFound };
  if (first === undefined) return { kind: 'requery', at, remaining: 0, ...found };
  const receiptHash = hashes.length === 1 ? first : sha256(hashes.join('\n'));
  return { kind: 'receipt', at, remaining: 0, receiptHash, ...found };
}

async function settledState(desk: VerifyDesk, receipt: string): Promise<Settled | 'pending' | 'failed'> {
  if (receipt === nothingThere) return {};
  const { callback } = desk.protocol;
  if (callback === undefined) return polled(desk, receipt);
  const answer = await desk.callbacks?.answer(receipt);
  if (answer === undefined || answer.state === 'pending') return 'pending';
  return answer.state === 'failed' ? 'failed' : answer;
}

async function polled(desk: VerifyDesk, receipt: string): Promise<Settled | 'pending' | 'failed'> {
  const { store, protocol, send, limits, asked } = desk;
  const { status } = protocol;
  const fail = failWith(store);
  if (status === undefined) throw fail('wrongAddress', 'has no status of orders in its data map');
  const last = asked.get(receipt);
  if (last !== undefined && performance.now() - last < status.everySeconds * 1_000) return 'pending';
  const answer = await send(limits, { map: status, values: { receipt } });
  noteAsked(asked, receipt);
  if (answer.word !== 'ok')
    throw fail('refused', `refused to tell the status of an order (${answer.status})`);
  if (status.receipt !== undefined && String(atPointer(answer.body, status.receipt)) !== receipt)
    throw fail('hostileAnswer', 'answered with another order than it was asked for');
  const state = readOrderState(status, answer.body);
  if (state === undefined) throw fail('hostileAnswer', 'answered something else than the status of an order');
  if (state.state !== 'done') return state.state;
  asked.delete(receipt);
  const { count, certificate } = state;
  return {
    ...(count !== undefined && { count }),
    ...(certificate !== undefined && { certificateHash: sha256(certificate) }),
  };
}

/** Most orders whose last question is remembered; the oldest is then asked again a little early. */
const mostRemembered = 10_000;

function noteAsked(asked: Map<string, number>, receipt: string): void {
  asked.delete(receipt);
  asked.set(receipt, performance.now());
  const oldest = asked.keys().next();
  if (asked.size > mostRemembered && oldest.done !== true) asked.delete(oldest.value);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
