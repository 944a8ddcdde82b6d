import type { RequestId, StoreId, TaskId } from '../ids';
import type { StoreOutcome } from '../outcome';
import type { StorePlan } from '../plan';
import type { TaskKind } from '../request';
import type { Page } from './requests';

/** A task for staff. What is personal about it (the people to choose from) is in the vault slot `candidates`. */
export interface Task {
  readonly taskId: TaskId;
  readonly requestId: RequestId;
  readonly kind: TaskKind;
  readonly storeId?: StoreId;
  readonly openedAt: string;
  /** The earliest strict deadline of the request: what to do first. */
  readonly dueAt?: string;
  readonly status: 'open' | 'done' | 'cancelled';
  /** How it ended: a task result, or the choice that staff made. */
  readonly result?: string;
  readonly completedBy?: string;
  readonly completedAt?: string;
  /** Reason code, e.g. of the store's failure. */
  readonly reason?: string;
  /** For a task with choices: how many there are. */
  readonly choices?: number;
}

/** Tasks of staff. */
export interface TaskBoard {
  /** Opens once per task id; a repeat changes nothing. */
  open(task: Omit<Task, 'status'>): Promise<void>;
  close(taskId: TaskId, status: 'done' | 'cancelled', by: string, at: string, result?: string): Promise<void>;
  find(taskId: TaskId): Promise<Task | undefined>;
  /** Soonest due first, keyset pages. */
  page(
    filter: { status?: Task['status']; kind?: TaskKind; requestId?: RequestId },
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<Task>>;
}

/** What is known of one store's work in a request, between activities. Public half; the private half is in the vault. */
export interface StoreProgress {
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  readonly outcome?: StoreOutcome;
  /** What the last survey found to do. */
  readonly plan?: StorePlan;
  /** Records found when the store was searched, and those that only a shared identifier matched. */
  readonly found?: number;
  readonly ambiguous?: number;
  /** A processor's receipt for work that it will answer later. */
  readonly receipt?: string;
}

/** Per-store progress. */
export interface StoreProgressBook {
  put(progress: StoreProgress): Promise<void>;
  list(requestId: RequestId): Promise<readonly StoreProgress[]>;
}

/** A line of conversation between the person and staff. Its text is in the vault. */
export interface ConversationLine {
  readonly lineId: string;
  readonly from: 'subject' | 'staff';
  readonly at: string;
  readonly text: string;
}

/** Messages on a request; stored encrypted. */
export interface Conversation {
  add(requestId: RequestId, line: ConversationLine): Promise<void>;
  list(requestId: RequestId): Promise<readonly ConversationLine[]>;
}
