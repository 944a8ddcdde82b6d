/** What every connector is given besides its store and connection. */
export interface ConnectorOptions {
  /** Key of the HMAC-SHA-256 for fields whose erasure is `hmac`; at least 16 bytes. */
  readonly erasureKey: Uint8Array;
  /** The clock for proofs, as UTC instant. Default: the system's. */
  readonly now?: () => string;
  /** Longest time in ms for one statement in a database. Default: the store's `timeoutMs`. */
  readonly statementTimeoutMs?: number;
}

/** The clock of a connector: the one it was given, or the system's. */
export function clockOf(options: ConnectorOptions): () => string {
  return options.now ?? (() => new Date().toISOString());
}
