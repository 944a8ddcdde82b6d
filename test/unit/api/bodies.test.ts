import { intakeBody } from './fixtures';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const identifier = { kind: 'email', value: 'lin@example.com' };
const correction = { right: 'correction', changes: [{ field: 'shop.customers.phone', newValue: '1' }] };

/** Nothing was taken in and nobody was asked. */
function expectNoEffect() {
  expect(api.memory.requests.size).toBe(0);
  expect(api.memory.vault.size).toBe(0);
  expect(api.gatewayCalls).toEqual([]);
}

describe('an intake that is not one', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['an unknown field', { admin: true }, 'DSR_BODY_INVALID', 'admin'],
    [
      'an unknown field within',
      { identifiers: [{ ...identifier, x: 1 }] },
      'DSR_BODY_INVALID',
      'identifiers.0.x',
    ],
    ['a field of the read model', { phase: 'closed' }, 'DSR_BODY_INVALID', 'phase'],
    ['an operator for a text', { name: { $ne: 1 } }, 'DSR_BODY_INVALID', 'name'],
    [
      'an operator for a value',
      { identifiers: [{ kind: 'email', value: { $gt: '' } }] },
      'DSR_BODY_INVALID',
      'identifiers.0.value',
    ],
    ['a list for a text', { name: ['x'] }, 'DSR_BODY_INVALID', 'name'],
    ['a number for a text', { name: 7 }, 'DSR_BODY_INVALID', 'name'],
    ['a text for a list', { identifiers: 'lin@example.com' }, 'DSR_BODY_INVALID', 'identifiers'],
    ['a null', { name: null }, 'DSR_BODY_INVALID', 'name'],
    ['a name that is missing', { name: undefined }, 'DSR_BODY_INVALID', 'name'],
    ['a name of spaces', { name: '  ' }, 'DSR_BODY_INVALID', 'name'],
    ['a name with a line break', { name: 'a\r\nBcc: b' }, 'DSR_BODY_INVALID', 'name'],
    ['a NUL in the name', { name: 'a\u0000b' }, 'DSR_BODY_INVALID', 'name'],
    ['a lone surrogate', { name: '\ud800' }, 'DSR_BODY_INVALID', 'name'],
    ['a name that is too long', { name: 'x'.repeat(201) }, 'DSR_BODY_INVALID', 'name'],
    [
      'an unknown kind',
      { identifiers: [{ kind: 'passport', value: 'x' }] },
      'DSR_BODY_INVALID',
      'identifiers.0.kind',
    ],
    [
      'no e-mail address',
      { identifiers: [{ kind: 'phone', value: '13800138000' }] },
      'DSR_BODY_INVALID',
      'identifiers',
    ],
    ['an unknown right', { right: 'oblivion' }, 'DSR_RIGHT_UNKNOWN', 'right'],
    ['an unknown regime', { regimes: ['CN-APP-2019', 'XX-NONE'] }, 'DSR_REGIME_UNKNOWN', 'regimes.1'],
    [
      'a regime named like a member of objects',
      { regimes: ['constructor'] },
      'DSR_REGIME_UNKNOWN',
      'regimes.0',
    ],
    ['no identifier', { identifiers: [] }, 'DSR_IDENTITY_EMPTY', 'identifiers'],
    [
      'two addresses',
      { identifiers: [identifier, { kind: 'email', value: 'wu@example.com' }] },
      'DSR_IDENTITY_CONTRADICTORY',
      'identifiers.1',
    ],
    [
      'an address that is none',
      { identifiers: [{ kind: 'email', value: 'lin' }] },
      'DSR_IDENTIFIER_INVALID',
      'identifiers.0.value',
    ],
    ['a correction of nothing', { right: 'correction' }, 'DSR_BODY_INVALID', 'changes'],
    [
      'a correction of a field that is not correctable',
      { right: 'correction', changes: [{ field: 'shop.customers.email', newValue: '1' }] },
      'DSR_BODY_INVALID',
      'changes.0.field',
    ],
    [
      'a correction of an unmapped field',
      { right: 'correction', changes: [{ field: 'shop.customers.password', newValue: '1' }] },
      'DSR_BODY_INVALID',
      'changes.0.field',
    ],
    [
      'a field corrected twice',
      { right: 'correction', changes: [...correction.changes, ...correction.changes] },
      'DSR_BODY_INVALID',
      'changes.1.field',
    ],
    ['changes in another right', { changes: correction.changes }, 'DSR_BODY_INVALID', 'changes'],
    ['an objection to nothing', { right: 'objection' }, 'DSR_BODY_INVALID', 'purposes'],
    [
      'an objection to an unknown purpose',
      { right: 'objection', purposes: ['x'] },
      'DSR_BODY_INVALID',
      'purposes.0',
    ],
    ['purposes in another right', { purposes: ['marketing'] }, 'DSR_BODY_INVALID', 'purposes'],
  ])(
    'When it has %s, then the problem names code and path, and nothing happens',
    async (_what, change, code, path) => {
      const { status, body, headers } = await api.post('/v1/requests', { body: intakeBody(change) });
      expect([status, body.code]).toEqual([422, code]);
      expect(body.errors.map((field) => field.path)).toContain(path);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expectNoEffect();
    },
  );

  const deep = `${'['.repeat(11)}${']'.repeat(11)}`;
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`k${n}`, 1])));
  it.each<[string, string | Uint8Array<ArrayBuffer>, number, string]>([
    ['is not JSON', '{"right":', 400, 'DSR_BODY_UNREADABLE'],
    ['is not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, 'DSR_BODY_UNREADABLE'],
    ['is larger than 64 KB', JSON.stringify({ name: 'x'.repeat(66_000) }), 413, 'DSR_BODY_TOO_LARGE'],
    ['is nested too deeply', `{"name":${deep}}`, 422, 'DSR_BODY_TOO_DEEP'],
    ['has too many fields', many, 422, 'DSR_BODY_TOO_DEEP'],
    ['is as deep as 60 KB allow', '['.repeat(30_000) + ']'.repeat(30_000), 422, 'DSR_BODY_TOO_DEEP'],
    ['names __proto__', '{"__proto__":{"admin":true}}', 422, 'DSR_BODY_INVALID'],
    ['names constructor within', '{"name":{"constructor":{}}}', 422, 'DSR_BODY_INVALID'],
    ['names __proto__ in escapes', '{"\\u005f_proto__":1}', 422, 'DSR_BODY_INVALID'],
    ['gives a field twice', '{"right":"access","right":"deletion"}', 422, 'DSR_BODY_INVALID'],
    [
      'gives a field twice in escapes',
      '{"right":"access","r\\u0069ght":"deletion"}',
      422,
      'DSR_BODY_INVALID',
    ],
    ['is a list', '[]', 422, 'DSR_BODY_INVALID'],
    ['is null', 'null', 422, 'DSR_BODY_INVALID'],
  ])(
    'When the body %s, then it is refused before anything reads it',
    async (_what, rawBody, status, code) => {
      const answer = await api.post('/v1/requests', { rawBody });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expectNoEffect();
    },
  );

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=utf-16', {}],
    ['application/merge-patch+json', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('When the media type is %s %j, then it answers 415', async (type, headers) => {
    const answer = await api.post('/v1/requests', {
      body: intakeBody(),
      headers: { 'content-type': type, ...headers },
    });
    expect([answer.status, answer.body.code]).toEqual([415, 'DSR_MEDIA_TYPE']);
    expectNoEffect();
  });

  it('When a value is refused, then the problem does not repeat it', async () => {
    const { text } = await api.post('/v1/requests', {
      body: intakeBody({ identifiers: [{ kind: 'email', value: 'secret-canary' }], locale: 'canary-locale' }),
    });
    expect(text).not.toContain('canary');
    expect(api.logged()).not.toContain('canary');
  });
});

