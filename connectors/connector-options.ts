import type { ProcessorWord } from '../domain/http-state';

/** How processors that post their answers to us are told where to. The same order has the same place on every repeat. */
export interface CallbackDesk {
  /** A place for the answer to one order; nothing in it tells which request it is of. */
  expect(
    operationId: string,
    storeId: string,
  ): Promise<{ readonly url: string; readonly secret: string; readonly answerId: string }>;
  /** What was posted so far; `undefined` when nothing was. */
  answer(answerId: string): Promise<ProcessorWord | undefined>;
}

/** What every connector is given besides its store and connection. */
export interface ConnectorOptions {
  /** Key of the HMAC-SHA-256 for fields whose erasure is `hmac`; at least 16 bytes. */
  readonly erasureKey: Uint8Array;
  /** The clock for proofs, as UTC instant. Default: the system's. */
  readonly now?: () => string;
  /** Longest time in ms for one statement in a database. Default: the store's `timeoutMs`. */
  readonly statementTimeoutMs?: number;
  /** Only for processors whose protocol has a `callback`. */
  readonly callbacks?: CallbackDesk;
}

/** The clock of a connector: the one it was given, or the system's. */
export function clockOf(options: ConnectorOptions): () => string {
  return options.now ?? (() => new Date().toISOString());
}
