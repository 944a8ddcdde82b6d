import type { RequestId } from '../ids';
import type { Disagreement } from './requests';

/** What the engine knows for certain of a workflow. */
export interface Execution {
  readonly runId: string;
  /** `completed`: it came to its own end. `lost`: terminated, cancelled, failed or timed out. */
  readonly status: 'running' | 'completed' | 'lost';
  readonly startedAt: string;
}

/** The executions of requests, as the engine knows them. */
export interface Executions {
  /** Workflow ids of the running ones, in pages and no particular order; seconds behind the truth. */
  running(): AsyncIterable<readonly string[]>;
  /** The latest execution under an id, or `undefined` when there is none. */
  describe(workflowId: string): Promise<Execution | undefined>;
}

/** An open request as the reconciler reads it. */
export interface OpenRequest {
  readonly requestId: RequestId;
  readonly receivedAt: string;
  readonly disagreement?: Disagreement;
}

/** All open requests, to be read through. */
export interface OpenRequests {
  /** Shows each of them once, in no order. What `look` does must be quick: the database waits for it. */
  each(look: (request: OpenRequest) => void): Promise<void>;
}

/** Starts again what was lost. Not for the API: only the reconciler, which has looked at both sides, may. */
export interface Restarter {
  /**
   * Starts the workflow of an open request again from the books, where its execution was lost. False when it runs, or came
   * to its own end: neither is ever started again. Throws PublicError DSR_UNAVAILABLE.
   */
  restart(requestId: RequestId): Promise<boolean>;
}
