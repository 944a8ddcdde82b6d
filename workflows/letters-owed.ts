import type { NoticeInput } from '../activities';
import { factsOf } from '../domain/request-facts';
import type { RequestState } from '../domain/request';

/** A letter in the course of a request. */
export type RequestLetter = NoticeInput;

/**
 * The letters that a state calls for, by their serial numbers: of a command that was just taken, or of all that a
 * workflow had not finished when it was lost. A letter that has gone out is not sent again.
 */
export function lettersOwed(state: RequestState, serial?: number): RequestLetter[] {
  const { requestId, declaredExtensions, pauses, fee } = state;
  const isWanted = (each: { readonly serial: number }) => serial === undefined || each.serial === serial;
  const questions = pauses.filter((pause) => pause.to === undefined && isWanted(pause));
  return [
    ...declaredExtensions.filter(isWanted).flatMap((declared) => extensionLetter(state, declared)),
    ...questions.map(({ reason, missingHash, serial: number }): RequestLetter => ({
      requestId,
      kind: 'pauseQuestion',
      serial: number,
      reason,
      ...(missingHash === undefined ? {} : { missingHash }),
    })),
    ...(fee?.status === 'asked' && isWanted(fee) ? [feeLetter(state, fee)] : []),
  ];
}

function extensionLetter(
  state: RequestState,
  { regime, ground, serial }: RequestState['declaredExtensions'][number],
): RequestLetter[] {
  const clock = state.clocks.find((each) => each.regime === regime && each.extendBefore !== undefined);
  if (clock?.extendBefore === undefined) return [];
  const { requestId } = state;
  const { date: oldDate, extendBefore: before } = clock;
  return [{ requestId, kind: 'extension', serial, regime, ground, oldDate, before, facts: factsOf(state) }];
}

function feeLetter(
  { requestId }: RequestState,
  { regime, ground, amountHash, serial }: NonNullable<RequestState['fee']>,
): RequestLetter {
  return { requestId, kind: 'fee', serial, regime, ground, amountHash };
}
