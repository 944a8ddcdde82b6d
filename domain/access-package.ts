import type { DisclosedRecord } from './connector';
import type { ControllerMap, Locale, ProcessorMap, PurposeMap, StoreMap } from './data-map';
import type { StoreOutcome } from './outcome';

/** What one store discloses of the person. */
export interface StoreDisclosure {
  readonly store: StoreMap;
  readonly outcome: StoreOutcome;
  /** The person's records only: nothing else can get into the package. Order does not matter. */
  readonly records: AsyncIterable<DisclosedRecord> | readonly DisclosedRecord[];
}

/** What an access package is made of. Personal data. */
export interface PackageInput {
  readonly requestId: string;
  readonly locale: Locale;
  /** IANA zone in which dates are written. */
  readonly zone: string;
  /** UTC instant; the same on a repeat, so that the bytes are too. */
  readonly generatedAt: string;
  readonly controller: ControllerMap;
  /** Regimes of the request: their complaint routes are named. */
  readonly regimes: readonly string[];
  readonly purposes: readonly PurposeMap[];
  readonly processors: readonly ProcessorMap[];
  readonly stores: readonly StoreDisclosure[];
  /** Stores that hold something or may, and gave no answer: the package names them as missing. */
  readonly notAnswering: readonly Pick<StoreMap, 'id' | 'title'>[];
}
