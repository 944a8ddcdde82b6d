import type { PlannedWork } from '../../domain/connector';
import { answersBy, processorOf } from '../../domain/recipient';
import type { RecipientAnswer } from '../../domain/recipient';
import { worksAs } from '../../domain/right';
import type { StoreWork } from './store-work';

/**
 * Writes down that a processor was asked for its part, once its order went out: from then on its time to answer runs. Copying
 * data for the person asks nothing of a recipient (GDPR art 19 speaks of corrections, erasures and restrictions), nor does
 * what the engine's own register enforces.
 */
export async function noteOrdered(
  work: StoreWork,
  { steps }: PlannedWork,
  state: 'asked' | RecipientAnswer,
): Promise<void> {
  const { deps, context, store } = work;
  const processor = processorOf(context.map, store);
  const { requestId, right } = context.view;
  const isOurs = steps.every(({ ground }) => ground === 'register');
  if (processor === undefined || isOurs || worksAs(right, 'access')) return;
  const askedAt = deps.now();
  const due = answersBy(processor, askedAt, deps.settings.clocks.zone);
  await deps.books.recipients.ask({
    requestId,
    storeId: store.id,
    processorId: processor.id,
    askedAt,
    answersBy: due,
  });
  if (state !== 'asked') await noteAnswered(work, state);
}

/** Writes down what a processor answered; nothing for a store that no processor answers for. */
export async function noteAnswered(
  { deps, context, store }: Pick<StoreWork, 'deps' | 'context' | 'store'>,
  state: RecipientAnswer,
  receiptHash?: string,
): Promise<void> {
  if (processorOf(context.map, store) === undefined) return;
  const hash = receiptHash === undefined ? {} : { receiptHash };
  await deps.books.recipients.answer(context.view.requestId, store.id, { state, at: deps.now(), ...hash });
}
