import { randomBytes } from 'node:crypto';
import { Decrypter } from 'age-encryption';
import { sha256 } from '../../../api/authenticate';
import { hashMailedCode } from '../../../crypto/ids';
import type { KeptDisclosure } from '../../../domain/access-package';
import type { RequestId } from '../../../domain/ids';
import { testMap } from './fixtures';
import type { TestApi } from './support';
import { startTestApi } from './support';

const later = '2099-01-01T00:00:00.000Z';
const bytes = randomBytes(10_007);
const ref = { hash: sha256(bytes), bytes: bytes.length, expiresAt: later, downloadsLeft: 3 };
let now = '2026-06-01T08:00:00.000Z';

let api: TestApi;
beforeEach(async () => {
  now = '2026-06-01T08:00:00.000Z';
  api = await startTestApi({ now: () => now });
});
afterEach(() => api.stop());

async function ready(change: object = {}) {
  const request = api.request({ phase: 'closed', outcome: 'fulfilled', package: ref, ...change });
  await api.books.vault.putBytes(request.id, 'package', bytes);
  const codeHash = hashMailedCode(request.id, 'fetchPackage', '12345678');
  await api.books.codes.issue({
    requestId: request.id,
    purpose: 'fetchPackage',
    codeHash,
    issuedAt: '',
    expiresAt: later,
  });
  return request;
}

async function call(method: string, path: string, token: string, body?: object, headers = {}) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

async function begun() {
  const request = await ready();
  const path = `/v1/requests/${request.id}/package`;
  const first = await call('POST', path, request.subject, { code: '12345678' });
  const ticket = first.headers.get('download-ticket') ?? '';
  return { ...request, first, ticket, path };
}

