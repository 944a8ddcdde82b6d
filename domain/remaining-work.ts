import { Temporal } from 'temporal-polyfill';
import { compareInstants } from './clock-state';
import type { PendingWork, Stage } from './forecast';
import type { StoreId } from './ids';
import { isSettled } from './outcome';
import type { RequestView, StoreProgress, Task } from './ports';
import { isWithoutStores, worksAs } from './right';
import { workStandsStill } from './standing';

/** What is known of an open request. Nothing personal. */
export interface KnownRequest {
  readonly view: RequestView;
  /** What its stores have come to so far. */
  readonly stores: readonly StoreProgress[];
  /** All its tasks, open and done. */
  readonly tasks: readonly Task[];
  /** Ids of the stores that it concerns; absent where only their number is known. */
  readonly storeIds?: readonly StoreId[];
}

/** The phases that take time, in order. */
export const workingPhases = ['verifying', 'locating', 'assessing', 'executing', 'reviewing'] as const;
type WorkingPhase = (typeof workingPhases)[number];

/**
 * What is left to do until the answer is out, as stages for `forecastOf`: what the request waits for now, with its age,
 * and then every later phase. Of phases whose stores are not known yet, the whole phase counts as one piece of work.
 * Empty for a closed request.
 */
export function remainingWork(known: KnownRequest, now: string): Stage[] {
  const { view } = known;
  if (view.phase === 'closed') return [];
  if (view.resume?.ending !== undefined) return [answering(view, now)];
  const [current, ...later] = phasesFrom(currentPhase(view), view);
  if (current === undefined) return [];
  const stages = [
    ...standingStill(view, now),
    ...stagesOf(current, known, now),
    ...later.flatMap((phase) => stagesOf(phase, known, undefined)),
  ];
  return stages.filter(({ work }) => work.length > 0);
}

/** A complaint or an appeal has no stores to search and to work on. */
function phasesFrom(phase: WorkingPhase, { right }: RequestView): WorkingPhase[] {
  const storePhases: readonly WorkingPhase[] = isWithoutStores(right) ? ['locating', 'executing'] : [];
  return workingPhases.slice(workingPhases.indexOf(phase)).filter((each) => !storePhases.includes(each));
}

/** A request that was just received is as good as in its first phase. */
function currentPhase({ phase, verificationNeeded }: RequestView): WorkingPhase {
  if (phase === 'received' || phase === 'closed') return verificationNeeded ? 'verifying' : 'locating';
  return phase;
}

/** Key under which the length of a phase is noted and looked up: rights differ, as a package that is reviewed does from a letter. */
export function phaseKey(phase: WorkingPhase, { right }: Pick<RequestView, 'right'>): string {
  return `phase/${phase}/${right}`;
}

/** What is left when a request ends without further work: its letter. */
function answering(view: RequestView, now: string): Stage {
  const since = view.phase === 'reviewing' ? enteredAt(view) : now;
  return { name: 'answering', work: [{ key: answeringKey, ageMs: msSince(since, now) }] };
}

/** Key for the letter that ends a request without further work. */
export const answeringKey = 'phase/answering';

/** While something was asked of the person, nobody knows when the answer comes: only how long others took. */
function standingStill({ resume }: RequestView, now: string): Stage[] {
  if (resume === undefined || !workStandsStill(resume)) return [];
  const { pauses, pausedFor, fee } = resume;
  const asked = pausedFor === undefined ? undefined : pauses.find(({ to }) => to === undefined);
  const work: PendingWork[] = [];
  if (asked !== undefined) work.push({ key: pausedKey, ageMs: msSince(asked.from, now) });
  if (fee?.status === 'asked') work.push({ key: unpaidKey, ageMs: msSince(fee.askedAt, now) });
  return [{ name: 'paused', work }];
}

/** Key for a question to the person, from asking to answering. */
export const pausedKey = 'phase/paused';
/** Key for a fee, from asking to its payment. */
export const unpaidKey = 'phase/unpaid';

/** The stages of one phase; `now` only for the phase that goes on, others have no age. */
function stagesOf(phase: WorkingPhase, known: KnownRequest, now: string | undefined): Stage[] {
  switch (phase) {
    case 'locating':
      return now === undefined ? [wholePhase(phase, known, now)] : locating(known, now);
    case 'executing':
      return isPlanned(known) ? executing(known, now) : [wholePhase(phase, known, now)];
    case 'assessing':
      return [withTasks(wholePhase(phase, known, now), known, now)];
    case 'verifying':
    case 'reviewing':
      return [wholePhase(phase, known, now)];
  }
}

function wholePhase(phase: WorkingPhase, { view }: KnownRequest, now: string | undefined): Stage {
  const ageMs = now === undefined ? 0 : msSince(enteredAt(view), now);
  return { name: phase, work: [{ key: phaseKey(phase, view), ageMs }] };
}

function withTasks(stage: Stage, known: KnownRequest, now: string | undefined): Stage {
  if (now === undefined) return stage;
  return { ...stage, work: [...stage.work, ...openTasks(known).map((task) => taskWork(task, now))] };
}

