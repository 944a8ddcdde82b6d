import type { Forecast, KeptForecast, Standing, TrackRecord } from '../forecast';
import type { RequestId, StoreId, TaskId } from '../ids';
import type { StoreOutcome } from '../outcome';
import type { StorePlan } from '../plan';
import type { TaskKind, WaitingReason } from '../request';
import type { Page, RequestView } from './requests';

/** A task for staff. What is personal about it (the people to choose from) is in the vault slot `candidates`. */
export interface Task {
  readonly taskId: TaskId;
  readonly requestId: RequestId;
  readonly kind: TaskKind;
  readonly storeId?: StoreId;
  readonly openedAt: string;
  /** The earliest strict deadline of the request. */
  readonly dueAt?: string;
  /** What to do first: when the work left must have begun, by the last forecast; see {@link Forecast}. */
  readonly startBy?: string;
  readonly standing?: Standing;
  readonly status: 'open' | 'done' | 'cancelled';
  /** How it ended: a task result, or the choice that staff made. */
  readonly result?: string;
  readonly completedBy?: string;
  readonly completedAt?: string;
  /** Reason code, e.g. of the store's failure. */
  readonly reason?: string;
  /** A paper file that is out of the archive: with whom, by staff id, and since which local date `YYYY-MM-DD`. */
  readonly borrowed?: { readonly by: string; readonly since: string };
  /** For a task with choices: how many there are. */
  readonly choices?: number;
}

/** Tasks of staff. */
export interface TaskBoard {
  /** Opens once per task id; a repeat changes nothing. */
  open(task: Omit<Task, 'status'>): Promise<void>;
  close(taskId: TaskId, status: 'done' | 'cancelled', by: string, at: string, result?: string): Promise<void>;
  find(taskId: TaskId): Promise<Task | undefined>;
  /** Writes down who has the file of an open task, or that it is back (`undefined`). A closed task stays as it is. */
  lend(taskId: TaskId, borrowed: Task['borrowed']): Promise<void>;
  /** Puts tasks that are still open into their place by a new forecast of their request. */
  reorder(tasks: readonly Task[], forecast: Pick<Forecast, 'startBy' | 'standing'>): Promise<void>;
  /** Soonest to begin first, by `startBy`, else by `dueAt`; keyset pages. */
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
  /** When the work was done or handed over, UTC: from then on the proof of its effect is waited for. */
  readonly executedAt?: string;
}

/** Per-store progress. */
export interface StoreProgressBook {
  put(progress: StoreProgress): Promise<void>;
  list(requestId: RequestId): Promise<readonly StoreProgress[]>;
}

/** How long one piece of work took. Nothing personal. */
export interface WorkTime {
  /** `<requestId>/<key>/<round or number>`: the same work has the same id, so that a repeat counts once. */
  readonly timeId: string;
  /** See {@link TrackRecord}. */
  readonly key: string;
  readonly tookMs: number;
  /** UTC. */
  readonly endedAt: string;
}

/** What work took, for forecasts. Forgotten after 400 days. */
export interface WorkTimes {
  /** Keeps the first time of each id. */
  note(times: readonly WorkTime[]): Promise<void>;
  /** The newest times of each key, at most `limit`, 200 by default; keys never observed are left out. */
  lately(keys: readonly string[], limit?: number): Promise<readonly TrackRecord[]>;
}

/** Open requests in the order in which their work is best begun. */
export interface WorkQueue {
  /** Requests whose forecast was made before the instant, or never; the oldest forecast first; at most 1,000. */
  outdated(before: string, limit: number): Promise<readonly RequestView[]>;
  /** Keeps a forecast with its request. Nothing happens when that has closed meanwhile. */
  keep(requestId: RequestId, forecast: KeptForecast): Promise<void>;
  /** Soonest `startBy` first, those without one last; keyset pages. Throws PublicError DSR_PAGE_CURSOR_INVALID. */
  page(
    filter: { waiting?: WaitingReason },
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<RequestView>>;
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
