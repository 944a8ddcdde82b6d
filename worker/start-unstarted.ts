import type { Persistence, RequestGateway } from '../domain/ports';

/** How often the books are looked through, in ms: an accepted request runs within a minute whatever happened. */
const everyMs = 20_000;
/** An intake younger than this may still be on its way to the engine. */
const settleMs = 15_000;
/** Requests per round: bounded, so that a long outage is worked off in steps. */
const perRound = 100;

/** What {@link keepStarting} needs. */
export interface StarterDeps {
  readonly requests: Pick<Persistence['requests'], 'unstarted' | 'markStarted'>;
  readonly gateway: Pick<RequestGateway, 'start'>;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Starts the workflows of intakes that a crash or an outage left without one. A second start changes nothing; one that
 * fails is reported and does not keep the others waiting.
 */
export async function startUnstarted(deps: StarterDeps, now: Date): Promise<number> {
  const before = new Date(now.getTime() - settleMs).toISOString();
  const left = await deps.requests.unstarted(before, perRound);
  let started = 0;
  for (const { requestId } of left) {
    try {
      await deps.gateway.start(requestId);
      await deps.requests.markStarted(requestId, now.toISOString());
      started += 1;
    } catch (error) {
      deps.onFailure(error);
    }
  }
  return started;
}

/** Runs {@link startUnstarted} again and again until stopped; a failed round is reported and tried again. */
export function keepStarting(deps: StarterDeps): { stop(): Promise<void> } {
  let round: Promise<unknown> = Promise.resolve();
  const run = (): void => {
    // One round after the other: two at once would only do the same twice.
    round = round.then(() => startUnstarted(deps, new Date())).catch(deps.onFailure);
  };
  const timer = setInterval(run, everyMs);
  run();
  return {
    stop: async () => {
      clearInterval(timer);
      await round;
    },
  };
}
