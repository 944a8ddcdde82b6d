import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import type { Database } from './dialect';

/** How one kind of database opens, interrupts and ends a connection `C`. */
export interface Wire<C> {
  open(): Promise<C>;
  /** Settings of a connection that has none yet. */
  prepare(connection: C): Promise<void>;
  /** Kysely on the connection. A statement begun after `signal` is refused before it is sent. */
  database(connection: C, signal: AbortSignal): Database;
  /** Ends the statement that runs on the server, over another connection: closing a wire does not stop it. */
  interrupt(connection: C): Promise<void>;
  /** Gives the connection back, or ends it when it broke. */
  shut(connection: C, isBroken: boolean): void;
  /** What the engine knows of an error of the driver. */
  failure(store: StoreMap, error: unknown): unknown;
}

/**
 * Runs work on one connection. When the limits are reached the running statement is ended on the server and the
 * connection cut, its transaction with it; the caller need not wait for that.
 */
export async function inOneSession<C, T>(
  store: StoreMap,
  limits: CallLimits,
  wire: Wire<C>,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  let cut: (() => void) | undefined;
  const story = async (): Promise<T> => {
    const connection = await wire.open();
    let isShut = false;
    const fate = { isCut: false };
    const shut = (isBroken: boolean) => {
      if (!isShut) wire.shut(connection, isBroken);
      isShut = true;
    };
    cut = () => {
      fate.isCut = true;
      const end = () => {
        shut(true);
      };
      wire.interrupt(connection).then(end, end);
    };
    try {
      if (isOver(limits)) throw overError();
      await wire.prepare(connection);
      const result = await work(wire.database(connection, limits.signal));
      shut(false);
      return result;
    } catch (error) {
      // An interrupted connection is shut when the server heard of it, not before.
      if (!fate.isCut) shut(true);
      throw error;
    }
  };
  const onAbort = () => cut?.();
  limits.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await limits.within(limits.signal.aborted ? Promise.reject(overError()) : story());
  } catch (error) {
    throw limits.signal.aborted ? limits.blame(error) : wire.failure(store, error);
  } finally {
    limits.signal.removeEventListener('abort', onAbort);
  }
}

function isOver({ signal }: CallLimits): boolean {
  return signal.aborted;
}

/** What a statement gets that is begun after the end of its call. */
export function overError(): Error {
  return new Error('The call is over.');
}
