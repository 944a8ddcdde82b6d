import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mongoose';
import { reconcile } from '../../activities/repair-differences';
import { waitUntil } from '../../cli/demo/journey';
import { requestWorkflowId } from '../../contracts/temporal/ids';
import { workflowTypes } from '../../contracts/temporal/definitions';
import { coreQueue } from '../../contracts/temporal/queues';
import { newRequestId } from '../../crypto/ids';
import { parseRequestId } from '../../domain/ids';
import type { RequestId } from '../../domain/ids';
import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  changesSince,
  closed,
  completePaper,
  effectsSince,
  evidenceOf,
  fourEyes,
  lettersOf,
  openTask,
  proposed,
  storesOf,
  submit,
  submitVerified,
  untouched,
  verify,
} from '../support/journeys';

const patience = 240_000;

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, patience);
afterAll(() => engine.stop());

const idOf = (one: Case): RequestId => parseRequestId(one.requestId)!;
const execution = (one: Case) => engine.temporal.client.workflow.getHandle(requestWorkflowId(idOf(one)));

/** As an operator does by hand; returns the run that was ended. */
async function terminate(one: Case): Promise<string> {
  const { runId } = await execution(one).describe();
  await execution(one).terminate('by hand');
  return runId;
}

/** One round, two minutes from now: nothing counts as just on its way. */
const round = () =>
  reconcile(
    { ...engine.enforcement, now: () => new Date(Date.now() + 120_000).toISOString() },
    () => undefined,
  );

/** Rounds until it runs again: the engine's list lags, and what it still shows as running is left to the next round. */
const roundsUntilRunning = (one: Case) =>
  waitUntil('the restart', async () => {
    await round();
    return (await execution(one).describe()).status.name === 'RUNNING' ? true : undefined;
  });

const alertsOf = async (one: Case) =>
  (await engine.parts.books.alerts.page({ caseId: idOf(one) }, undefined, 50)).items
    .filter(({ raisedBy }) => raisedBy === 'reconciler')
    .map(({ alertId }) => alertId);

const disagreementOf = async (one: Case) => (await engine.parts.books.requests.find(idOf(one)))?.disagreement;

async function subjectsOf(one: Case): Promise<string[]> {
  return (await lettersOf(one)).map(({ subject }) => subject);
}

test(
  'When executions are terminated on the way, then they are found, told and restarted, and the request ends with one effect',
  async () => {
    const before = await storesOf(engine);
    const sent = engine.company.newsletter.effects().length;
    const one = await submit(engine, people.demo, 'deletion');
    const runs = [await terminate(one)];
    await roundsUntilRunning(one);
    await verify(one);
    await proposed(one, 'plan');

    runs.push(await terminate(one));
    await Promise.all([round(), round()]);
    await roundsUntilRunning(one);
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(await disagreementOf(one)).toBeUndefined();
    await approve(one, fourEyes);
    await openTask(one, 'paperArchive');

    // In the midst of the work on the stores, and again when they are through and only paper is left.
    runs.push(await terminate(one));
    await roundsUntilRunning(one);
    await waitUntil('the effects', async () => {
      const settled = (await engine.parts.books.stores.list(idOf(one))).filter(({ outcome }) => outcome);
      return settled.length >= 3 && effectsSince(engine, sent).length > 0 ? true : undefined;
    });
    runs.push(await terminate(one));
    const done = await storesOf(engine);
    await roundsUntilRunning(one);
    await completePaper(one);
    const status = await closed(one);

    expect(status.outcome).toBe('partlyFulfilled');
    expect(await changesSince(engine, done)).toEqual(untouched);
    expect(effectsSince(engine, sent).map(({ kind }) => kind)).toEqual(['erasure']);
    expect(await alertsOf(one)).toEqual(
      expect.arrayContaining(runs.map((runId) => `executionMissing/${one.requestId}/${runId}`)),
    );
    const chain = await evidenceOf(one);
    expect(chain.filter(({ type }) => type === 'executionRestarted')).toHaveLength(runs.length);
    expect(chain.filter(({ type }) => type === 'closed')).toHaveLength(1);
    const subjects = await subjectsOf(one);
    expect(new Set(subjects).size).toBe(subjects.length);
  },
  patience,
);

