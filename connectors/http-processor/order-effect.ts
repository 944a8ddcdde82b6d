import { createHash } from 'node:crypto';
import type { ApplyAnswer, PlannedWork, ScopeTarget, StoreCall, VerifyAnswer } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CollectionOutcome } from '../../domain/outcome';
import type { CallLimits } from '../call-limits';
import { EffectRefused } from '../rows/effect-refused';
import { fieldText } from './plan-subscription';
import { readErasure } from './processor-answers';
import { failWith } from './processor-http';
import type { ProcessorAnswer, SendToProcessor } from './processor-http';
import { addressBody, addressesOf, searchSubscribers, subscribersOf } from './subscriber-search';
import type { Subscriber } from './processor-answers';
import type { Subscription } from './subscriber-search';

/** What the orders of one call need. */
export interface OrderDesk {
  readonly store: StoreMap;
  readonly send: SendToProcessor;
  readonly limits: CallLimits;
}

/**
 * Sends the orders of a plan. Every order carries an `Idempotency-Key` made of the operation id, so a repeat has no
 * second effect and gets the first answer. Deletions answer later (`pending`), everything else at once.
 */
export async function orderEffects(
  desk: OrderDesk,
  call: Pick<StoreCall, 'operationId'>,
  work: PlannedWork,
): Promise<ApplyAnswer> {
  assertScoped(desk.store, work);
  const found = await currentSubscriptions(desk, work);
  const receipts: string[] = [];
  for (const target of work.scope.targets) {
    if (target.action === 'delete') receipts.push(...(await orderErasures(desk, call, work, target, found)));
    else await orderChange(desk, call, work, target, found);
  }
  if (receipts.length > 0) return { status: 'pending', receipt: receipts.join(',') };
  const collections = outcomes(desk.store, work, await currentSubscriptions(desk, work));
  if (collections.some(({ code }) => code === 'unknown'))
    throw failWith(desk.store)('hostileAnswer', 'confirmed an order that it did not carry out');
  return { status: 'done', collections };
}

/** Asks once how far the orders are, and looks whether anything is left. */
export async function verifyEffects(
  desk: OrderDesk,
  work: PlannedWork,
  receipt: string | undefined,
  at: string,
): Promise<VerifyAnswer> {
  assertScoped(desk.store, work);
  if (work.scope.targets.some(({ action }) => action === 'delete'))
    return verifyErasures(desk, work, receipt, at);
  const collections = outcomes(desk.store, work, await currentSubscriptions(desk, work));
  if (collections.some(({ code }) => code === 'unknown'))
    return { status: 'disproven', collections, reason: 'remaining' };
  const isRegister = work.steps.length > 0 && work.steps.every(({ ground }) => ground === 'register');
  const kind = work.steps.length === 0 ? 'search' : isRegister ? 'register' : 'requery';
  return { status: 'proven', collections, proof: { kind, at, remaining: 0 } };
}

async function verifyErasures(
  desk: OrderDesk,
  work: PlannedWork,
  receipt: string | undefined,
  at: string,
): Promise<VerifyAnswer> {
  const { store, send, limits } = desk;
  const collection = subscribersOf(store).id;
  const planned = work.steps.reduce((sum, step) => sum + step.count, 0);
  const disproven = (reason: string): VerifyAnswer => ({
    status: 'disproven',
    collections: [{ collection, code: 'unknown', count: planned }],
    reason,
  });
  if (receipt === undefined || !/^[\w-]{1,100}(,[\w-]{1,100})*$/.test(receipt)) return disproven('noReceipt');
  const certificates: string[] = [];
  let removed = 0;
  for (const id of receipt.split(',')) {
    const { status, body } = await send(limits, { method: 'GET', path: `/v1/erasures/${id}` });
    if (status !== 200)
      throw failWith(store)('refused', `refused to tell the status of an erasure (${status})`);
    const erasure = readErasure(store, body);
    if (erasure.id !== id)
      throw failWith(store)('hostileAnswer', 'answered with another erasure than it was asked for');
    if (erasure.status === 'accepted') return { status: 'pending' };
    certificates.push(erasure.certificate ?? '');
    removed += erasure.removed ?? 0;
  }
  const left = await searchSubscribers(send, store, limits, work.scope.identifiers);
  if (left.found.length > 0) return disproven('remaining');
  // A certificate over fewer records than planned, or over more (then they were somebody else's), is for people to read.
  if (removed !== planned) return disproven('count');
  const receiptHash = createHash('sha256').update(certificates.join('\n')).digest('hex');
  return {
    status: 'proven',
    collections: [{ collection, code: 'deleted', count: removed }],
    proof: { kind: 'receipt', at, remaining: 0, receiptHash },
  };
}

