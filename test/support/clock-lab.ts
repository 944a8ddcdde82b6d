import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { RequestInput } from '../../contracts/temporal/messages';
import type { RegimeId } from '../../domain/regime';
import { builtInRules } from '../../domain/rules';
import { defaultThresholds } from '../../domain/threshold';
import type { RequestClockFacts } from '../../domain/request-clocks';
import { requestClocks } from '../../domain/request-clocks';
import type { AllActivities, FakeActivities } from './fake-activities';
import { fakeActivities } from './fake-activities';
import { quietRuntime } from './quiet-runtime';
import { testServers } from './servers';
import type { LabRequest } from './workflow-lab';
import { startLab } from './workflow-lab';

const settings = {
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
}

/** One server per test file, for time is global to it; a lab per request, stopped after its test. */
export function useClockLab(): (regime: RegimeId, parts?: Partial<RequestInput>) => Promise<TimedRequest> {
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
  return async (regime, parts) => {
    if (env === undefined) throw new Error('The time-skipping server was not started.');
    const { connection, nativeConnection, namespace = 'default' } = env;
    const receivedAt = new Date(await env.currentTimeMs()).toISOString();
    const fake = fakeActivities(clocksOf(regime, receivedAt));
    const workflowBundle = { codePath: testServers().workflowBundlePath! };
    const place = { connection, nativeConnection, namespace, workflowBundle, activities: fake.activities };
    const lab = await startLab(place);
    const request = await lab.begin('deletion', { receivedAt, regimes: [regime], ...parts });
    stops.push(async () => {
      // What is left open would hold up time in the next test: the server skips none while an activity runs.
      await request.handle.terminate().catch(() => undefined);
      await lab.stop();
    });
    const server = env;
    const untilDay = async (days: number): Promise<void> => {
      const ms = Date.parse(receivedAt) + days * dayMs - (await server.currentTimeMs());
      await server.sleep(Math.max(1, ms));
    };
    return { ...fake, ...request, receivedAt, untilDay };
  };
}

/** The activities that compute clocks, with the rules of the product; everything else is healthy and quick. */
function clocksOf(regime: RegimeId, receivedAt: string): Partial<AllActivities> {
  const clocks = (facts: Omit<RequestClockFacts, 'receivedAt'>) =>
    requestClocks([regime], 'deletion', { receivedAt, ...facts }, settings);
  const atFirst = clocks({ extendedRegimes: [], pauses: [] });
  return {
    startClocks: () => Promise.resolve({ clocks: atFirst, refusalGrounds: [], storeCount: 4 }),
    recordFacts: ({ clockFacts }) =>
      Promise.resolve(clockFacts === undefined ? {} : { clocks: clocks(clockFacts) }),
  };
}
