import { createRemoteJWKSet, jwtVerify } from 'jose';
import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  allBut,
  approve,
  asStaff,
  changesSince,
  closed,
  completePaper,
  decisionsOn,
  fourEyes,
  letterOf,
  proposed,
  storesOf,
  submit,
  submitVerified,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ env: { DSR_LIFT_WARNING_DAYS: '0' } });
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

interface SignedAnswer {
  readonly allowed: boolean;
  readonly identifier: string;
  readonly issuedAt: string;
  readonly signed: string;
}

interface Use {
  readonly caller: string;
  readonly purpose: string;
  readonly kind: string;
  readonly answer: string;
  readonly count: number;
}

const system = 'crm-system';

async function ask(value: string, purpose: string, exception?: string): Promise<SignedAnswer> {
  const body = { identifier: { kind: 'email', value }, purpose, exception };
  return engine.api.call('POST', '/v1/decisions', { token: await engine.token(system), body });
}

/** Keyed hashes whose answers this system must drop. */
async function revoked(): Promise<readonly string[]> {
  const { items } = await engine.api.call<{ items: readonly { identifier: string; at: string }[] }>(
    'GET',
    '/v1/decisions/revocations',
    { token: await engine.token(system) },
  );
  return items.map(({ identifier }) => identifier);
}

async function usesOf(one: Parameters<typeof asStaff>[0]): Promise<readonly Use[]> {
  const { items } = await asStaff<{ items: readonly Use[] }>(one, 'fang-auditor', 'GET', '/refused-uses');
  return items;
}

describe('When somebody who objected to marketing is deleted on another request', () => {
  test('then the address stays suppressed, and its owner’s refused uses are counted', async () => {
    const { email } = people.noOrders;
    const objection = await submit(engine, people.noOrders, 'objection', { purposes: ['marketing'] });
    await closed(objection);
    const before = await storesOf(engine);
    const deletion = await submitVerified(engine, people.noOrders, 'deletion');
    await proposed(deletion, 'plan');
    await approve(deletion, fourEyes);
    await completePaper(deletion);
    expect(await closed(deletion)).toMatchObject({ outcome: 'fulfilled' });
    const { removed, changed } = await changesSince(engine, before);
    expect([...removed, ...changed]).not.toEqual([]);

    expect(await decisionsOn(engine, { kind: 'email', value: email })).toEqual(allBut('marketing'));
    // Another spelling of the same address is the same address, and no exception opens direct marketing.
    const spelt = await ask(email.toUpperCase(), 'marketing', 'consent');
    expect(spelt.allowed).toBe(false);
    expect(await usesOf(objection)).toMatchObject([
      { caller: system, purpose: 'marketing', kind: 'objection', answer: 'refused', count: 2 },
    ]);
    expect(await usesOf(deletion)).toEqual([]);
  });
});

describe('When a restriction is lifted', () => {
  test('then a system that keeps a signed "no" is told to drop it, and "yes" is signed afterwards', async () => {
    const person = people.newPhoneOwner;
    const one = await submitVerified(engine, person, 'restriction');
    await completePaper(one);
    await closed(one);
    const kept = await ask(person.email, 'support');
    expect(kept.allowed).toBe(false);
    expect(await ask(person.email, 'support', 'legalClaims')).toMatchObject({
      allowed: true,
      exception: 'legalClaims',
    });
    await asStaff(one, 'tang-approver', 'POST', '/restriction-lifting', {});
    await letterOf(one, 'The restriction is lifted');
    expect(await revoked()).toContain(kept.identifier);

    const fresh = await ask(person.email, 'support');
    const keys = createRemoteJWKSet(new URL('/v1/decisions/keys', engine.api.baseUrl));
    const { payload } = await jwtVerify(fresh.signed, keys, {
      audience: system,
      typ: 'habeas-decision+jwt',
      algorithms: ['EdDSA'],
    });
    expect(payload).toMatchObject({ allowed: true, because: [], identifier: kept.identifier });
    expect(await usesOf(one)).toMatchObject([
      { purpose: 'support', answer: 'legalClaims', count: 1 },
      { purpose: 'support', answer: 'refused', count: 1 },
    ]);
  });
});
