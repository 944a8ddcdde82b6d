import { applyWithinBand } from '../../activities/stores/store-band';
import { newRequestId } from '../../crypto/ids';
import type { ApplyAnswer, PlannedWork } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import { people } from '../../examples/sample-company/people';
import type { Persona } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  changesSince,
  closed,
  completePaper,
  evidenceTypesOf,
  fourEyes,
  openTask,
  problemOf,
  proposed,
  storesOf,
  submitVerified,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  // Larger than what the desk holds of the demo's person, smaller than what the shop does.
  engine = await startEngine({ band: { rowFloor: 5 } });
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

async function deletionOf(person: Persona): Promise<Case> {
  const one = await submitVerified(engine, person, 'deletion');
  await proposed(one, 'plan');
  await approve(one, fourEyes);
  await completePaper(one);
  return one;
}

async function release(storeId: string, staffId = 'shen-privacy'): Promise<Record<string, unknown>> {
  const token = await engine.token(staffId);
  const body = { reasonCode: 'plansLookedAt' };
  return engine.api.call('POST', `/v1/staff/stores/${storeId}/release`, { token, body });
}

const alertsOf = async (storeId: string) =>
  (await engine.parts.books.alerts.page({ kind: 'storeBandLeft' }, undefined, 10)).items.filter(
    ({ alertId }) => alertId.startsWith(`storeBandLeft/${storeId}/`),
  );

test('When a plan is far too large, then the store waits for the privacy officer, and other stores go on', async () => {
  const before = await storesOf(engine);
  const large = await deletionOf(people.demo);
  const task = await openTask(large, 'storeTrouble');
  expect(task).toMatchObject({ storeId: 'shop', reason: 'bandLeft' });
  // Small as it is, it waits too: nobody knows yet what is wrong with the deletions of this store.
  const small = await deletionOf(people.noOrders);
  expect(await openTask(small, 'storeTrouble')).toMatchObject({ storeId: 'shop', reason: 'bandLeft' });
  const { removed } = await changesSince(engine, before);
  expect(removed).toEqual(expect.arrayContaining(['tickets/T000001', 'tickets/T000002']));
  expect(removed.filter((row) => /^(addresses|customers|orders|payments|newsletter)/.test(row))).toEqual([]);
  expect(await alertsOf('shop')).toMatchObject([{ level: 'privacyOfficer', about: 'shop: rows' }]);

  expect(await problemOf(release('shop', 'wei-operator'))).toMatchObject({ code: 'DSR_FORBIDDEN' });
  expect(await problemOf(release('nowhere'))).toMatchObject({ code: 'DSR_NOT_FOUND' });
  expect(await release('shop')).toEqual({ storeId: 'shop', heldPlans: 1, retried: 2, left: 0 });
  await Promise.all([closed(large), closed(small)]);
  const after = await changesSince(engine, before);
  expect(after.removed).toEqual(expect.arrayContaining(['addresses/A000001', 'customers/C000007']));
  expect(after.changed).toContain('customers/C000001');
  expect(await evidenceTypesOf(large)).toContain('taskCompleted');
  const band = await engine.parts.books.storeBands.find('shop');
  expect(band?.left).toBeUndefined();
  expect(band?.release).toMatchObject({ by: 'shen-privacy', reasonCode: 'plansLookedAt' });
  expect(await release('shop')).toEqual({ storeId: 'shop', heldPlans: 0, retried: 0, left: 0 });
});

/** A plan that deletes one record of a store of this name. */
const planned = {
  steps: [{ collection: 'c', action: 'delete', count: 1, promises: 'deleted' }],
} as unknown as PlannedWork;
const done: ApplyAnswer = { status: 'done', collections: [] };

describe('When a store fails one request after the other', () => {
  const storeId = 'flaky';
  let minutes = 0;
  let asked = 0;

  /** One request comes to the store; returns how its call ended. */
  async function comes(apply: () => Promise<ApplyAnswer>): Promise<string> {
    const requestId = newRequestId();
    const now = () => new Date(Date.UTC(2026, 2, 2, 2, minutes)).toISOString();
    const work = {
      deps: { ...engine.parts.store, now },
      requestId,
      storeId,
      planId: `${requestId}/1`,
      planned,
      isPatient: true,
    };
    const ask = () => {
      asked += 1;
      return apply();
    };
    return applyWithinBand(work, ask).then(
      (answer) => (typeof answer === 'string' ? answer : answer.status),
      (error: unknown) => (error instanceof StoreFailure ? error.kind : String(error)),
    );
  }
  const failing = () => Promise.reject(new StoreFailure('unreachable', 'It is down.'));
  const working = () => Promise.resolve(done);

  test('then it is left alone, tried once after ten minutes, and taken back when it works', async () => {
    const drifted = () => Promise.reject(new StoreFailure('drift', 'Records moved.'));
    const conflict = (): Promise<ApplyAnswer> =>
      Promise.resolve({ status: 'refused', reason: 'conflict', collections: [] });
    for (let index = 0; index < 6; index += 1) await Promise.all([comes(drifted), comes(conflict)]);
    expect(await comes(working)).toBe('done');

    const calls = Array.from({ length: 5 }, () => comes(failing));
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['unreachable']));
    asked = 0;
    expect([await comes(working), await comes(working)]).toEqual(['bandLeft', 'bandLeft']);
    expect(asked).toBe(0);
    expect(await alertsOf(storeId)).toMatchObject([{ about: 'flaky: failures', status: 'open' }]);

    minutes = 10;
    expect(await comes(failing)).toBe('unreachable');
    expect([await comes(working), asked]).toEqual(['bandLeft', 1]);
    minutes = 20;
    expect(await comes(working)).toBe('done');
    expect(await comes(working)).toBe('done');
    expect(await alertsOf(storeId)).toHaveLength(1);
  });
});
