import type { CoreActivities, StoreActivities } from '../../activities';
import type { StoreBatchResult, StorePhase } from '../../contracts/temporal/messages';
import { approvalSlots } from '../../domain/policy';
import { requestClocks, requestRules } from '../../domain/request-clocks';
import { builtInRules } from '../../domain/rules';
import { defaultThresholds } from '../../domain/threshold';
import { planHash, regimes } from './request-script';

/** What the fake world looks like. */
export interface FakeWorld {
  readonly stores: number;
  /** How many stores, spread over the batches, leave theirs, and in which phases. Default none. */
  readonly unhealthy?: { readonly count: number; readonly phases: readonly StorePhase[] };
}

/** Activities of either kind, by name, for a worker of the benchmarks. */
export interface FakeActivities {
  readonly core: Record<keyof CoreActivities, (input: never) => Promise<unknown>>;
  readonly store: Record<keyof StoreActivities, (input: never) => Promise<unknown>>;
}

const settings = {
  rules: builtInRules,
  zone: 'Asia/Shanghai',
  calendar: 'CN',
  thresholds: defaultThresholds,
};

/**
 * Activities that do nothing and answer as the real ones would for a deletion: clocks and slots come from the same
 * rules, so that what they leave in the history has the real size.
 */
export function fakeActivities(world: FakeWorld): FakeActivities {
  const core: CoreActivities = { ...bookkeeping(world.stores), ...nothingElse };
  const store: StoreActivities = {
    identifySubject: () => Promise.resolve({ identity: 'resolved', guardianNeeded: false }),
    joinIdentity: () => Promise.resolve({ kinds: [] }),
    workOnStores: ({ phase, from, to }) => Promise.resolve(batchResult(world, phase, from, to)),
    workOnStore: ({ phase }) => Promise.resolve({ tally: phase === 'verify' ? { deleted: 1 } : {} }),
    liftStoreMarks: () => Promise.resolve(),
    deleteDeferred: () => Promise.resolve(),
  };
  return { core, store };
}

function bookkeeping(
  storeCount: number,
): Pick<CoreActivities, 'startClocks' | 'recordFacts' | 'proposePlan' | 'sendAnswer'> {
  const receivedAt = new Date().toISOString();
  const clocks = requestClocks(
    regimes,
    'deletion',
    { receivedAt, extendedRegimes: [], pauses: [] },
    settings,
  );
  const rules = requestRules(builtInRules, regimes, 'deletion');
  const slots = approvalSlots({ right: 'deletion', highestClass: 'general-sensitive', minor: false });
  return {
    startClocks: () => Promise.resolve({ clocks, ...rules, storeCount }),
    recordFacts: ({ clockFacts }) =>
      Promise.resolve(clockFacts === undefined ? {} : { counted: { clocks, ...rules } }),
    proposePlan: () => Promise.resolve({ hash: planHash, slots, found: true }),
    sendAnswer: () =>
      Promise.resolve({
        outcome: 'fulfilled',
        accepted: true,
        at: new Date().toISOString(),
        recipientsAnswered: true,
        keepUntil: [],
      }),
  };
}

const nothing = () => Promise.resolve();
const taken = () =>
  Promise.resolve({ status: 'accepted' as const, at: new Date().toISOString(), inTime: true });
const nothingElse = {
  acknowledgeRequest: taken,
  sendNotice: taken,
  closeRequest: nothing,
  askProcessor: () => Promise.resolve({ reason: 'asked' as const }),
  mailCode: nothing,
  enterRegister: nothing,
  openReview: () => Promise.resolve({ excluded: [] }),
  buildPackage: () => Promise.resolve({ hash: planHash, slots: [], found: true }),
  warnOfLifting: nothing,
  finishLifting: nothing,
  tellDeferredDone: () => Promise.resolve(),
} satisfies Partial<CoreActivities>;

function batchResult(world: FakeWorld, phase: StorePhase, from: number, to: number): StoreBatchResult {
  const { stores, unhealthy } = world;
  const unhealthyCount = unhealthy?.phases.includes(phase) === true ? unhealthy.count : 0;
  const everyNth = unhealthyCount === 0 ? Infinity : stores / unhealthyCount;
  const leavers = Array.from({ length: unhealthyCount }, (_, at) => Math.floor(at * everyNth)).filter(
    (index) => index >= from && index < to,
  );
  const healthy = to - from - leavers.length;
  return {
    tally: phase === 'verify' ? { deleted: healthy } : {},
    left: leavers.map((index) => ({
      storeId: `store-${index}`,
      reason: 'failed' as const,
      code: 'unavailable',
    })),
  };
}
