import type { ProcessorWord } from '../http-state';
import type { RequestId, StoreId } from '../ids';
import type { RecipientAnswer, RecipientLine } from '../recipient';

/** Who was asked for their part of a request, and who has answered. Nothing personal. */
export interface RecipientBook {
  /** Written once per request and store: a repeat, or a second round, begins no new clock. */
  ask(
    line: Pick<RecipientLine, 'requestId' | 'storeId' | 'processorId' | 'askedAt' | 'answersBy'>,
  ): Promise<void>;
  /** An answer that the state does not allow changes nothing (see `statesBefore`), nor does one to what was never asked. */
  answer(
    requestId: RequestId,
    storeId: StoreId,
    answer: { readonly state: RecipientAnswer; readonly at: string; readonly receiptHash?: string },
  ): Promise<void>;
  /** Lines without an answer whose time is over, the longest first. */
  overdue(now: string, limit: number): Promise<readonly RecipientLine[]>;
  /** Marks lines as silent that are still without an answer. */
  silence(lines: readonly Pick<RecipientLine, 'requestId' | 'storeId'>[]): Promise<void>;
  list(requestId: RequestId): Promise<readonly RecipientLine[]>;
}

/** The place for one answer that a processor posts to us. Nothing personal: what it posts is read and not kept. */
export interface AwaitedAnswer {
  /** SHA-256 of the token in its address, hexadecimal. */
  readonly answerId: string;
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  readonly operationId: string;
  readonly word?: ProcessorWord;
  readonly answeredAt?: string;
}

/** Answers that processors post. */
export interface ProcessorAnswers {
  /** Once per place; a repeat changes nothing. */
  expect(place: Pick<AwaitedAnswer, 'answerId' | 'requestId' | 'storeId' | 'operationId'>): Promise<void>;
  find(answerId: string): Promise<AwaitedAnswer | undefined>;
  /**
   * Takes an answer once per signature. `replayed`: this very message came before; `decided`: another answer is final. The
   * same final answer, signed anew after a lost reply of ours, is `taken`.
   */
  take(
    answerId: string,
    word: ProcessorWord,
    signatureHash: string,
    at: string,
  ): Promise<'taken' | 'replayed' | 'decided'>;
}
