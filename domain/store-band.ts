import { Temporal } from 'temporal-polyfill';
import type { StoreId } from './ids';
import type { PlanAction, PlanStep } from './plan';

/** The bounds within which deletions in one store are normal. */
export interface BandSettings {
  /** How many plans are looked back on, over all requests. */
  readonly window: number;
  /** So many of them without success are too many. */
  readonly failures: number;
  /** A plan of so many records is never too large. */
  readonly rowFloor: number;
  /** Above the floor: so many times the median of the plans that went well. */
  readonly rowFactor: number;
  /** How many plans must have gone well before there is a median. */
  readonly plansKnown: number;
  /** ms after which one plan may try again a store that failed. */
  readonly trialAfterMs: number;
}

/** The bounds that hold unless a test narrows them. */
export const usualBand: BandSettings = {
  window: 20,
  failures: 5,
  rowFloor: 1_000,
  rowFactor: 20,
  plansKnown: 5,
  trialAfterMs: 600_000,
};

/** How the latest call for one plan ended. A plan that is tried again is one plan: it counts once. */
export interface BandCall {
  /** `<requestId>/<round>` */
  readonly planId: string;
  readonly failed: boolean;
  /** Records that the plan deletes, masks or takes elements from. */
  readonly rows: number;
}

/** Why a store is left alone: too many plans failed, or one plan was far larger than the others. */
export interface BandLeft {
  readonly for: 'failures' | 'rows';
  /** UTC. */
  readonly at: string;
  /** When a plan last tried the store again, UTC. */
  readonly trialAt?: string;
}

/** What is known of the deletions in one store, over all requests. Ids and counts only. */
export interface StoreBand {
  readonly storeId: StoreId;
  /** The latest plans, oldest first. */
  readonly calls: readonly BandCall[];
  readonly left?: BandLeft;
  /** Plans that are too large, until staff release them. */
  readonly held: readonly string[];
  /** Large plans that staff have looked at: they may go on. */
  readonly released: readonly string[];
  /** Who last released the store, when, and why. */
  readonly release?: { readonly by: string; readonly at: string; readonly reasonCode: string };
}

/** A plan that is about to be carried out. */
export type BandPlan = Pick<BandCall, 'planId' | 'rows'>;

/** Ids of plans remembered as held or released: a campaign must not make the record grow without end. */
const mostPlans = 1_000;
const destructive: readonly PlanAction[] = ['delete', 'mask', 'removeElements'];

/** A store of which nothing is known yet. */
export function newBand(storeId: StoreId): StoreBand {
  return { storeId, calls: [], held: [], released: [] };
}

/** Number of records of which something goes for good; 0: the plan destroys nothing, and no band is asked. */
export function destructiveRows(steps: readonly PlanStep[]): number {
  return steps
    .filter(({ action }) => destructive.includes(action))
    .reduce((sum, { count }) => sum + count, 0);
}

/** Asks whether a plan may begin. The band that comes back must be kept before anything is touched. */
export function askBand(
  band: StoreBand,
  plan: BandPlan,
  now: string,
  settings: BandSettings = usualBand,
): { readonly band: StoreBand; readonly mayBegin: boolean } {
  if (isTooLarge(band, plan, settings)) return { band: holdBack(band, plan.planId, now), mayBegin: false };
  const { left } = band;
  if (left === undefined) return { band, mayBegin: true };
  if (left.for === 'rows' || !isTrialDue(left, now, settings)) return { band, mayBegin: false };
  return { band: { ...band, left: { ...left, trialAt: now } }, mayBegin: true };
}

/** The band after a call that was made. A success shows that a store that failed is well again. */
export function afterCall(
  band: StoreBand,
  call: BandCall,
  now: string,
  settings: BandSettings = usualBand,
): StoreBand {
  const others = band.calls.filter(({ planId }) => planId !== call.planId);
  const calls = [...others, call].slice(-settings.window);
  if (!call.failed && band.left?.for === 'failures') return within({ ...band, calls });
  const failures = calls.filter(({ failed }) => failed).length;
  if (band.left !== undefined || failures < settings.failures) return { ...band, calls };
  return { ...band, calls, left: { for: 'failures', at: now } };
}

/** The band after a member of staff has looked at the store and at the plans that were held. */
export function afterRelease(band: StoreBand, release: NonNullable<StoreBand['release']>): StoreBand {
  const released = [...band.released, ...band.held].slice(-mostPlans);
  return { ...within(band), held: [], released, release };
}

/** Failures from before are forgotten: one more must not close the store at once. */
function within({ left: _left, ...band }: StoreBand): StoreBand {
  return { ...band, calls: band.calls.filter(({ failed }) => !failed) };
}

function isTooLarge(
  { calls, released }: StoreBand,
  { planId, rows }: BandPlan,
  { rowFloor, rowFactor, plansKnown }: BandSettings,
): boolean {
  if (released.includes(planId)) return false;
  const known = calls.filter((call) => !call.failed && call.planId !== planId).map((call) => call.rows);
  const most = known.length < plansKnown ? rowFloor : Math.max(rowFloor, rowFactor * medianOf(known));
  return rows > most;
}

function holdBack(band: StoreBand, planId: string, now: string): StoreBand {
  const held = band.held.includes(planId) ? band.held : [...band.held, planId].slice(-mostPlans);
  // What failed before heals by a trial; what is too large waits for staff, and that is the stricter of the two.
  const left: BandLeft = band.left?.for === 'rows' ? band.left : { for: 'rows', at: now };
  return { ...band, held, left };
}

function isTrialDue({ at, trialAt = at }: BandLeft, now: string, { trialAfterMs }: BandSettings): boolean {
  const msOf = (instant: string) => Temporal.Instant.from(instant).epochMilliseconds;
  return msOf(now) - msOf(trialAt) >= trialAfterMs;
}

/** The lower of the two in the middle: an even number of plans is judged the more strictly. */
function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
