import { PublicError } from '../../../domain/errors';
import { requestClocks } from '../../../domain/request-clocks';
import { resumeOf } from '../../../domain/resume-state';
import { builtInRules } from '../../../domain/rules';
import { defaultThresholds } from '../../../domain/threshold';
import { newRequestState } from '../../../domain/transitions';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(() => api.stop());

const at = (id: string, rest: string) => `/v1/staff/requests/${id}${rest}`;
const settings = {
  rules: builtInRules,
  thresholds: defaultThresholds,
  zone: 'Asia/Shanghai',
  calendar: 'CN',
};
const sent = () => api.gatewayCalls.map(({ args }) => args[2]);

describe('commands that move clocks', () => {
  it.each<[string, string, object, object]>([
    ['operator', '/extensions', { regime: 'EU-GDPR', ground: 'complexity' }, { name: 'extend' }],
    ['operator', '/pauses', { reason: 'identity' }, { name: 'pause', reason: 'identity' }],
    ['operator', '/resumptions', {}, { name: 'resume' }],
    ['operator', '/fee-results', { result: 'waived' }, { name: 'recordFee', result: 'waived' }],
    [
      'privacyOfficer',
      '/regimes',
      { regimes: ['EU-GDPR'], ground: 'residence' },
      { name: 'changeRegimes', regimes: ['EU-GDPR'], ground: 'residence' },
    ],
    ['privacyOfficer', '/recounts', { cause: 'calendar' }, { name: 'recomputeClocks', cause: 'calendar' }],
  ])('When %s posts to %s, then the engine gets the command', async (role, path, body, command) => {
    const { id } = api.request();
    const token = await api.staff(role as 'operator');
    expect((await api.post(at(id, path), { token, body })).status).toBe(200);
    expect(sent()).toEqual([{ ...body, ...command }]);
  });

  it.each([
    ['/fees', { regime: 'EU-GDPR', ground: 'eu-fee-excessive' }],
    ['/fees', { regime: 'EU-GDPR', ground: 'eu-fee-excessive', amount: '' }],
    ['/fee-results', { result: 'lost' }],
    ['/regimes', { regimes: [], ground: 'residence' }],
    ['/regimes', { regimes: ['EU-GDPR'], ground: 'because' }],
    ['/recounts', { cause: 'whim' }],
    ['/pauses', { reason: 'identity', missing: 'x'.repeat(2_001) }],
    ['/extensions', { regime: 'EU-GDPR', ground: 'complexity', note: 'x' }],
  ])('When the body of %s is %j, then it is refused and nothing is sent', async (path, body) => {
    const { id } = api.request();
    const answer = await api.post(at(id, path), { token: await api.staff('privacyOfficer'), body });
    expect([answer.status, answer.body.code]).toEqual([422, 'DSR_BODY_INVALID']);
    expect(api.gatewayCalls).toEqual([]);
  });

  it.each([
    ['is not loaded', 'XX-NONE'],
    ['is not in force yet', 'IN-DPDP'],
    ['gives the request no period', 'CN-CONTRACT'],
  ])('When a regime %s, then it is refused before the engine hears of it', async (_why, regime) => {
    const { id } = api.request();
    const body = { regimes: ['EU-GDPR', regime], ground: 'residence' };
    const answer = await api.post(at(id, '/regimes'), { token: await api.staff('privacyOfficer'), body });
    expect([answer.status, answer.body.code]).toEqual([422, 'DSR_REGIME_UNKNOWN']);
    expect(answer.body.detail).toContain(regime);
    expect(api.gatewayCalls).toEqual([]);
  });

  it('When staff write a question or an amount, then the text stays in the vault and the engine gets its hash', async () => {
    const { id } = api.request();
    const token = await api.staff('operator');
    const missing = 'A copy of the delivery note, please.';
    const fee = { regime: 'EU-GDPR', ground: 'eu-fee-excessive', amount: 'EUR 12' };
    await api.post(at(id, '/pauses'), { token, body: { reason: 'identity', missing } });
    await api.post(at(id, '/fees'), { token, body: fee });
    const [pause, demand] = sent() as { missingHash: string; amountHash: string }[];
    expect(JSON.stringify(sent())).not.toMatch(/delivery|EUR 12/);
    expect(api.memory.vault.get(`${id} question/${pause!.missingHash}`)).toBe(missing);
    expect(api.memory.vault.get(`${id} fee/${demand!.amountHash}`)).toBe('EUR 12');
  });

  it('When the engine refuses, then its code reaches the caller', async () => {
    const refusing = await startTestApi({
      gateway: { command: () => Promise.reject(new PublicError('DSR_EXTENSION_TWICE', 'Declared already.')) },
    });
    const { id } = refusing.request();
    const body = { regime: 'EU-GDPR', ground: 'complexity' };
    const answer = await refusing.post(at(id, '/extensions'), {
      token: await refusing.staff('operator'),
      body,
    });
    expect([answer.status, answer.body.code]).toEqual([409, 'DSR_EXTENSION_TWICE']);
    await refusing.stop();
  });
});

describe('the deadlines explained', () => {
  const receivedAt = '2026-03-02T01:00:00.000Z';
  const verifiedAt = '2026-03-03T01:00:00.000Z';

  function placed() {
    const regimes = ['CN-GBT35273', 'EU-GDPR'];
    const intake = { regimes, right: 'access', receivedAt, verificationNeeded: true } as const;
    const facts = { receivedAt, verifiedAt, extendedRegimes: [], pauses: [] };
    const clocks = requestClocks(regimes, 'access', facts, settings);
    const resume = resumeOf(
      newRequestState({ ...intake, requestId: 'req' as never, controllerId: 'c' }, false),
    );
    return api.request({ ...intake, verifiedAt, clocks, resume });
  }

  it('When staff ask, then each clock has its steps in both languages and agrees with what is in force', async () => {
    const { id } = placed();
    const { status, body } = await api.get(at(id, '/deadlines'), { token: await api.staff('auditor') });
    expect(status).toBe(200);
    expect(body.items.map(({ regime, clock }) => [regime, clock])).toEqual([
      ['CN-GBT35273', 'respond'],
      ['EU-GDPR', 'respond'],
      ['EU-GDPR', 'extensionNotice'],
    ]);
    expect(body.items[0]).toMatchObject({
      name: { 'zh-CN': expect.any(String) as string, en: expect.any(String) as string },
      started: true,
      startDate: '2026-03-03',
      date: '2026-04-02',
      strictDate: '2026-04-02',
      steps: expect.arrayContaining([
        {
          zh: expect.any(String) as string,
          en: expect.any(String) as string,
          article: expect.any(String) as string,
        },
      ]) as unknown,
      inForce: { date: '2026-04-02', status: 'running', standsStill: false, differs: false },
    });
    expect(body.items[2]).not.toHaveProperty('inForce');
  });

  it('When the clock in force was counted by other rules, then the difference shows', async () => {
    const { id } = placed();
    const view = api.memory.requests.get(id)!;
    const clocks = view.clocks.map((clock) => ({ ...clock, deadlineAt: '2026-05-01T00:00:00Z' }));
    api.memory.requests.set(id, { ...view, clocks });
    const { body } = await api.get(at(id, '/deadlines'), { token: await api.staff('operator') });
    expect(body.items[0]).toMatchObject({ inForce: { deadlineAt: '2026-05-01T00:00:00Z', differs: true } });
  });
});