async function orderErasures(
  desk: OrderDesk,
  call: Pick<StoreCall, 'operationId'>,
  work: PlannedWork,
  target: ScopeTarget,
  found: readonly Subscription[],
): Promise<readonly string[]> {
  if (found.some(({ key }) => !target.keys.includes(key)))
    throw new StoreFailure(
      'drift',
      `Store ${desk.store.id} (processor) holds records of the person that are in no plan.`,
      target.collection,
    );
  const receipts: string[] = [];
  // Sent even when nothing is found any more: the repeat of an order that took effect must get its receipt.
  for (const [at, address] of addressesOf(work.scope.identifiers).entries()) {
    const { body } = await order(desk, '/v1/erasures', addressBody(address), keyOf(call, at));
    receipts.push(readErasure(desk.store, body).id);
  }
  return receipts;
}

async function orderChange(
  desk: OrderDesk,
  call: Pick<StoreCall, 'operationId'>,
  work: PlannedWork,
  target: ScopeTarget,
  found: readonly Subscription[],
): Promise<void> {
  const open = found.filter(
    ({ key, subscriber }) => target.keys.includes(key) && !isSettled(desk.store, target, subscriber),
  );
  const { change } = target;
  if (change !== undefined && !found.some(({ key }) => target.keys.includes(key)))
    throw new EffectRefused('conflict');
  for (const [at, { subscriber, address }] of open.entries()) {
    if (change === undefined) {
      const lift = target.action === 'lift' ? { lift: true } : {};
      await order(desk, '/v1/suppressions', { ...addressBody(address), ...lift }, keyOf(call, at));
      continue;
    }
    if (fieldText(subscriber[change.field]) !== (change.oldValue ?? null))
      throw new EffectRefused('conflict');
    const { field, newValue, oldValue } = change;
    const old = typeof oldValue === 'string' ? { oldValue } : {};
    const key = `${keyOf(call, at)}/${field}`;
    await order(desk, '/v1/rectifications', { ...addressBody(address), field, newValue, ...old }, key);
  }
}

/** The first order of an operation carries its id as it is; further ones are numbered. */
function keyOf({ operationId }: Pick<StoreCall, 'operationId'>, at: number): string {
  return at === 0 ? operationId : `${operationId}/${at}`;
}

async function order(
  desk: OrderDesk,
  path: string,
  body: unknown,
  idempotencyKey: string,
): Promise<ProcessorAnswer> {
  const answer = await desk.send(desk.limits, { method: 'POST', path, body, idempotencyKey });
  if (answer.status === 409) throw new EffectRefused('conflict');
  if (answer.status >= 400) throw new EffectRefused(`http:${answer.status}`);
  return answer;
}

/** What the processor holds now; after a correction of the email also under the new one. */
async function currentSubscriptions(desk: OrderDesk, work: PlannedWork): Promise<readonly Subscription[]> {
  const emailField = subscribersOf(desk.store).lookups.find(({ kind }) => kind === 'email')?.field;
  const renamed = work.scope.targets.flatMap(({ change }) =>
    change !== undefined && change.field === emailField
      ? [{ kind: 'email', value: change.newValue, sharing: 'sole' } as const]
      : [],
  );
  const { found } = await searchSubscribers(desk.send, desk.store, desk.limits, [
    ...work.scope.identifiers,
    ...renamed,
  ]);
  return found;
}

function isSettled(store: StoreMap, target: ScopeTarget, subscriber: Subscriber): boolean {
  const { restrictionMarker, objection } = subscribersOf(store);
  switch (target.action) {
    case 'cease':
      return objection !== undefined && fieldText(subscriber[objection.field]) === String(objection.off);
    case 'restrict':
    case 'lift':
      return (
        restrictionMarker === undefined || subscriber[restrictionMarker] === (target.action === 'restrict')
      );
    case 'correct':
      return (
        target.change !== undefined && fieldText(subscriber[target.change.field]) === target.change.newValue
      );
    default:
      return true;
  }
}

function outcomes(
  store: StoreMap,
  work: PlannedWork,
  found: readonly Subscription[],
): readonly CollectionOutcome[] {
  return work.scope.targets.map((target, at): CollectionOutcome => {
    const step = work.steps[at];
    const present = found.filter(({ key }) => target.keys.includes(key));
    const settled = present.filter(({ subscriber }) => isSettled(store, target, subscriber));
    if (
      step === undefined ||
      settled.length < present.length ||
      (target.change !== undefined && settled.length === 0)
    )
      return {
        collection: target.collection,
        code: 'unknown',
        count: Math.max(1, present.length - settled.length),
      };
    const { promises, ground } = step;
    const count = target.change === undefined ? settled.length : 1;
    return { collection: target.collection, code: promises, count, ...(ground !== undefined && { ground }) };
  });
}

function assertScoped(store: StoreMap, { steps, scope }: PlannedWork): void {
  const isBound = scope.targets.every((target, at) => {
    const step = steps[at];
    return step?.action === target.action && step.collection === target.collection && target.keys.length > 0;
  });
  const isAddressed = steps.length === 0 || addressesOf(scope.identifiers).length > 0;
  if (steps.length !== scope.targets.length || !isBound || !isAddressed)
    throw failWith(store)('refused', 'was given a plan whose steps name no records');
}
