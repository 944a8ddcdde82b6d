import { createHash } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { CoreDeps } from '../../activities';
import { closeRequest } from '../../activities/close-request';
import { countClocks } from '../../activities/count-clocks';
import { recordFacts } from '../../activities/record-facts';
import type { RequestInput } from '../../contracts/temporal/messages';
import type { RequestId } from '../../domain/ids';
import type { Alert, LedgerLine, RequestView } from '../../domain/ports';
import type { RegimeId } from '../../domain/regime';
import type { ClockSettings } from '../../domain/request-clocks';
import type { RequestKind } from '../../domain/right';
import { builtInRules } from '../../domain/rules';
import { defaultThresholds } from '../../domain/threshold';
import type { AllActivities, FakeActivities } from './fake-activities';
import { fakeActivities } from './fake-activities';
import type { FakePersistence } from './fake-persistence';
import { fakePersistence } from './fake-persistence';
import { quietRuntime } from './quiet-runtime';
import { testServers } from './servers';
import type { LabRequest } from './workflow-lab';
import { startLab } from './workflow-lab';

const settings: ClockSettings = {
  rules: builtInRules,
  zone: 'Asia/Shanghai',
  calendar: 'CN',
  thresholds: defaultThresholds,
};
const dayMs = 86_400_000;

/** A deletion request of one regime, with its real clocks, on a server whose time passes at will. */
export interface TimedRequest extends LabRequest, FakeActivities {
  readonly receivedAt: string;
  /** Lets time pass until so many days after the receipt; timers on the way fire. */
  untilDay(days: number): Promise<void>;
  /** What the books hold. */
  readonly books: FakePersistence;
  lines(): Promise<readonly LedgerLine[]>;
  alerts(): readonly Alert[];
  /** From now on clocks are counted so. */
  changeLaw(change: Partial<ClockSettings>): void;
}

/** What a test may change. */
export interface ClockLabOptions {
  /** How clocks are counted from the beginning. */
  readonly law?: Partial<ClockSettings>;
  /** Activities in place of the healthy ones; `now` is the server's time. */
  readonly script?: (now: () => Promise<string>) => Partial<AllActivities>;
}

/** One server per test file, for time is global to it; a lab per request, stopped after its test. */
export function useClockLab(): (
  regime: RegimeId | readonly RegimeId[],
  parts?: Partial<RequestInput>,
  options?: ClockLabOptions,
) => Promise<TimedRequest> {
  let env: TestWorkflowEnvironment | undefined;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    quietRuntime();
    const executable = { type: 'existing-path' as const, path: testServers().timeSkippingPath };
    env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  }, 60_000);
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(() => env?.teardown());
  return async (regime, parts = {}, options = {}) => {
    if (env === undefined) throw new Error('The time-skipping server was not started.');
    const { connection, nativeConnection, namespace = 'default' } = env;
    const receivedAt = new Date(await env.currentTimeMs()).toISOString();
    const server = env;
    const now = async () => new Date(await server.currentTimeMs()).toISOString();
    const regimes = typeof regime === 'string' ? [regime] : regime;
    let law: ClockSettings = { ...settings, ...options.law };
    const books = fakePersistence();
    const { right = 'deletion' } = parts;
    const counting = countingActivities(books, { regimes, right, receivedAt, law: () => law });
    const fake = fakeActivities({ ...counting, ...options.script?.(now) }, now);
    const workflowBundle = { codePath: testServers().workflowBundlePath! };
    const place = { connection, nativeConnection, namespace, workflowBundle, activities: fake.activities };
    const lab = await startLab(place);
    const request = await lab.begin(right, { receivedAt, regimes, ...parts });
    stops.push(async () => {
      // What is left open would hold up time in the next test: the server skips none while an activity runs.
      await request.handle.terminate().catch(() => undefined);
      await lab.stop();
    });
    const untilDay = async (days: number): Promise<void> => {
      const ms = Date.parse(receivedAt) + days * dayMs - (await server.currentTimeMs());
      await server.sleep(Math.max(1, ms));
    };
    const changeLaw = (change: Partial<ClockSettings>): void => void (law = { ...law, ...change });
    const lines = () => books.deadlines.read(request.requestId);
    const alerts = () => [...books.memory.alerts.values()];
    return { ...fake, ...request, receivedAt, untilDay, changeLaw, lines, alerts, books };
  };
}

/** The real activities that count clocks and keep the books, on books in memory; everything else is healthy and quick. */
function countingActivities(books: FakePersistence, lab: Lab): Partial<AllActivities> {
  const deps = () =>
    ({
      books,
      settings: { clocks: lab.law() },
      hash: (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex'),
      now: () => new Date().toISOString(),
    }) as unknown as CoreDeps;
  return {
    startClocks: async ({ requestId }) => {
      books.memory.requests.set(requestId, viewOf(requestId, lab));
      const facts = { regimes: lab.regimes, extendedRegimes: [], pauses: [], before: [] };
      const input = { ...facts, standing: {}, key: 'clocks/1' };
      return { ...(await countClocks(deps(), viewOf(requestId, lab), input)), storeCount: 4 };
    },
    recordFacts: (input) => recordFacts(deps(), input),
    closeRequest: (input) => closeRequest(deps(), input),
  };
}

interface Lab {
  readonly regimes: readonly string[];
  readonly right: RequestKind;
  readonly receivedAt: string;
  /** How clocks are counted now. */
  readonly law: () => ClockSettings;
}

function viewOf(requestId: RequestId, { regimes, right, receivedAt }: Lab): RequestView {
  return {
    requestId,
    controllerId: 'hailan',
    right,
    regimes,
    locale: 'en',
    channel: 'api',
    receivedAt,
    dataMapVersion: 'f'.repeat(64),
    verificationNeeded: true,
    phase: 'received',
    version: 0,
    waiting: [],
    clocks: [],
    tally: {},
  };
}
