import { randomUUID } from 'node:crypto';
import { sweepLedger } from '../../../activities/sweep-deadlines';
import type { StaffRole } from '../../../domain/actor';
import { ownDatabase } from '../../integration/persistence/support';
import type { OwnDatabase } from '../../integration/persistence/support';
import { incidentSettings } from '../../support/incidents';
import { startTestApi } from '../../unit/api/support';
import type { ApiAnswer, TestApi } from '../../unit/api/support';

/** What the API believes the time to be; UTC. */
let now: string;
let own: OwnDatabase;
let api: TestApi;
let tokens: Readonly<Record<StaffRole, string>>;

beforeAll(async () => {
  own = await ownDatabase();
  // Books in MongoDB; the memory of the fake ones stays unused.
  api = await startTestApi({ books: own.books, now: () => now });
  tokens = {
    operator: await api.staff('operator'),
    approver: await api.staff('approver'),
    privacyOfficer: await api.staff('privacyOfficer'),
    auditor: await api.staff('auditor'),
  };
});
beforeEach(() => {
  now = '2026-03-02T02:00:00.000Z';
});
afterAll(async () => {
  await api.stop();
  await own.drop();
});

const opening = {
  kind: 'unauthorisedAccess',
  discoveredAt: '2026-03-02T09:00:00+08:00',
  regimes: ['EU-GDPR', 'CN-CONTRACT'],
  description: '林样例 的记录被未经授权查询。',
};

function log(change: object = {}, key: string = randomUUID()): Promise<ApiAnswer> {
  return api.post('/v1/staff/incidents', { token: tokens.operator, body: { ...opening, ...change }, key });
}

async function logged(change: object = {}): Promise<string> {
  const { status, body } = await log(change);
  expect(status).toBe(201);
  return body['incidentId'] as string;
}

function tell(id: string, body: object, options: { key?: string; headers?: Record<string, string> } = {}) {
  return api.post(`/v1/staff/incidents/${id}/reports`, { token: tokens.privacyOfficer, body, ...options });
}
function close(id: string, body: object = {}) {
  return api.post(`/v1/staff/incidents/${id}/closure`, { token: tokens.privacyOfficer, body });
}
function show(id: string, rest = '', role: StaffRole = 'auditor') {
  return api.get(`/v1/staff/incidents/${id}${rest}`, { token: tokens[role] });
}

interface ShownClock {
  readonly regime: string;
  readonly deadlineAt: string;
  readonly status: string;
  readonly addressees: readonly { readonly code: string; readonly toldAt?: string }[];
}
const clocksOf = ({ body }: ApiAnswer) => body['clocks'] as readonly ShownClock[];
const statuses = (answer: ApiAnswer) => clocksOf(answer).map(({ status }) => status);

describe('an incident that is refused', () => {
  it.each<[string, object, number, string]>([
    ['is of no kind', { kind: 'theft' }, 422, 'DSR_BODY_INVALID'],
    ['has no words', { description: ' ' }, 422, 'DSR_BODY_INVALID'],
    ['has a field too many', { severity: 1 }, 422, 'DSR_BODY_INVALID'],
    ['names no offset', { discoveredAt: '2026-03-02T09:00:00' }, 422, 'DSR_BODY_INVALID'],
    ['has no regime', { regimes: [] }, 422, 'DSR_BODY_INVALID'],
    ['is of tomorrow', { discoveredAt: '2026-03-03T09:00:00+08:00' }, 422, 'DSR_INCIDENT_TIME_INVALID'],
    ['names a regime without such a clock', { regimes: ['CN-APP-2019'] }, 422, 'DSR_REGIME_WITHOUT_REPORT'],
    ['names an unknown regime', { regimes: ['XX-NONE'] }, 422, 'DSR_REGIME_UNKNOWN'],
    ['names an unknown kind of controller', { profiles: ['bank'] }, 422, 'DSR_PROFILE_UNKNOWN'],
    ['names a request that is not there', { relatedRequestId: 'req_0' }, 422, 'DSR_BODY_INVALID'],
    ['names an attempt that is not there', { fromAttempt: 'att_0' }, 422, 'DSR_BODY_INVALID'],
  ])('When it %s, then nothing of it is written', async (_what, change, status, code) => {
    const rows = () =>
      Promise.all(
        ['incidents', 'deadlines', 'vault', 'evidence'].map((each) =>
          own.raw.collection(each).countDocuments(),
        ),
      );
    const before = await rows();
    const answer = await log(change);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('林样例');
    expect(await rows()).toEqual(before);
  });

  it('When the key is missing, then it is refused', async () => {
    const answer = await api.post('/v1/staff/incidents', {
      token: tokens.operator,
      body: opening,
      key: null,
    });
    expect(answer.body.code).toBe('DSR_IDEMPOTENCY_KEY_MISSING');
  });
});