test(
  'When whoever restarted an execution died before noting it, then the next round notes it and restarts nothing',
  async () => {
    const one = await submitVerified(engine, people.upperCase, 'access');
    await completePaper(one, 'nothingFound');
    await proposed(one, 'package');
    const { runId } = await execution(one).describe();
    const at = '2026-06-01T00:00:00Z';
    await engine.parts.books.requests.setDisagreement(idOf(one), 'executionMissing', at);
    await round();
    await round();
    expect(await disagreementOf(one)).toBeUndefined();
    expect((await execution(one).describe()).runId).toBe(runId);
    const notes = (await evidenceOf(one)).filter(({ type }) => type === 'executionRestarted');
    expect(notes).toMatchObject([{ facts: { missingSince: at } }]);
    expect(await alertsOf(one)).toEqual([]);
  },
  patience,
);

test(
  'When the books are older than what was done, then staff are told and nothing is done a second time',
  async () => {
    const one = await submitVerified(engine, people.noOrders, 'restriction');
    await openTask(one, 'paperArchive');
    const raw = await createConnection(engine.env['DSR_MONGODB_URI']!, {
      dbName: engine.env['DSR_MONGODB_DATABASE']!,
    }).asPromise();
    const requests = raw.collection<{ _id: string }>('requests');
    const backup = (await requests.findOne({ _id: one.requestId }))!;
    await completePaper(one);
    await closed(one);
    await execution(one).result();
    const stores = await storesOf(engine);
    const letters = await subjectsOf(one);

    await requests.replaceOne({ _id: one.requestId }, backup);
    await raw.close();
    expect((await round()).restarted).toBe(0);
    await round();
    const { runId, status } = await execution(one).describe();
    expect(status.name).toBe('COMPLETED');
    expect(await alertsOf(one)).toEqual([`booksOlder/${one.requestId}/${runId}`]);
    expect(await disagreementOf(one)).toMatchObject({ kind: 'booksOlder' });
    expect(await changesSince(engine, stores)).toEqual(untouched);
    expect(await subjectsOf(one)).toEqual(letters);
  },
  patience,
);

test(
  'When an execution runs without a request in the books, then staff are told, and the command lists it',
  async () => {
    const requestId = newRequestId();
    const workflowId = requestWorkflowId(requestId);
    const input = { requestId, right: 'access', regimes: ['CN-APP-2019'], controllerId: 'lotus' };
    const { firstExecutionRunId: runId } = await engine.temporal.client.workflow.start(
      workflowTypes.dataSubjectRequest,
      { workflowId, taskQueue: coreQueue, args: [{ ...input, receivedAt: '2026-06-01T00:00:00Z' }] },
    );
    const alertId = `caseMissing/${workflowId}`;
    await waitUntil('the alert', async () => {
      await round();
      return engine.parts.books.alerts.find(alertId);
    });
    expect(await engine.parts.books.alerts.find(alertId)).toMatchObject({
      about: runId,
      level: 'privacyOfficer',
    });

    const bin = join(__dirname, '..', '..', 'bin', 'habeas.cjs');
    const run = promisify(execFile)(process.execPath, [bin, 'reconcile', '--json'], {
      env: { PATH: process.env['PATH'], ...engine.env },
    });
    // Young as it is, the command leaves it out; what the books got back from the past is still there.
    await expect(run).rejects.toMatchObject({
      code: 3,
      stdout: expect.stringContaining('booksOlder') as string,
    });
    await engine.temporal.client.workflow.getHandle(workflowId).terminate();
  },
  patience,
);
