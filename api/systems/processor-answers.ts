import { PublicError } from '../../domain/errors';
import { readOrderState } from '../../domain/http-state';
import type { OrderState, ProcessorWord } from '../../domain/http-state';
import type { HttpStateMap } from '../../domain/http-protocol';
import type { AwaitedAnswer } from '../../domain/ports';
import { sha256 } from '../authenticate';
import type { Call, Posted } from '../call';
import type { Answer } from '../route';

/**
 * Takes the answer of a processor to one order. The token in the address says which; the signature, by the secret that
 * went out with the order, that it is the processor's own. Keeps how far the order is and nothing else of the body, and wakes
 * nobody: the engine, which asks after the effect anyway, finds it.
 */
export async function takeProcessorAnswer(call: Call<undefined>): Promise<Answer> {
  const { posted, deps, now } = call;
  if (posted === undefined) throw new PublicError('DSR_NOT_FOUND');
  const place = await placeOf(call, posted);
  const signature = posted.signature ?? '';
  if (!deps.callbacks.isSigned(place.answerId, signature, posted.bytes, now))
    throw new PublicError('DSR_SIGNATURE_INVALID');
  const state = readOrderState(await declaredForm(call, place), call.body);
  if (state === undefined)
    throw new PublicError('DSR_BODY_INVALID', 'The answer has not the form that our data map declares.');
  const word = wordOf(state);
  const result = await deps.books.processorAnswers.take(place.answerId, word, sha256(signature), now);
  if (result === 'replayed') throw new PublicError('DSR_ANSWER_REPLAYED');
  if (result === 'decided') throw new PublicError('DSR_ALREADY_DECIDED');
  return { body: { state: word.state } };
}

/** Unknown and malformed tokens look the same. */
async function placeOf({ deps }: Call<undefined>, { token }: Posted): Promise<AwaitedAnswer> {
  const place = /^[A-Za-z0-9_-]{43}$/.test(token)
    ? await deps.books.processorAnswers.find(sha256(token))
    : undefined;
  if (place === undefined) throw new PublicError('DSR_NOT_FOUND');
  return place;
}

/** How this processor says how far an order is, by the data map of the request. */
async function declaredForm(
  { deps }: Call<undefined>,
  { requestId, storeId }: AwaitedAnswer,
): Promise<HttpStateMap> {
  const view = await deps.books.requests.find(requestId);
  const map = view === undefined ? undefined : await deps.books.dataMaps.find(view.dataMapVersion);
  const form = map?.stores.find(({ id }) => id === storeId)?.http?.callback;
  if (form === undefined) throw new PublicError('DSR_NOT_FOUND');
  return form;
}

/** The certificate itself may name people: its hash is proof enough. */
function wordOf({ state, count, certificate }: OrderState): ProcessorWord {
  return {
    state,
    ...(count === undefined ? {} : { count }),
    ...(certificate === undefined ? {} : { certificateHash: sha256(certificate) }),
  };
}