describe('an incident that is logged', () => {
  it.each<[readonly string[], string, readonly string[]]>([
    [[], '2026-03-02T05:00:00Z', ['provincial-cac']],
    [['central-body'], '2026-03-02T03:00:00Z', ['own-cyber-office']],
    [['critical-infrastructure'], '2026-03-02T02:00:00Z', ['protection-department', 'police']],
  ])(
    'When the controller is %j, then three regimes count their hours at once',
    async (profiles, cyber, told) => {
      const id = await logged({ regimes: ['EU-GDPR', 'CN-CONTRACT', 'CN-CYBER-INCIDENT'], profiles });
      const answer = await show(id);
      expect(clocksOf(answer).map(({ regime, deadlineAt }) => [regime, deadlineAt])).toEqual([
        ['EU-GDPR', '2026-03-05T01:00:00Z'],
        ['CN-CONTRACT', '2026-03-03T01:00:00Z'],
        ['CN-CYBER-INCIDENT', cyber],
      ]);
      expect(clocksOf(answer)[2]?.addressees.map(({ code }) => code)).toEqual(told);
      const steps = (answer.body['clocks'] as { steps: { en: string }[] }[]).map(
        (each) => each.steps.at(-1)?.en,
      );
      expect(steps[0]).toContain('72 hours');
      const lines = await own.books.deadlines.read(id as never);
      expect(lines.map(({ regime, status }) => [regime, status])).toEqual(
        [...['CN-CONTRACT', 'CN-CYBER-INCIDENT', 'EU-GDPR']].map((regime) => [regime, 'running']),
      );
    },
  );

  it('When the same call comes again, also at once, then there is one incident with one evidence', async () => {
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => log({}, key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const id = answers[0]?.body['incidentId'] as string;
    expect(await own.raw.collection('evidence').countDocuments({ requestId: id })).toBe(1);
    expect((await log({ kind: 'loss' }, key)).status).toBe(409);
  });

  it('When it is looked at, then its words show to caseworkers only, with evidence, and stand nowhere else', async () => {
    const id = await logged();
    expect((await show(id, '/words')).status).toBe(403);
    const words = await show(id, '/words', 'operator');
    expect(words.body).toEqual({ incidentId: id, description: opening.description });
    const evidence = (await show(id, '/evidence')).body.items;
    expect(evidence).toMatchObject([
      { seq: 1, type: 'incidentOpened', requestId: id, facts: { kind: 'unauthorisedAccess' } },
      { seq: 2, type: 'staffViewed', actor: { id: 'staff-operator' }, facts: { part: 'incidentWords' } },
    ]);
    expect((await show(id)).text).not.toContain('林样例');
    const names = await own.raw.listCollections().toArray();
    for (const { name } of names)
      expect(JSON.stringify(await own.raw.collection(name).find().toArray())).not.toContain('林样例');
    expect(api.logged()).not.toContain('林样例');
  });

  it('When it was read before, then its ETag saves the body, and a stale If-Match changes nothing', async () => {
    const id = await logged();
    const etag = (await show(id)).headers.get('etag') ?? '';
    const again = await api.get(`/v1/staff/incidents/${id}`, {
      token: tokens.auditor,
      headers: { 'if-none-match': etag },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    const principal = { regime: 'CN-CONTRACT', addressee: 'principal', at: now };
    expect((await tell(id, principal, { headers: { 'if-match': '"7"' } })).status).toBe(412);
    expect((await tell(id, principal, { headers: { 'if-match': etag } })).status).toBe(200);
    expect((await show(id)).body['version']).toBe(2);
  });
});

describe('reports', () => {
  const authority = { regime: 'EU-GDPR', addressee: 'supervisory-authority', at: '2026-03-02T01:30:00Z' };

  it.each<[string, object, number, string]>([
    ['nobody known', { ...authority, addressee: 'ico' }, 422, 'DSR_ADDRESSEE_UNKNOWN'],
    ['somebody of another regime', { ...authority, regime: 'UK-GDPR' }, 422, 'DSR_ADDRESSEE_UNKNOWN'],
    ['somebody tomorrow', { ...authority, at: '2026-03-03T01:30:00Z' }, 422, 'DSR_REPORT_TIME_INVALID'],
    ['somebody before', { ...authority, at: '2026-03-02T00:59:59Z' }, 422, 'DSR_REPORT_TIME_INVALID'],
    ['somebody with a sentence', { ...authority, reference: 'told Li Na' }, 422, 'DSR_BODY_INVALID'],
  ])(
    'When it says that %s was told, then it is refused and nothing changes',
    async (_what, body, status, code) => {
      const id = await logged();
      const before = (await show(id)).text;
      const answer = await tell(id, body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect((await show(id)).text).toBe(before);
    },
  );

  it('When the same report comes again, then the first answer; when another comes, then it is refused', async () => {
    const id = await logged();
    const key = randomUUID();
    const first = await tell(id, { ...authority, reference: 'LDI-2026/17' }, { key });
    expect((await tell(id, { ...authority, reference: 'LDI-2026/17' }, { key })).text).toBe(first.text);
    expect((await tell(id, authority)).body.code).toBe('DSR_ADDRESSEE_TOLD');
    expect((await show(id, '/evidence')).body.items).toHaveLength(2);
    expect(statuses(await show(id))).toEqual(['satisfied', 'running']);
  });

  it('When several are told at the same time, then no report is lost, and the ledger says the same', async () => {
    const id = await logged({ regimes: ['EU-GDPR', 'CN-CONTRACT', 'UK-GDPR', 'KR-PIPA'] });
    const addressees = clocksOf(await show(id)).flatMap(({ regime, addressees: told }) =>
      told.map(({ code }) => ({ regime, addressee: code, at: now })),
    );
    expect(addressees).toHaveLength(5);
    const answers = await Promise.all(addressees.map((body) => tell(id, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await show(id)).body['status']).toBe('reported');
    const lines = await own.books.deadlines.read(id as never);
    expect(lines.map(({ status }) => status)).toEqual(Array(4).fill('satisfied'));
    expect((await show(id, '/evidence')).body.items).toHaveLength(6);
  });

  it('When a process died before ledger and evidence were written, then the repeat writes them', async () => {
    const id = await logged({ regimes: ['CN-CONTRACT'] });
    const dying = await startTestApi({
      books: {
        ...own.books,
        deadlines: { ...own.books.deadlines, write: () => Promise.reject(new Error('killed')) },
        evidence: { ...own.books.evidence, append: () => Promise.reject(new Error('killed')) },
      },
      now: () => now,
    });
    const body = { regime: 'CN-CONTRACT', addressee: 'principal', at: now };
    const key = randomUUID();
    const path = `/v1/staff/incidents/${id}/reports`;
    const died = await dying.post(path, { token: await dying.staff('privacyOfficer'), body, key });
    expect(died.status).toBe(500);
    await dying.stop();
    expect(await own.books.deadlines.read(id as never)).toMatchObject([{ status: 'running' }]);
    expect((await tell(id, body, { key })).body['version']).toBe(2);
    expect(await own.books.deadlines.read(id as never)).toMatchObject([{ status: 'satisfied' }]);
    expect((await show(id, '/evidence')).body.items).toMatchObject([{}, { type: 'incidentReported' }]);
  });
});

describe('closing', () => {
  const ground = { ground: 'belowThreshold', reason: '林样例 的数据未泄露。' };

  it('When somebody is untold, then it closes with ground and reason only', async () => {
    const id = await logged();
    expect((await close(id)).body.code).toBe('DSR_ADDRESSEE_UNTOLD');
    expect((await close(id, { ground: 'belowThreshold' })).body.code).toBe('DSR_BODY_INVALID');
    expect((await close(id, { ...ground, ground: 'tooMuchWork' })).body.code).toBe('DSR_BODY_INVALID');
    expect((await show(id)).body['status']).toBe('open');
    const closed = await close(id, ground);
    expect(closed.body).toMatchObject({ status: 'closed', closure: { ground: 'belowThreshold' } });
    expect(closed.text).not.toContain('林样例');
    expect(await own.books.deadlines.read(id as never)).toEqual([]);
    expect((await show(id, '/words', 'privacyOfficer')).body['closureReason']).toBe(ground.reason);
    expect((await close(id, ground)).body.code).toBe('DSR_INCIDENT_CLOSED');
  });

  it('When all were told, then it closes with nothing and takes no more reports', async () => {
    const id = await logged({ regimes: ['CN-CONTRACT'] });
    const principal = { regime: 'CN-CONTRACT', addressee: 'principal', at: now };
    await tell(id, principal);
    expect((await close(id)).body['status']).toBe('closed');
    expect((await tell(id, principal)).body.code).toBe('DSR_INCIDENT_CLOSED');
    expect(statuses(await show(id))).toEqual(['satisfied']);
  });

  it('When incidents are listed, then the closed ones are told from the open ones', async () => {
    const [open, other] = [await logged(), await logged()];
    await close(other, ground);
    const ids = async (status: string) => {
      const { body } = await api.get(`/v1/staff/incidents?limit=100&status=${status}`, {
        token: tokens.auditor,
      });
      return body.items.map(({ incidentId }) => incidentId);
    };
    expect(await ids('open')).toContain(open);
    expect(await ids('open')).not.toContain(other);
    expect(await ids('closed')).toContain(other);
  });
});

describe('what nobody tells of', () => {
  const bounds = { batch: 100, budgetMs: 60_000 };
  const sweepAt = (instant: string) =>
    sweepLedger({ books: own.books, now: () => instant }, 'sweep', instant, bounds);
  const alertsOf = async (id: string) => {
    const { items } = await own.books.alerts.page({ caseId: id as never }, undefined, 50);
    return items.map(({ kind, regime, threshold }) => `${kind} ${regime ?? ''} ${threshold ?? ''}`).sort();
  };
  /** The contract's 24 hours from 09:00 in Shanghai: half of them, and their end. */
  const [half, most, end] = ['2026-03-02T13:00:00Z', '2026-03-02T20:12:00Z', '2026-03-03T01:00:00Z'];

  it('When an authority stays untold, then each reminder and the breach are raised once, however often is swept', async () => {
    const id = await logged({ regimes: ['CN-CONTRACT'] });
    await sweepAt('2026-03-02T12:59:59Z');
    expect(await alertsOf(id)).toEqual([]);
    await sweepAt(half);
    await sweepAt(half);
    expect(await alertsOf(id)).toEqual(['reminder CN-CONTRACT 50%']);
    await sweepAt(most);
    await sweepAt(end);
    await sweepAt(end);
    const all = ['breach CN-CONTRACT breach', 'reminder CN-CONTRACT 50%', 'reminder CN-CONTRACT 80%'];
    expect(await alertsOf(id)).toEqual(all);
    now = '2026-03-03T02:00:00.000Z';
    expect(statuses(await show(id))).toEqual(['breached']);
    await tell(id, { regime: 'CN-CONTRACT', addressee: 'principal', at: now });
    await sweepAt('2026-03-04T00:00:00Z');
    expect(await alertsOf(id)).toEqual(all);
    expect(statuses(await show(id))).toEqual(['breached']);
  });

  it('When the report comes late and before any sweep, then the breach is raised all the same', async () => {
    const id = await logged({ regimes: ['CN-CONTRACT'] });
    now = '2026-03-03T01:00:30.000Z';
    await tell(id, { regime: 'CN-CONTRACT', addressee: 'principal', at: now });
    expect(await alertsOf(id)).toContain('breach CN-CONTRACT breach');
  });

  it('When the authority was told in time, and that is logged late, then no breach is raised by it', async () => {
    const id = await logged({ regimes: ['CN-CONTRACT'] });
    now = '2026-03-03T09:00:00.000Z';
    await tell(id, { regime: 'CN-CONTRACT', addressee: 'principal', at: '2026-03-03T00:59:59Z' });
    await sweepAt('2026-03-04T00:00:00Z');
    expect(await alertsOf(id)).toEqual([]);
    expect(statuses(await show(id))).toEqual(['satisfied']);
  });

  it('When one of two is told after reminder and breach, then neither is raised again', async () => {
    const id = await logged({ regimes: ['CN-CYBER-INCIDENT'], profiles: ['critical-infrastructure'] });
    await sweepAt(end);
    const before = await alertsOf(id);
    expect(before).toContain('breach CN-CYBER-INCIDENT breach');
    now = '2026-03-03T02:00:00.000Z';
    await tell(id, { regime: 'CN-CYBER-INCIDENT', addressee: 'police', at: now });
    await sweepAt('2026-03-03T02:00:01Z');
    expect(await alertsOf(id)).toEqual(before);
    expect(new Set(before).size).toBe(before.length);
  });

  it('When it is closed on a ground in time, then nothing more is raised', async () => {
    const id = await logged({ regimes: ['CN-CONTRACT'] });
    await close(id, { ground: 'notNotifiable', reason: 'No data of the principal.' });
    await sweepAt('2026-03-09T00:00:00Z');
    expect(await alertsOf(id)).toEqual([]);
  });
});

describe('refused attempts', () => {
  it('When somebody tries what they may not, then the officer finds it and logs an incident from it', async () => {
    const id = await logged();
    now = '2026-03-02T03:00:00.000Z';
    expect(
      (await api.post(`/v1/staff/incidents/${id}/closure`, { token: tokens.operator, body: {} })).status,
    ).toBe(403);
    expect((await api.get('/v1/staff/violations', { token: tokens.operator })).status).toBe(403);
    const { body } = await api.get('/v1/staff/violations?limit=2', { token: tokens.privacyOfficer });
    const attempt = body.items.find(({ action }) => action === 'closeIncident');
    expect(attempt).toMatchObject({
      at: now,
      actor: { kind: 'staff', id: 'staff-operator', role: 'operator' },
      incidentId: id,
      code: 'DSR_FORBIDDEN',
    });
    const from = await logged({ fromAttempt: attempt?.['attemptId'] });
    expect((await show(from)).body['fromAttempt']).toBe(attempt?.['attemptId']);
  });

  it('When the attempt was at a request, then the incident is linked to that request', async () => {
    const line = { at: now, actor: { kind: 'subject' }, action: 'showStatus', allowed: false } as const;
    const requestId = 'req_0123456789abcdefghjk' as never;
    await own.books.accessLog.write({ ...line, requestId, code: 'DSR_NOT_FOUND' });
    const { items } = await own.books.accessLog.refused(undefined, 100);
    const found = items.find((each) => each.requestId === requestId);
    const from = await logged({ fromAttempt: found?.attemptId });
    expect((await show(from)).body['relatedRequestId']).toBe(requestId);
  });
});

it('When the controller is of a kind, then that is the kind of its incidents', async () => {
  const settings = { clocks: { ...incidentSettings, profiles: ['critical-infrastructure'] } };
  const bank = await startTestApi({ books: own.books, now: () => now, deps: settings });
  const answer = await bank.post('/v1/staff/incidents', {
    token: await bank.staff('approver'),
    body: { ...opening, regimes: ['CN-CYBER-INCIDENT'] },
  });
  expect(clocksOf(answer)[0]?.deadlineAt).toBe('2026-03-02T02:00:00Z');
  await bank.stop();
});