describe('queries', () => {
  it.each([
    ['an unknown name', '?x=1', 'query.x'],
    ['an operator', '?phase[$ne]=closed', 'query.phase[$ne]'],
    ['the same name twice', '?phase=closed&phase=received', 'query.phase'],
    ['an unknown phase', '?phase=lost', 'query.phase'],
    ['a limit beyond 100', '?limit=101', 'query.limit'],
    ['a limit of another form', '?limit=1e1', 'query.limit'],
  ])('When a query has %s, then it is refused with its path', async (_what, query, path) => {
    const { status, body } = await api.get(`/v1/staff/requests${query}`, {
      token: await api.staff('auditor'),
    });
    expect([status, body.code]).toEqual([422, 'DSR_BODY_INVALID']);
    expect(body.errors.map((field) => field.path)).toContain(path);
  });
});

describe('problem details', () => {
  it.each([
    ['en', 'A field is missing, unknown or of the wrong form.', 'en'],
    ['zh-TW;q=0.9, fr', '有字段缺失、未知或格式不正确。', 'zh-CN'],
    ['fr, en;q=0.5, zh;q=0.6', '有字段缺失、未知或格式不正确。', 'zh-CN'],
    ['zh;q=0, en-GB;q=0.1', 'A field is missing, unknown or of the wrong form.', 'en'],
    ['*;q=x,,;;', '有字段缺失、未知或格式不正确。', 'zh-CN'],
  ])('When the language is %j, then the title is in it', async (language, title, locale) => {
    const answer = await api.post('/v1/requests', { body: {}, headers: { 'accept-language': language } });
    expect(answer.body.title).toBe(title);
    expect(answer.headers.get('content-language')).toBe(locale);
  });

  it('When anything is refused, then the body is RFC 9457 with code and correlation id', async () => {
    const { body, headers } = await api.post('/v1/requests', { body: {} });
    expect(body).toMatchObject({
      type: 'urn:habeas:problem:DSR_BODY_INVALID',
      status: 422,
      code: 'DSR_BODY_INVALID',
      retryable: false,
      instance: `urn:uuid:${headers.get('x-correlation-id') ?? ''}`,
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('When the address or method is unknown, then it is 404 or 405 with what is allowed', async () => {
    expect((await api.get('/v1/nothing')).body.code).toBe('DSR_NOT_FOUND');
    expect((await api.get('/v1/%E0%A4%A')).body.code).toBe('DSR_NOT_FOUND');
    const answer = await api.get('/v1/requests');
    expect([answer.status, answer.body.code, answer.headers.get('allow')]).toEqual([
      405,
      'DSR_METHOD_NOT_ALLOWED',
      'POST',
    ]);
  });
});
