import { newRequestId, newToken, sha256Hex } from '../../../crypto/ids';
import type { ClockState } from '../../../domain/clock-state';
import { PublicError } from '../../../domain/errors';
import { PersistenceError } from '../../../domain/port-errors';
import type { RequestView } from '../../../domain/ports';
import { atOnce, intakeOf, ownDatabase } from './support';
import type { OwnDatabase } from './support';

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());

const accepted = async (change: Parameters<typeof intakeOf>[0] = {}) => {
  const intake = intakeOf(change);
  await own.books.requests.accept(intake);
  return intake;
};

describe('The request store: intake', () => {
  it('When an intake is accepted, then the view shows it received and without token', async () => {
    const intake = await accepted();
    const { requesterTokenHash: _hash, ...publicHalf } = intake;
    expect(await own.books.requests.find(intake.requestId)).toEqual({
      ...publicHalf,
      phase: 'received',
      version: 0,
      waiting: [],
      clocks: [],
      tally: {},
    });
  });

  it('When the same intake comes a hundred times at once, then one is created', async () => {
    const intake = intakeOf();
    const answers = await atOnce(100, () => own.books.requests.accept(intake));
    expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'exists')).toHaveLength(99);
  });

  it('When a repeat differs, then the first intake stays', async () => {
    const intake = await accepted();
    expect(await own.books.requests.accept({ ...intake, right: 'access' })).toBe('exists');
    expect((await own.books.requests.find(intake.requestId))?.right).toBe('deletion');
  });

  it('When another request comes with a token that is taken, then it is a duplicate and not accepted', async () => {
    const { requesterTokenHash } = await accepted();
    const other = intakeOf({ requesterTokenHash });
    await expect(own.books.requests.accept(other)).rejects.toMatchObject({ kind: 'duplicate' });
    expect(await own.books.requests.find(other.requestId)).toBeUndefined();
  });

  it('When a member is unknown or an instant is none, then the intake is refused', async () => {
    const unknown = { ...intakeOf(), isAdmin: true };
    await expect(own.books.requests.accept(unknown)).rejects.toMatchObject({ kind: 'invalid' });
    const undated = intakeOf({ receivedAt: 'yesterday' });
    await expect(own.books.requests.accept(undated)).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('When intakes were not started, then the reconciler finds the old ones, oldest first, until they are', async () => {
    const b = await accepted({ receivedAt: '2025-01-01T00:00:00.500Z' });
    const a = await accepted({ receivedAt: '2025-01-01T00:00:00Z' });
    await accepted({ receivedAt: '2025-01-02T00:00:00Z' });
    const ids = async () =>
      (await own.books.requests.unstarted('2025-01-02T00:00:00Z', 10)).map((view) => view.requestId);
    expect(await ids()).toEqual([a.requestId, b.requestId]);
    await own.books.requests.markStarted(a.requestId, '2025-01-03T00:00:00Z');
    await own.books.requests.markStarted(a.requestId, '2025-01-04T00:00:00Z');
    expect(await ids()).toEqual([b.requestId]);
    expect((await own.books.requests.find(a.requestId))?.startedAt).toBe('2025-01-03T00:00:00Z');
  });
});

describe('The request store: tokens', () => {
  it('When the verified person gets a token, then each token has its scope and a stranger none', async () => {
    const { requestId, requesterTokenHash } = await accepted();
    const subject = sha256Hex(newToken());
    await own.books.requests.grantSubjectToken(requestId, subject);
    const { findByToken } = own.books.requests;
    expect(await findByToken(requesterTokenHash)).toEqual({ requestId, scope: 'requester' });
    expect(await findByToken(subject)).toEqual({ requestId, scope: 'subject' });
    expect(await findByToken(sha256Hex(newToken()))).toBeUndefined();
  });

  it('When a token is granted on a request that does not exist, then that is an error', async () => {
    await expect(
      own.books.requests.grantSubjectToken(newRequestId(), sha256Hex(newToken())),
    ).rejects.toMatchObject({ kind: 'missing' });
  });

  it.each([[{ $ne: null }], [{ $gt: '' }], [['a']], [{ $regex: '.*' }]])(
    'When an operator %j comes in place of a value, then it is refused and finds nothing',
    async (operator) => {
      await accepted();
      const value = operator as never;
      for (const call of [
        () => own.books.requests.findByToken(value),
        () => own.books.requests.find(value),
        () => own.books.requests.page({ phase: value }, undefined, 10),
        () => own.books.evidence.read(value),
        () => own.books.tasks.find(value),
        () => own.books.vault.get(value, 'claims'),
        () => own.books.deadlines.read(value),
        () => own.books.notices.list(value),
        () => own.books.dataMaps.find(value),
      ])
        await expect(call()).rejects.toMatchObject({ name: 'PersistenceError', kind: 'invalid' });
    },
  );
});