/** First who the person is, then the search of every store. */
function locating(known: KnownRequest, now: string): Stage[] {
  const { storeIds, stores } = known;
  const open = openTasks(known);
  const ofPerson = open.filter(({ storeId }) => storeId === undefined);
  const ofStores = open.filter(({ storeId }) => storeId !== undefined);
  const isSearching = ofPerson.length === 0;
  const searched = new Set([...stores, ...ofStores].map(({ storeId }) => storeId));
  const left = storeIds
    ?.filter((storeId) => !searched.has(storeId))
    .map((storeId) => ({
      key: storeKey(storeId, 'survey'),
      ageMs: isSearching ? msSince(workedSince(known, storeId), now) : 0,
    }));
  const search = left ?? wholePhase('locating', known, isSearching ? now : undefined).work;
  return [
    { name: 'tasks', work: ofPerson.map((task) => taskWork(task, now)) },
    { name: 'locating', work: [...search, ...ofStores.map((task) => taskWork(task, now))] },
  ];
}

/** Key of one store's work in one phase. */
export function storeKey(storeId: StoreId, phase: 'survey' | 'execute' | 'verify'): string {
  return `store/${storeId}/${phase}`;
}

/** True once the stores were searched: then each is known by what is planned for it. */
function isPlanned({ view, stores }: KnownRequest): boolean {
  return (view.phase === 'assessing' || view.phase === 'executing') && stores.length > 0;
}

/** Every store does its part side by side; then each is asked whether the effect is there. */
function executing(known: KnownRequest, now: string | undefined): Stage[] {
  const open = now === undefined ? [] : openTasks(known);
  const tasks = now === undefined ? [] : open.map((task) => taskWork(task, now));
  const unsettled = known.stores.filter(
    ({ outcome, plan }) => !isSettled(outcome) && (plan?.steps.length ?? 0) > 0,
  );
  const byHand = (storeId: StoreId): boolean => open.some((task) => task.storeId === storeId);
  const toExecute = unsettled.filter(
    ({ storeId, executedAt }) => executedAt === undefined && !byHand(storeId),
  );
  const toProve = worksAs(known.view.right, 'access') ? [] : unsettled.filter((store) => !isManual(store));
  const isProving = toExecute.length === 0 && open.every(({ storeId }) => hasExecuted(known, storeId));
  return [
    {
      name: 'executing',
      work: [...toExecute.map((store) => executeWork(known, store, now)), ...(isProving ? [] : tasks)],
    },
    {
      name: 'verifyingEffects',
      work: [
        ...toProve
          .filter(({ storeId }) => !isProving || !byHand(storeId))
          .map((store) => proveWork(known, store, isProving ? now : undefined)),
        ...(isProving ? tasks : []),
      ],
    },
  ];
}

function executeWork(known: KnownRequest, store: StoreProgress, now: string | undefined): PendingWork {
  const { storeId } = store;
  // Its task is opened as soon as the work begins.
  if (isManual(store)) return { key: 'task/paperArchive', ageMs: 0 };
  const ageMs = now === undefined ? 0 : msSince(workedSince(known, storeId), now);
  return { key: storeKey(storeId, 'execute'), ageMs };
}

function proveWork(known: KnownRequest, { storeId }: StoreProgress, now: string | undefined): PendingWork {
  const ageMs = now === undefined ? 0 : msSince(provedSince(known, storeId), now);
  return { key: storeKey(storeId, 'verify'), ageMs };
}

function isManual({ plan }: StoreProgress): boolean {
  return plan?.steps.some(({ action }) => action === 'manual') === true;
}

function hasExecuted({ stores }: KnownRequest, storeId: StoreId | undefined): boolean {
  return stores.some((store) => store.storeId === storeId && store.executedAt !== undefined);
}

/** Tasks that the answer waits for. An undeliverable letter is none: it is the answer that came back. */
function openTasks({ tasks }: KnownRequest): Task[] {
  return tasks.filter(({ status, kind }) => status === 'open' && kind !== 'undeliverable');
}

function taskWork({ kind, openedAt }: Task, now: string): PendingWork {
  return { key: taskKey(kind), ageMs: msSince(openedAt, now) };
}

/** Key of a kind of task. */
export function taskKey(kind: Task['kind']): string {
  return `task/${kind}`;
}

/** When the present phase was entered. One that was come back to began after the latest that was entered before. */
function enteredAt({ phaseAt = {}, receivedAt }: RequestView): string {
  return latest([receivedAt, ...Object.values(phaseAt)]);
}

/** Since when a store has been worked on: since the phase began, or since the last task before it was done. */
function workedSince({ view, tasks }: KnownRequest, storeId: StoreId): string {
  const before = tasks.filter((task) => task.storeId === undefined || task.storeId === storeId);
  return latest([enteredAt(view), ...before.flatMap(({ completedAt }) => completedAt ?? [])]);
}

/** Since when the effect is asked for: since the last store has done its part. */
function provedSince(known: KnownRequest, storeId: StoreId): string {
  const executed = known.stores.flatMap(({ executedAt }) => executedAt ?? []);
  return latest([workedSince(known, storeId), ...executed]);
}

function latest(instants: readonly string[]): string {
  return instants.reduce((last, instant) => (compareInstants(instant, last) > 0 ? instant : last));
}

/** Never below zero: the clocks of two machines may differ. */
function msSince(from: string, now: string): number {
  const { epochMilliseconds } = Temporal.Instant.from(now);
  return Math.max(0, epochMilliseconds - Temporal.Instant.from(from).epochMilliseconds);
}
