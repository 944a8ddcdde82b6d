import { createLocalJWKSet, jwtVerify, SignJWT, generateKeyPair } from 'jose';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import { createDecisionSigner } from '../../../crypto/decision-signer';
import type { TestApi } from './support';
import { startTestApi, testSecret } from './support';

let api: TestApi;
let now = new Date();
beforeAll(async () => {
  api = await startTestApi({ now: () => now.toISOString() });
});
afterAll(() => api.stop());
beforeEach(() => {
  now = new Date();
  api.memory.register.clear();
});

const identifier = { kind: 'email', value: 'lin@example.com' } as const;
const typ = 'habeas-decision+jwt';
const issuer = 'https://privacy.example';

async function ask(system = 'crm') {
  const token = await api.provider.token({ sub: system, role: 'system' });
  const answer = await api.post('/v1/decisions', {
    token,
    body: { identifier, purpose: 'account' },
    key: null,
  });
  return answer.body as unknown as { signed: string; identifier: string } & Record<string, unknown>;
}

async function published(): Promise<JSONWebKeySet> {
  const answer = await api.get('/v1/decisions/keys');
  expect(answer.headers.get('cache-control')).toContain('max-age');
  return answer.body as unknown as JSONWebKeySet;
}

/** What a system does with an answer that it kept. */
async function check(signed: string, audience = 'crm', at = now): Promise<JWTPayload> {
  const keys = createLocalJWKSet(await published());
  const rules = { issuer, audience, typ, algorithms: ['EdDSA'], currentDate: at };
  return (await jwtVerify(signed, keys, rules)).payload;
}

async function restrict() {
  const { id } = api.request();
  const entry = { requestId: id, kind: 'restriction' as const, purposes: ['*'], since: now.toISOString() };
  await api.books.register.enter(entry, [{ ...identifier, sharing: 'sole' }]);
  return id;
}

async function revoked(system: string, since?: string) {
  const token = await api.provider.token({ sub: system, role: 'system' });
  const query = since === undefined ? '' : `?since=${since}`;
  return api.get(`/v1/decisions/revocations${query}`, { token });
}

describe('signed answers', () => {
  it('When an answer was changed, is over, or is for somebody else, then it does not verify', async () => {
    const { signed } = await ask();
    const [head = '', payload = '', signature = ''] = signed.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, purpose: 'marketing' })).toString('base64url');
    await expect(check(`${head}.${forged}.${signature}`)).rejects.toThrow(/signature/);
    await expect(check(signed, 'billing')).rejects.toThrow(/aud/);
    await expect(check(signed, 'crm', new Date(now.getTime() + 301_000))).rejects.toThrow(/exp/);
  });

  it('When somebody else signs under our key id, then it does not verify', async () => {
    const { signed } = await ask();
    const head = JSON.parse(Buffer.from(signed.split('.')[0] ?? '', 'base64url').toString()) as {
      kid: string;
    };
    const { privateKey } = await generateKeyPair('EdDSA');
    const foreign = new SignJWT({ allowed: true })
      .setProtectedHeader({ alg: 'EdDSA', typ, kid: head.kid })
      .setIssuer(issuer)
      .setAudience('crm')
      .setExpirationTime('5m');
    await expect(check(await foreign.sign(privateKey))).rejects.toThrow(/signature/);
  });

  it('When the answer is no, then the signed one says the same, and names no identifier', async () => {
    const requestId = await restrict();
    const answer = await ask();
    const payload = await check(answer.signed);
    const because = [{ kind: 'restriction', requestId, since: now.toISOString() }];
    expect(answer).toMatchObject({ allowed: false, because });
    expect(payload).toMatchObject({
      allowed: false,
      purpose: 'account',
      because,
      identifier: answer.identifier,
      jti: answer['serial'],
    });
    expect(Buffer.from(answer.signed.split('.')[1] ?? '', 'base64url').toString()).not.toContain('lin@');
    const lived = Date.parse(answer['validUntil'] as string) - Date.parse(answer['issuedAt'] as string);
    expect(lived).toBe(300_000);
  });

  it('When two systems ask about one person, then their hashes have nothing in common', async () => {
    const [crm, again, billing] = [await ask('crm'), await ask('crm'), await ask('billing')];
    expect(crm.identifier).toBe(again.identifier);
    expect(crm['serial']).not.toBe(again['serial']);
    expect(billing.identifier).not.toBe(crm.identifier);
  });

  it('When the key is rotated, then answers of before and after verify with the keys kept from before', async () => {
    const old = createLocalJWKSet(await published());
    const kids: unknown[] = [];
    for (const number of [1, 2, 3]) {
      const signer = await createDecisionSigner(testSecret, number);
      const { protectedHeader } = await jwtVerify(await signer.sign({ allowed: true }), old);
      kids.push(protectedHeader.kid);
    }
    expect(new Set(kids).size).toBe(3);
    const beyond = await createDecisionSigner(testSecret, 4);
    await expect(jwtVerify(await beyond.sign({ allowed: true }), old)).rejects.toThrow(/key/);
  });

  it('When keys are published, then no private part is among them', async () => {
    for (const key of (await published()).keys) expect(key).not.toHaveProperty('d');
  });
});

describe('revocations', () => {
  it('When since is no instant or a member is unknown, then it answers 422', async () => {
    expect((await revoked('crm', 'yesterday')).status).toBe(422);
    expect((await revoked('crm', '2026-03-02T01:00:00Z&until=x')).status).toBe(422);
  });

  it('When a restriction is entered, then the answer kept by a system is on its list, and on its only', async () => {
    const kept = await ask();
    expect((await revoked('crm')).body).toMatchObject({ items: [], all: false });
    await restrict();
    const list = await revoked('crm');
    expect(list.body.items.map((item) => item['identifier'])).toEqual([kept.identifier]);
    const others = await revoked('billing');
    expect(others.body.items.map((item) => item['identifier'])).not.toContain(kept.identifier);
  });

  it('When the list is fetched again from where it ended, then a change of the last minute is on it once more', async () => {
    await restrict();
    const first = await revoked('crm');
    const second = await revoked('crm', first.body['until'] as string);
    expect(second.body.items).toEqual(first.body.items);
    now = new Date(now.getTime() + 120_000);
    const later = await revoked('crm', now.toISOString());
    expect(later.body.items).toEqual([]);
  });

  it('When since lies in the future, then nothing that happened meanwhile is missed', async () => {
    await restrict();
    expect((await revoked('crm', '2999-01-01T00:00:00Z')).body.items).toHaveLength(1);
  });
});
