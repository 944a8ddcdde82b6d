import type { RequestGateway } from '../domain/ports';

/** A gateway whose running calls can be waited for. */
export interface TrackedGateway {
  readonly gateway: RequestGateway;
  /** Settles when no call runs any more; failures are the callers' business. */
  settled(): Promise<void>;
}

/**
 * Remembers calls while they run, also those that nobody waits for any more (an intake answers before its workflow is
 * started). Closing the connection under a call that still retries ends the process: gRPC throws out of its timer.
 */
export function trackCalls(gateway: RequestGateway): TrackedGateway {
  const running = new Set<Promise<unknown>>();
  const tracked = <T>(call: Promise<T>): Promise<T> => {
    const ended = call.catch(() => undefined).finally(() => running.delete(ended));
    running.add(ended);
    return call;
  };
  return {
    gateway: {
      start: (...args) => tracked(gateway.start(...args)),
      command: (...args) => tracked(gateway.command(...args)),
      mailCode: (...args) => tracked(gateway.mailCode(...args)),
      liftRestriction: (...args) => tracked(gateway.liftRestriction(...args)),
      ready: () => tracked(gateway.ready()),
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}
