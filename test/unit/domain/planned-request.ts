import type { RequestId } from '../../../domain/ids';
import type { RequestView, StoreProgress, Task } from '../../../domain/ports';
import type { Phase, ResumeState } from '../../../domain/request';
import { fakeClock } from '../../support/fake-activities';

/** Monday morning: the request came in, and everything else is told in hours after it. */
export const received = '2026-03-02T00:00:00.000Z';
export const hour = 3_600_000;
export const after = (hours: number): string => new Date(Date.parse(received) + hours * hour).toISOString();

export const requestId = 'req_00000000000000000001' as RequestId;

/** What a workflow keeps beside the view, of a request in which nothing special happened. */
export function resumeOf(change: Partial<ResumeState> = {}): ResumeState {
  return {
    identity: 'resolved',
    guardian: 'notNeeded',
    pauses: [],
    extendedRegimes: [],
    declaredExtensions: [],
    refusalGrounds: [],
    feeRules: [],
    storeCount: 2,
    round: 1,
    openTasks: [],
    ...change,
  };
}

/** A deletion request that entered this phase so many hours after it came in. */
export function viewIn(phase: Phase, hours: number, change: Partial<RequestView> = {}): RequestView {
  return {
    requestId,
    controllerId: 'lotus-telecom',
    right: 'deletion',
    regimes: ['CN-GBT35273'],
    locale: 'zh-CN',
    channel: 'api',
    receivedAt: received,
    dataMapVersion: 'f'.repeat(64),
    verificationNeeded: true,
    phase,
    version: 3,
    waiting: [],
    clocks: [fakeClock()],
    tally: {},
    phaseAt: { [phase]: after(hours) },
    resume: resumeOf(),
    ...change,
  };
}

/** A store that was searched, with one record to delete. */
export function searched(storeId: string, change: Partial<StoreProgress> = {}): StoreProgress {
  const steps = [{ collection: 'c', action: 'delete', count: 1, promises: 'deleted' }] as const;
  return { requestId, storeId, found: 1, plan: { storeId, steps, scopeHash: 'a'.repeat(64) }, ...change };
}

/** A task opened so many hours after the request came in. */
export function taskAt(kind: Task['kind'], hours: number, change: Partial<Task> = {}): Task {
  return { taskId: `task_${kind}`, requestId, kind, openedAt: after(hours), status: 'open', ...change };
}
