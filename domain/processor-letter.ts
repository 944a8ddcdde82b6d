import type { ControllerMap, IdentifierKind, LocalText } from './data-map';
import type { RequestId } from './ids';
import type { Right } from './right';

/**
 * A letter that asks a processor for its part of a request. Personal data: only what the processor needs to find the person
 * and to act.
 */
export interface ProcessorLetter {
  readonly requestId: RequestId;
  readonly controller: ControllerMap;
  readonly processor: LocalText;
  /** The store in the data map: what of the person they hold. */
  readonly store: LocalText;
  readonly right: Right;
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[];
  /** For a correction: what it is to become. */
  readonly changes: readonly { readonly field: LocalText; readonly newValue: string }[];
  /** For an objection: the purposes that end. */
  readonly purposes: readonly LocalText[];
  /** Local date `YYYY-MM-DD` by which the answer is due. */
  readonly answersBy: string;
}
