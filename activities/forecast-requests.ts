import type { TrackRecord } from '../domain/forecast';
import type { Persistence, RequestView, Task } from '../domain/ports';
import type { KnownRequest } from '../domain/remaining-work';
import { forecastRequest, keysOfWork, promiseAlerts } from '../domain/request-forecast';

/** What forecasting needs. No store is asked, and nothing personal is read. */
export interface ForecastDeps {
  readonly books: Pick<Persistence, 'work' | 'workTimes' | 'stores' | 'tasks' | 'dataMaps' | 'alerts'>;
  /** UTC now as ISO text. */
  readonly now: () => string;
}

/** How far one round of forecasts goes. */
export interface ForecastBounds {
  /** Requests read at once; the most that is held in memory. */
  readonly batch: number;
  /** A round that takes longer stops after the batch, and says that more is left. */
  readonly budgetMs: number;
}

/** What a round of forecasts did. */
export interface ForecastResult {
  readonly requests: number;
  /** Warnings that nobody had raised before. */
  readonly raised: number;
  /** True when the time was up first: the next round goes on with those whose forecast is oldest. */
  readonly more: boolean;
}

/** Bounds of a scheduled round: well within the five minutes that an activity of a schedule has. */
const forecastBounds: ForecastBounds = { batch: 100, budgetMs: 180_000 };

/**
 * Forecasts every open request anew, oldest forecast first, so that a round that was killed goes on where it stood. The
 * warning is raised before the forecast is kept: after a kill in between it is raised again, which changes nothing.
 */
export async function forecastRequests(
  deps: ForecastDeps,
  onBatch: () => void = () => undefined,
  { batch, budgetMs }: ForecastBounds = forecastBounds,
): Promise<ForecastResult> {
  const startedAt = deps.now();
  const records: Records = new Map();
  let requests = 0;
  let raised = 0;
  for (;;) {
    const views = await deps.books.work.outdated(startedAt, batch);
    const known = await Promise.all(views.map((view) => knownOf(deps, view)));
    await learn(deps, records, known);
    for (const each of known) raised += await forecastOne(deps, records, each);
    requests += views.length;
    onBatch();
    if (views.length < batch) return { requests, raised, more: false };
    if (Date.parse(deps.now()) >= Date.parse(startedAt) + budgetMs) return { requests, raised, more: true };
  }
}

/** What work took, by key; read once a round, for most requests wait for the same few things. */
type Records = Map<string, TrackRecord | undefined>;

async function learn(
  { books, now }: ForecastDeps,
  records: Records,
  known: readonly KnownRequest[],
): Promise<void> {
  const keys = new Set(known.flatMap((each) => keysOfWork(each, now())));
  const unknown = [...keys].filter((key) => !records.has(key));
  for (const key of unknown) records.set(key, undefined);
  for (const record of await books.workTimes.lately(unknown)) records.set(record.key, record);
}

async function forecastOne(
  { books, now }: ForecastDeps,
  records: Records,
  known: KnownRequest,
): Promise<number> {
  const at = now();
  const { view, tasks } = known;
  const found = keysOfWork(known, at).flatMap((key) => records.get(key) ?? []);
  const forecast = forecastRequest(known, found, at);
  const raised = await books.alerts.raise(promiseAlerts(view, forecast));
  await books.tasks.reorder(
    tasks.filter(({ status }) => status === 'open'),
    forecast,
  );
  await books.work.keep(view.requestId, forecast);
  return raised;
}

async function knownOf({ books }: ForecastDeps, view: RequestView): Promise<KnownRequest> {
  const { requestId } = view;
  const [stores, tasks] = await Promise.all([books.stores.list(requestId), allTasks(books.tasks, view)]);
  const storeIds = view.phase === 'locating' ? await concernedIds(books, view) : undefined;
  return { view, stores, tasks, ...(storeIds === undefined ? {} : { storeIds }) };
}

/** All stores of the data map, when it concerns as many. Which of them otherwise, only what the person claimed would say. */
async function concernedIds(
  { dataMaps }: ForecastDeps['books'],
  view: RequestView,
): Promise<readonly string[] | undefined> {
  const map = await dataMaps.find(view.dataMapVersion);
  return map?.stores.length === view.resume?.storeCount ? map?.stores.map(({ id }) => id) : undefined;
}

async function allTasks(tasks: Persistence['tasks'], { requestId }: RequestView): Promise<Task[]> {
  const found: Task[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await tasks.page({ requestId }, cursor, 200);
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
}
