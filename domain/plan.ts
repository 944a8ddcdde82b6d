import type { StoreId } from './ids';
import type { OutcomeCode } from './outcome';

/**
 * What one step of a plan does. `retain` does nothing and says why; `defer` restricts now what the engine deletes by itself
 * once the duty to keep it is over.
 */
export type PlanAction =
  | 'disclose'
  | 'delete'
  | 'mask'
  | 'removeElements'
  | 'correct'
  | 'restrict'
  | 'lift'
  | 'cease'
  | 'retain'
  | 'defer'
  | 'manual';

/** One step of a plan: an action on so many records of one collection. Nothing personal. */
export interface PlanStep {
  readonly collection: string;
  readonly action: PlanAction;
  /** Records (for `correct`: fields) that the dry run found. */
  readonly count: number;
  /** The outcome that the step promises when it succeeds. */
  readonly promises: OutcomeCode;
  readonly ground?: string;
  /** `YYYY-MM-DD`, the latest end among the retained records. */
  readonly until?: string;
}

/**
 * What is going to happen in one store, in order. Public half of what a connector planned: staff approve it by its
 * hash, which also binds the private half (`scopeHash`).
 */
export interface StorePlan {
  readonly storeId: StoreId;
  readonly steps: readonly PlanStep[];
  /** Keyed commitment over the private half, so that approving the plan approves exactly those records. */
  readonly scopeHash: string;
}

/** The plan of a whole request as staff see it. */
export interface RequestPlan {
  /** SHA-256 over the canonical store plans, hexadecimal: what an approval is bound to. */
  readonly hash: string;
  readonly stores: readonly StorePlan[];
}
