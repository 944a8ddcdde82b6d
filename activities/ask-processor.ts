import { Temporal } from 'temporal-polyfill';
import type { AskProcessorInput } from '../contracts/temporal/messages';
import type { PlannedWork } from '../domain/connector';
import type { ProcessorMap, StoreMap } from '../domain/data-map';
import type { ProcessorLetter } from '../domain/processor-letter';
import { answersBy, processorOf } from '../domain/recipient';
import { rightOnStores } from '../domain/right';
import { deliverLetter } from './deliver-notice';
import type { CoreDeps, RequestContext } from './deps';
import { requestContext } from './deps';
import { purposeTitles } from './letter-facts';
import * as slots from './vault-slots';

/** What the task tells staff: the letter went out, or why there is none and they must ask themselves. */
export interface AskedProcessor {
  readonly reason: 'asked' | 'noContact' | 'noIdentifier' | 'letterRefused';
}

/**
 * Asks a processor by letter for its part, once per store and round, and starts its time to answer when our mail server has
 * taken the letter.
 */
export async function askProcessor(deps: CoreDeps, input: AskProcessorInput): Promise<AskedProcessor> {
  const { requestId, storeId, round } = input;
  const context = await requestContext(deps.books, requestId);
  const store = context.map.stores.find(({ id }) => id === storeId);
  const processor = store === undefined ? undefined : processorOf(context.map, store);
  const planned = await slots.plannedWork(storeId).read(deps.books.vault, requestId);
  if (store === undefined || planned === undefined) throw new Error(`Store ${storeId} was not surveyed.`);
  if (processor?.contact === undefined) return { reason: 'noContact' };
  if (planned.scope.identifiers.length === 0) return { reason: 'noIdentifier' };
  const { contact } = processor;
  const { status, at } = await deliverLetter(deps, {
    requestId,
    kind: 'processorRequest',
    serial: `${storeId}-${round}`,
    locale: 'zh-CN',
    leavesCopy: true,
    letter: () => deps.renderProcessorLetter(letterOf(deps, context, store, processor, planned)),
    to: () => Promise.resolve(contact),
  });
  if (status !== 'accepted') return { reason: 'letterRefused' };
  const due = answersBy(processor, at, deps.settings.clocks.zone);
  const line = { requestId, storeId, processorId: processor.id, askedAt: at, answersBy: due };
  await deps.books.recipients.ask(line);
  return { reason: 'asked' };
}

function letterOf(
  deps: CoreDeps,
  { view, map }: RequestContext,
  store: StoreMap,
  processor: ProcessorMap,
  { scope }: PlannedWork,
): ProcessorLetter {
  const { zone } = deps.settings.clocks;
  const due = answersBy(processor, deps.now(), zone);
  const { intent } = scope;
  const fields = store.collections.flatMap((collection) => collection.fields);
  return {
    requestId: view.requestId,
    controller: map.controller,
    processor: processor.title,
    store: store.title,
    right: rightOnStores(view.right),
    identifiers: scope.identifiers.map(({ kind, value }) => ({ kind, value })),
    changes:
      intent.right !== 'correction'
        ? []
        : intent.changes.map(({ field, newValue }) => ({
            field: fields.find(({ name }) => name === field)?.title ?? { 'zh-CN': field, en: field },
            newValue,
          })),
    purposes: intent.right === 'objection' ? purposeTitles(map, intent.purposes) : [],
    answersBy: Temporal.Instant.from(due).toZonedDateTimeISO(zone).toPlainDate().toString(),
  };
}