describe('The request store: projection', () => {
  const at = '2026-03-02T02:00:00.000Z';

  it('When a request comes back to a phase, then the first time in it stays, and that of others as well', async () => {
    const { requestId } = await accepted();
    const { project, find } = own.books.requests;
    await project(requestId, 1, { phase: 'assessing' }, '2026-03-02T02:00:00Z');
    await project(requestId, 2, { phase: 'executing' }, '2026-03-03T02:00:00.500Z');
    await project(requestId, 3, { phase: 'assessing' }, '2026-03-04T02:00:00Z');
    await project(requestId, 4, { tally: {} }, '2026-03-05T02:00:00Z');
    expect((await find(requestId))?.phaseAt).toEqual({
      assessing: '2026-03-02T02:00:00.000Z',
      executing: '2026-03-03T02:00:00.500Z',
    });
  });

  it('When a projection is late, then it loses; when it is newer, then it wins and null removes a member', async () => {
    const { requestId } = await accepted();
    const { project, find } = own.books.requests;
    const assessing = {
      phase: 'assessing',
      verifiedAt: '2026-03-02T02:00:00Z',
      tally: { deleted: 1 },
    } as const;
    await project(requestId, 3, assessing, at);
    await project(requestId, 2, { phase: 'verifying', verifiedAt: null }, at);
    await project(requestId, 3, { phase: 'closed' }, at);
    expect(await find(requestId)).toMatchObject({ phase: 'assessing', version: 3, tally: { deleted: 1 } });
    await project(requestId, 4, { verifiedAt: null, tally: {} }, at);
    const view = await find(requestId);
    expect(view).toMatchObject({ phase: 'assessing', version: 4, tally: {} });
    expect(view).not.toHaveProperty('verifiedAt');
  });

  it('When versions arrive in any order at once, then the highest stands', async () => {
    const { requestId } = await accepted();
    await atOnce(20, (n) => own.books.requests.project(requestId, n + 1, { tally: { deleted: n + 1 } }, at));
    expect(await own.books.requests.find(requestId)).toMatchObject({ version: 20, tally: { deleted: 20 } });
  });

  it('When a projection names what is not the workflow’s, or hides an operator, then it is refused', async () => {
    const { requestId } = await accepted();
    const { project, find } = own.books.requests;
    const before = await find(requestId);
    for (const change of [
      { requesterTokenHash: 'x' },
      { proposal: { $ne: 1 } },
      { tally: { 'a.b': 1 } },
      { $where: 1 },
    ])
      await expect(project(requestId, 9, change as never, at)).rejects.toMatchObject({ kind: 'invalid' });
    expect(await find(requestId)).toEqual(before);
  });

  it('When the request does not exist, then a projection says so', async () => {
    await expect(own.books.requests.project(newRequestId(), 1, {}, at)).rejects.toMatchObject({
      kind: 'missing',
    });
  });

  it('When clocks and plan are attached, then they show whatever the version', async () => {
    const { requestId } = await accepted();
    const clocks = [
      { regime: 'CN-APP-2019', clock: 'respond', extensionGrounds: [] },
    ] as unknown as ClockState[];
    await own.books.requests.attach(requestId, { clocks, plan: { hash: 'aa', stores: [] } });
    expect(await own.books.requests.find(requestId)).toMatchObject({
      clocks,
      plan: { hash: 'aa', stores: [] },
    });
    await own.books.requests.attach(requestId, { plan: null });
    const view = await own.books.requests.find(requestId);
    expect(view).not.toHaveProperty('plan');
    expect(view?.clocks).toEqual(clocks);
  });
});

describe('The request store: downloads', () => {
  const ref = { hash: 'ab', bytes: 9, expiresAt: '2026-03-05T00:00:00Z', downloadsLeft: 3 };

  it('When a package is fetched twenty times at once, then as often as allowed', async () => {
    const { requestId } = await accepted({ right: 'access' });
    await own.books.requests.attach(requestId, { package: ref });
    const taken = await atOnce(20, () => own.books.requests.takeDownload(requestId, '2026-03-04T00:00:00Z'));
    expect(taken.filter(Boolean)).toHaveLength(3);
    await own.books.requests.attach(requestId, { package: ref });
    expect((await own.books.requests.find(requestId))?.package?.downloadsLeft).toBe(0);
  });

  it('When the package has expired or is gone, then there is no download', async () => {
    const { requestId } = await accepted({ right: 'access' });
    expect(await own.books.requests.takeDownload(requestId, '2026-03-04T00:00:00Z')).toBe(false);
    await own.books.requests.attach(requestId, { package: ref });
    expect(await own.books.requests.takeDownload(requestId, '2026-03-05T00:00:00Z')).toBe(false);
    await own.books.requests.attach(requestId, { package: null });
    expect(await own.books.requests.takeDownload(requestId, '2026-03-04T00:00:00Z')).toBe(false);
  });
});

describe('The request store: pages', () => {
  it('When requests arrive while somebody pages, then no earlier one is shown twice or left out', async () => {
    const at = (n: number) => `2020-01-01T00:00:${String(n).padStart(2, '0')}Z`;
    // Three share each instant, so that the second key must decide.
    const known = await atOnce(12, (n) =>
      accepted({ right: 'objection', receivedAt: at(Math.floor(n / 3)) }),
    );
    const seen: RequestView[] = [];
    let cursor: string | undefined;
    do {
      const page = await own.books.requests.page({ right: 'objection', phase: 'received' }, cursor, 5);
      seen.push(...page.items);
      cursor = page.next;
      await accepted({ right: 'objection', receivedAt: at(30) });
    } while (cursor !== undefined);
    const ids = seen.map((view) => view.requestId);
    expect([...ids].sort()).toEqual(known.map((intake) => intake.requestId).sort());
    const instants = seen.map((view) => view.receivedAt);
    expect(instants).toEqual([...instants].sort().reverse());
  });

  it.each([
    'x',
    'bnVsbA',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('[1,{"$ne":1}]').toString('base64url'),
  ])('When the cursor is %s, then it is refused by its code', async (cursor) => {
    const page = own.books.requests.page({}, cursor, 5);
    await expect(page).rejects.toBeInstanceOf(PublicError);
    await expect(page).rejects.toMatchObject({ code: 'DSR_PAGE_CURSOR_INVALID' });
  });
});

describe('Errors of persistence', () => {
  it('When a unique value is taken, then the error names neither it nor the driver’s text', async () => {
    const { requesterTokenHash } = await accepted();
    const error: unknown = await own.books.requests
      .accept(intakeOf({ requesterTokenHash }))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PersistenceError);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(requesterTokenHash);
    expect(error).not.toHaveProperty('cause');
  });
});
