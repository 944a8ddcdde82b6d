import type { ApplyAnswer, PlannedWork, ScopeTarget, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { HttpRequestMap } from '../../domain/http-protocol';
import { atPointer } from '../../domain/http-state';
import { placeholdersOfRequest } from '../../domain/http-template';
import type { TemplateValues } from '../../domain/http-template';
import type { CallbackDesk } from '../connector-options';
import { EffectRefused } from '../rows/effect-refused';
import { failWith } from './processor-failure';
import type { ProcessorAnswer } from './processor-http';
import { isSettled, outcomes } from './record-outcomes';
import { addressesOf, fieldText, recordsOf, searchRecords } from './record-search';
import type { FoundRecord, ProcessorDesk } from './record-search';

/** What orders need besides. */
export interface OrderDesk extends ProcessorDesk {
  /** Absent where nobody can post an answer to us. */
  readonly callbacks?: CallbackDesk;
}

type Operation = Pick<StoreCall, 'operationId'>;

/** Stands in a receipt for an order to which the processor answered that nothing was there. */
export const nothingThere = 'gone';

/**
 * Sends the orders of a plan. Every order carries an idempotency key made of the operation id, so a repeat has no second
 * effect and gets the first answer. Deletions that the protocol lets answer later are `pending`.
 */
export async function orderEffects(
  desk: OrderDesk,
  call: Operation,
  work: PlannedWork,
): Promise<ApplyAnswer> {
  assertScoped(desk, work);
  const found = await currentRecords(desk, work);
  const receipts: string[] = [];
  for (const target of work.scope.targets) {
    if (target.action === 'delete') receipts.push(...(await orderErasures(desk, call, work, target, found)));
    else await orderChanges(desk, call, work, target, found);
  }
  if (receipts.length > 0) return { status: 'pending', receipt: receipts.join(',') };
  const collections = outcomes(desk.store, work, await currentRecords(desk, work));
  if (collections.some(({ code }) => code === 'unknown'))
    throw failWith(desk.store)('hostileAnswer', 'confirmed an order that it did not carry out');
  return { status: 'done', collections };
}

/** What the processor holds now; after a correction of an identifier also under the new one. */
export async function currentRecords(
  desk: ProcessorDesk,
  { scope }: PlannedWork,
): Promise<readonly FoundRecord[]> {
  const renamed = scope.targets.flatMap(({ change }) => {
    const kind = recordsOf(desk.store).lookups.find(({ field }) => field === change?.field)?.kind;
    return change === undefined || kind === undefined
      ? []
      : [{ kind, value: change.newValue, sharing: 'sole' as const }];
  });
  const identifiers = [...scope.identifiers, ...renamed];
  return (await searchRecords(desk, identifiers, scope.located.assigned)).found;
}

/** Refuses a plan that is not bound to records: it would address whoever is found. */
export function assertScoped({ store, protocol }: ProcessorDesk, { steps, scope }: PlannedWork): void {
  const isBound = scope.targets.every((target, at) => {
    const step = steps[at];
    return step?.action === target.action && step.collection === target.collection && target.keys.length > 0;
  });
  const isAddressed = steps.length === 0 || addressesOf(protocol, scope.identifiers).length > 0;
  if (steps.length !== scope.targets.length || !isBound || !isAddressed)
    throw failWith(store)('refused', 'was given a plan whose steps name no records');
}

async function orderErasures(
  desk: OrderDesk,
  call: Operation,
  work: PlannedWork,
  target: ScopeTarget,
  found: readonly FoundRecord[],
): Promise<readonly string[]> {
  if (found.some(({ key }) => !target.keys.includes(key)))
    throw new StoreFailure(
      'drift',
      `Store ${desk.store.id} (processor) holds records of the person that are in no plan.`,
      target.collection,
    );
  const erase = requestOf(desk, 'erase');
  const receipts: string[] = [];
  // Sent even when nothing is found any more: the repeat of an order that took effect must get its receipt.
  const isPerRecord = placeholdersOfRequest(erase).includes('key');
  const meant: readonly TemplateValues[] = isPerRecord
    ? target.keys.map((key) => ({ key }))
    : addressesOf(desk.protocol, work.scope.identifiers).map(({ by, value }) => ({ [by]: value }));
  for (const [at, values] of meant.entries())
    receipts.push(...(await orderErasure(desk, keyOf(call, at), values)));
  return receipts;
}

/** One erasure; its receipt, or none when the processor answers at once. */
async function orderErasure(desk: OrderDesk, key: string, who: TemplateValues): Promise<readonly string[]> {
  const { store, protocol, callbacks } = desk;
  const { erase, status, callback } = protocol;
  const expected = callback === undefined ? undefined : await callbacks?.expect(key, store.id);
  if (callback !== undefined && expected === undefined)
    throw failWith(store)('wrongAddress', 'answers to an address that this process does not have');
  const place = expected === undefined ? {} : { callbackUrl: expected.url, callbackSecret: expected.secret };
  const answer = await order(desk, requestOf(desk, 'erase'), key, { ...who, ...place });
  if (answer.word !== 'ok') return status === undefined && callback === undefined ? [] : [nothingThere];
  if (expected !== undefined) return [expected.answerId];
  if (status === undefined) return [];
  const receipt = atPointer(answer.body, erase?.receipt ?? '');
  if (
    (typeof receipt !== 'string' && typeof receipt !== 'number') ||
    !/^[\w.:-]{1,100}$/.test(String(receipt))
  )
    throw failWith(store)('hostileAnswer', 'answered an order without the receipt that is declared');
  return [String(receipt)];
}

async function orderChanges(
  desk: OrderDesk,
  call: Operation,
  work: PlannedWork,
  target: ScopeTarget,
  found: readonly FoundRecord[],
): Promise<void> {
  const { change } = target;
  const meant = found.filter(({ key }) => target.keys.includes(key));
  if (change !== undefined && meant.length === 0) throw new EffectRefused('conflict');
  for (const { key, record, address } of meant) {
    if (isSettled(desk.store, target, record)) continue;
    if (change !== undefined && fieldText(record, change.field) !== (change.oldValue ?? null))
      throw new EffectRefused('conflict');
    const values = { [address.by]: address.value, key, ...valuesOf(desk, target) };
    // Numbered by the place in the plan, which no repeat changes.
    const id = keyOf(call, target.keys.indexOf(key)) + (change === undefined ? '' : `/${change.field}`);
    const answer = await order(desk, requestOf(desk, operationOf(target)), id, values);
    if (answer.word !== 'ok') throw new EffectRefused('conflict');
  }
}

type ChangeOperation = 'correct' | 'suppress' | 'restrict' | 'lift';

function operationOf({ action }: ScopeTarget): ChangeOperation {
  return action === 'correct' || action === 'restrict' || action === 'lift' ? action : 'suppress';
}

function valuesOf({ store }: OrderDesk, { change }: ScopeTarget): TemplateValues {
  if (change === undefined) {
    const purpose = recordsOf(store).objection?.purpose;
    return purpose === undefined ? {} : { purpose };
  }
  const { field, newValue, oldValue } = change;
  return { field, newValue, ...(typeof oldValue === 'string' && { oldValue }) };
}

/** The first order of an operation carries its id as it is; further ones are numbered. */
function keyOf({ operationId }: Operation, at: number): string {
  return at <= 0 ? operationId : `${operationId}/${at}`;
}

function requestOf({ store, protocol }: OrderDesk, name: ChangeOperation | 'erase'): HttpRequestMap {
  const request = protocol[name];
  if (request === undefined) throw failWith(store)('refused', `takes no request to ${name} by its data map`);
  return request;
}

async function order(
  desk: OrderDesk,
  map: HttpRequestMap,
  idempotencyKey: string,
  values: TemplateValues,
): Promise<ProcessorAnswer> {
  const request = { map, values: { ...values, operationId: idempotencyKey }, idempotencyKey };
  const answer = await desk.send(desk.limits, request);
  if (answer.word === 'conflict') throw new EffectRefused('conflict');
  if (answer.word === 'refused') throw new EffectRefused(`http:${answer.status}`);
  return answer;
}
