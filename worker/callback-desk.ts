import type { CallbackDesk } from '../connectors/connector-options';
import { callbackPlace } from '../crypto/callback-token';
import { parseRequestId } from '../domain/ids';
import type { Persistence } from '../domain/ports';

/** Tells connectors where processors post their answers to: below the address at which people reach the API. */
export function createCallbackDesk(
  answers: Persistence['processorAnswers'],
  key: Uint8Array,
  publicUrl: string,
): CallbackDesk {
  return {
    expect: async (operationId, storeId) => {
      const requestId = parseRequestId(operationId.split('/')[0] ?? '');
      if (requestId === undefined) throw new Error('An operation id does not begin with its request.');
      const { token, answerId, secret } = callbackPlace(key, operationId, storeId);
      // Written before the order goes out: the answer may be here first.
      await answers.expect({ answerId, requestId, storeId, operationId });
      return { url: `${publicUrl}/v1/systems/processor-answers/${token}`, secret, answerId };
    },
    answer: async (answerId) => (await answers.find(answerId))?.word,
  };
}
