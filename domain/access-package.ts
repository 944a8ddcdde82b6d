import type { DisclosedRecord } from './connector';
import type { ControllerMap, Locale, ProcessorMap, PurposeMap, StoreMap } from './data-map';
import type { StoreId } from './ids';
import type { StoreOutcome } from './outcome';

/** What an access package is made of. Personal data. */
export interface PackageInput {
  readonly requestId: string;
  readonly locale: Locale;
  readonly controller: ControllerMap;
  readonly purposes: readonly PurposeMap[];
  readonly processors: readonly ProcessorMap[];
  readonly stores: readonly {
    readonly store: StoreMap;
    readonly outcome: StoreOutcome;
    readonly records: readonly DisclosedRecord[];
  }[];
  /** Stores that gave no answer: the completeness statement names them. */
  readonly notAnswering: readonly StoreId[];
  /** UTC instant. */
  readonly generatedAt: string;
}
