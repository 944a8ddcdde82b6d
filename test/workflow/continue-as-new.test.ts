import { newRequestState } from '../../domain/transitions';
import { provideTemporal } from '../../scripts/provision';
import type { ProvidedTemporal } from '../../scripts/provision';
import { approveTwice, proposalHash, proveIdentity } from '../replay/paths';
import { startDevLab } from '../support/dev-lab';
import { fakeActivities } from '../support/fake-activities';
import { quietRuntime } from '../support/quiet-runtime';
import { freshRequestId } from '../support/workflow-lab';

let temporal: ProvidedTemporal | undefined;

/** A server that advises a fresh history after a few events instead of thousands. */
beforeAll(async () => {
  quietRuntime();
  temporal = await provideTemporal({
    extraArgs: ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=30'],
    onProgress: () => undefined,
  });
}, 120_000);
afterAll(() => temporal?.stop());

test('When the server advises a fresh history, then the request goes on in it with all that it knew', async () => {
  const fake = fakeActivities();
  const lab = await startDevLab(fake.activities, temporal!.address);
  try {
    const request = await lab.begin('deletion');
    await proveIdentity(request);
    await proposalHash(request);
    const before = await request.state();
    await approveTwice(request);
    expect(await request.result()).toEqual({ outcome: 'fulfilled' });
    const [start] = (await request.handle.fetchHistory()).events ?? [];
    expect(start?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId).toMatch(/./);
    expect(fake.inputsOf('startClocks')).toHaveLength(1);
    expect(fake.inputsOf('acknowledgeRequest')).toHaveLength(1);
    expect(fake.inputsOf('workOnStores').filter(({ phase }) => phase === 'execute')).toHaveLength(1);
    expect(fake.inputsOf('closeRequest')).toMatchObject([
      {
        requestId: before.requestId,
        clocks: before.clocks.map((clock) => ({ ...clock, status: 'satisfied' })),
      },
    ]);
  } finally {
    await lab.stop();
  }
});

test('When a state goes through JSON, then it is the same', () => {
  const requestId = freshRequestId();
  const intake = {
    requestId,
    right: 'objection' as const,
    regimes: ['EU-GDPR'],
    controllerId: 'hailan',
    receivedAt: '2026-01-05T08:00:00.000Z',
    verificationNeeded: true,
  };
  const state = newRequestState(intake, true);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