describe('a download that broke off', () => {
  it('When it is taken up with its ticket, then exactly the rest comes, and it is counted once', async () => {
    const { first, ticket, path, subject, id } = await begun();
    expect(first.bytes.equals(bytes)).toBe(true);
    expect(first.headers.get('content-length')).toBe(String(bytes.length));
    const rest = await call('GET', `${path}?ticket=${ticket}`, subject, undefined, { range: 'bytes=4000-' });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([206, 'bytes 4000-10006/10007']);
    expect(rest.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(rest.bytes.equals(bytes.subarray(4_000))).toBe(true);
    expect(api.memory.requests.get(id)?.package?.downloadsLeft).toBe(2);
    expect(api.memory.evidence.get(id)?.map(({ type }) => type)).toEqual(['packageDelivered']);
  });

  it.each<[string, number, number, number]>([
    ['bytes=0-0', 206, 0, 1],
    ['bytes=10-19', 206, 10, 20],
    ['bytes=-7', 206, 10_000, 10_007],
    ['bytes=9000-99999', 206, 9_000, 10_007],
    ['bytes=5-4', 200, 0, 10_007],
    ['bytes=0-1,5-6', 200, 0, 10_007],
    ['lines=1-2', 200, 0, 10_007],
  ])(
    'When the part is %s, then the status is %d and the bytes are %d to %d',
    async (range, status, from, to) => {
      const { ticket, path, subject } = await begun();
      const answer = await call('GET', `${path}?ticket=${ticket}`, subject, undefined, { range });
      expect(answer.status).toBe(status);
      expect(answer.bytes.equals(bytes.subarray(from, to))).toBe(true);
    },
  );

  it('When the part begins behind the end, then that is said', async () => {
    const { ticket, path, subject } = await begun();
    const answer = await call('GET', `${path}?ticket=${ticket}`, subject, undefined, {
      range: 'bytes=10007-',
    });
    expect(answer.status).toBe(416);
    expect(answer.bytes.toString()).toContain('DSR_RANGE_NOT_SATISFIABLE');
  });

  it('When an hour has passed, or the ticket is forged or of another package, then nothing comes', async () => {
    const one = await begun();
    const other = await begun();
    const flipped = one.ticket.endsWith('0') ? '1' : '0';
    for (const ticket of [
      other.ticket,
      `${one.ticket.slice(0, -1)}${flipped}`,
      `zzzzzzzzzz${one.ticket.slice(one.ticket.indexOf('.'))}`,
    ]) {
      const answer = await call('GET', `${one.path}?ticket=${ticket}`, one.subject);
      expect(answer.status).toBe(410);
    }
    const foreign = await call('GET', `${one.path}?ticket=${one.ticket}`, other.subject);
    expect(foreign.status).toBe(404);
    expect((await call('GET', one.path, one.subject)).status).toBe(422);
    now = '2026-06-01T09:00:00.000Z';
    expect((await call('GET', `${one.path}?ticket=${one.ticket}`, one.subject)).status).toBe(410);
  });

  it('When the package was replaced by one that nobody approved, then nothing of it is taken up', async () => {
    const { ticket, path, subject, id } = await begun();
    await api.books.vault.putBytes(id, 'package', Buffer.from('PK other'));
    const answer = await call('GET', `${path}?ticket=${ticket}`, subject);
    expect(answer.status).toBe(500);
    expect(answer.bytes.toString()).not.toContain('PK');
  });
});

describe('a download with a passphrase', () => {
  const passphrase = 'correct horse 电池 staple';

  it('When one is given, then what comes opens with it in the age format, and it is kept and logged nowhere', async () => {
    const request = await ready();
    const path = `/v1/requests/${request.id}/package`;
    const answer = await call('POST', path, request.subject, { code: '12345678', passphrase });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toContain('.zip.age');
    expect(answer.headers.get('download-ticket')).toBeNull();
    expect(answer.bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    expect(answer.bytes.includes(bytes.subarray(0, 64))).toBe(false);
    const opener = new Decrypter();
    opener.addPassphrase(passphrase);
    expect(Buffer.from(await opener.decrypt(answer.bytes)).equals(bytes)).toBe(true);
    const wrong = new Decrypter();
    wrong.addPassphrase('correct horse 电池 stable');
    await expect(wrong.decrypt(answer.bytes)).rejects.toThrow();
    const books: readonly unknown[] = Object.values(api.memory);
    const kept = JSON.stringify(
      books.map((book) => (book instanceof Map ? [...(book as ReadonlyMap<unknown, unknown>)] : book)),
    );
    for (const place of [kept, api.logged()]) expect(place).not.toContain('horse');
  });

  it.each(['short', 'x'.repeat(1_001), 'twelve chars\u0000'])(
    'When it is %j, then it is refused, not quoted, and neither code nor download is spent',
    async (bad) => {
      const request = await ready();
      const path = `/v1/requests/${request.id}/package`;
      const answer = await call('POST', path, request.subject, { code: '12345678', passphrase: bad });
      expect(answer.status).toBe(422);
      expect(answer.bytes.toString()).not.toContain(bad);
      expect(api.memory.codes.get(`${request.id}/fetchPackage`)?.used).toBe(false);
      expect(api.memory.requests.get(request.id)?.package?.downloadsLeft).toBe(3);
    },
  );
});

describe('the review of a package', () => {
  const lines = ['C1', 'C2', 'C3'].map((key) =>
    JSON.stringify({ collection: 'customers', key, values: { name: `Person ${key}` }, withheld: 1 }),
  );
  const content = Buffer.from(`${lines.join('\n')}\n`);
  const kept: KeptDisclosure = {
    slot: 'records/shop',
    collections: [
      { id: 'customers', records: 3, withheld: 3, from: 0, to: content.length, sha256: '', fields: ['name'] },
    ],
  };
  const hash = ref.hash;
  async function reviewed(change: object = {}) {
    const proposal = { kind: 'package', hash, preparedBy: { kind: 'engine' }, slots: [], approvals: [] };
    const { id } = api.request({ phase: 'reviewing', package: ref, proposal, ...change } as never);
    await api.books.vault.putBytes(id, 'records/shop', content);
    await api.books.vault.put(id, 'disclosed/shop', kept);
    return { id, token: await api.staff('approver') };
  }
  const records = (id: RequestId, token: string, more = '') =>
    api.get(`/v1/staff/requests/${id}/package/records?store=shop&collection=customers${more}`, { token });
  const post = (id: RequestId, token: string, withholdings: object[], key?: string) =>
    api.post(`/v1/staff/requests/${id}/package/withholdings`, {
      token,
      body: { hash, withholdings },
      ...(key === undefined ? {} : { key }),
    });

  it('When staff look at records, then they come in pages, and each look is evidence and in the access log', async () => {
    const { id, token } = await reviewed();
    const first = await records(id, token, '&limit=2');
    expect(first.body.items).toEqual([
      { record: 'C1', values: { name: 'Person C1' }, withheld: 1, attachments: [] },
      { record: 'C2', values: { name: 'Person C2' }, withheld: 1, attachments: [] },
    ]);
    const next = first.body['next'] as number;
    const second = await records(id, token, `&limit=2&after=${next}`);
    expect(second.body.items).toMatchObject([{ record: 'C3' }]);
    expect(second.body).not.toHaveProperty('next');
    expect(api.memory.evidence.get(id)?.map(({ type }) => type)).toEqual(['staffViewed', 'staffViewed']);
    expect(api.memory.accessLog.filter(({ action }) => action === 'showPackageRecords')).toHaveLength(2);
  });

  it('When an auditor asks, a store is unknown, or there is no package, then no record is shown', async () => {
    const { id, token } = await reviewed();
    expect((await records(id, await api.staff('auditor'))).status).toBe(403);
    const other = await api.get(`/v1/staff/requests/${id}/package/records?store=crm&collection=customers`, {
      token,
    });
    expect(other.body.items).toEqual([]);
    const without = api.request({ phase: 'executing' });
    expect((await records(without.id, token)).status).toBe(404);
  });

  const withholding = { store: 'shop', collection: 'customers', record: 'C2', reason: 'thirdParty' };

  it('When staff withhold a record, then the package goes back, the list is kept sealed, and evidence counts only', async () => {
    api.books.dataMaps.find = () => Promise.resolve(testMap);
    const { id, token } = await reviewed();
    expect((await post(id, token, [withholding])).status).toBe(200);
    expect(api.gatewayCalls).toMatchObject([
      {
        method: 'command',
        args: [id, expect.any(String), { name: 'reject', hash, reasonCode: 'withholding' }, {}],
      },
    ]);
    const { store: storeId, ...rest } = withholding;
    expect(await api.books.vault.get(id, `withheld/${hash}`)).toEqual([{ storeId, ...rest }]);
    const [entry] = api.memory.evidence.get(id) ?? [];
    expect(entry).toMatchObject({
      type: 'withholdingsDecided',
      facts: { hash, records: 1, fields: 0, collections: 0, reasons: { thirdParty: 1 } },
    });
    expect(JSON.stringify(entry)).not.toContain('C2');
    expect((await records(id, token)).body['withholdings']).toEqual([withholding]);
  });

  it.each<[string, object[], object, number]>([
    ['names another package', [withholding], { proposal: undefined }, 409],
    ['names a collection that is not mapped', [{ ...withholding, collection: 'orders' }], {}, 422],
    ['names a field that is not mapped', [{ ...withholding, field: 'passwordHash' }], {}, 422],
    ['gives a reason of its own', [{ ...withholding, reason: 'because' }], {}, 422],
    ['has a member that nobody knows', [{ ...withholding, note: 'Person C2' }], {}, 422],
  ])(
    'When the list %s, then nothing is kept and nothing is sent back',
    async (_what, list, change, status) => {
      api.books.dataMaps.find = () => Promise.resolve(testMap);
      const { id, token } = await reviewed(change);
      expect((await post(id, token, list)).status).toBe(status);
      expect(api.gatewayCalls).toEqual([]);
      expect(await api.books.vault.get(id, `withheld/${hash}`)).toBeUndefined();
      expect(api.memory.evidence.get(id)).toBeUndefined();
    },
  );
});

describe('the format of a package', () => {
  it.each<[string, object, number]>([
    ['access', { format: 'portability' }, 202],
    ['deletion', { format: 'portability' }, 422],
    ['access', { format: 'pdf' }, 422],
  ])(
    'When %s is asked for with %j, then the answer is %d, and the wish is kept with the claims',
    async (right, more, status) => {
      const body = {
        right,
        name: 'Li Na',
        identifiers: [{ kind: 'email', value: 'li.na@example.com' }],
        ...more,
      };
      const answer = await api.post('/v1/requests', { body });
      expect(answer.status).toBe(status);
      const claims = [...api.memory.vault]
        .filter(([slot]) => slot.endsWith(' claims'))
        .map(([, value]) => value);
      expect(claims).toEqual(status === 202 ? [expect.objectContaining(more)] : []);
    },
  );
});
