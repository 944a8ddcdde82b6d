import { taskIdOf } from '../../../domain/ids';
import { newRequestId, sha256Hex } from '../../../crypto/ids';
import type { DataMap } from '../../../domain/data-map';
import type { RequestId } from '../../../domain/ids';
import type { CodePurpose, LedgerLine } from '../../../domain/ports';
import { atOnce, ownDatabase } from './support';
import type { OwnDatabase } from './support';

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());

describe('The deadline ledger', () => {
  const line = (
    caseId: RequestId,
    clock: string,
    strictAt: string,
    change: Partial<LedgerLine> = {},
  ): LedgerLine => ({
    caseId,
    regime: 'EU-GDPR',
    clock,
    deadlineAt: strictAt,
    strictAt,
    targetAt: strictAt,
    provisional: false,
    calendarVersion: 'EU-2031@none',
    thresholds: [],
    status: 'running',
    ...change,
  });

  it('When lines are written again, then they are replaced and those not given are removed', async () => {
    const id = newRequestId();
    const bystander = newRequestId();
    const { deadlines } = own.books;
    await deadlines.write(bystander, [line(bystander, 'respond', '2031-01-01T00:00:00Z')]);
    await deadlines.write(id, [
      line(id, 'respond', '2031-01-01T00:00:00Z'),
      line(id, 'acknowledge', '2031-01-02T00:00:00Z'),
    ]);
    const kept = [line(id, 'respond', '2031-02-01T00:00:00Z', { status: 'satisfied' })];
    await deadlines.write(id, kept);
    await deadlines.write(id, kept);
    expect(await deadlines.read(id)).toEqual(kept);
    await deadlines.write(id, []);
    expect(await deadlines.read(id)).toEqual([]);
    expect(await deadlines.read(bystander)).toHaveLength(1);
  });

  it('When deadlines are due, then running ones come soonest first, up to the limit', async () => {
    const [a, b, c] = [newRequestId(), newRequestId(), newRequestId()];
    const { deadlines } = own.books;
    await deadlines.write(a, [
      line(a, 'respond', '2030-01-01T00:00:00.500Z'),
      line(a, 'x', '2030-01-01T00:00:00Z', { status: 'breached' }),
    ]);
    await deadlines.write(b, [line(b, 'respond', '2030-01-01T00:00:00Z')]);
    await deadlines.write(c, [line(c, 'respond', '2030-06-01T00:00:00Z')]);
    const due = async (before: string, limit: number) =>
      (await deadlines.due(before, limit)).map((each) => each.caseId);
    expect(await due('2030-03-01T00:00:00Z', 10)).toEqual([b, a]);
    expect(await due('2030-03-01T00:00:00Z', 1)).toEqual([b]);
    expect(await due('2029-12-31T23:59:59Z', 10)).toEqual([]);
  });

  const thresholds = [
    { code: '50%', level: 'operator', at: '2028-01-01T00:00:00Z', fired: false },
    { code: '80%', level: 'supervisor', at: '2028-06-01T00:00:00Z', fired: false },
  ] as const;

  it('When codes are marked as fired, then the line falls due at the next one, and never again after its breach', async () => {
    const id = newRequestId();
    const { deadlines } = own.books;
    const late = '2029-01-01T00:00:00Z';
    const fire = async (...codes: string[]) => {
      const [current] = await deadlines.read(id);
      return deadlines.markFired([{ line: current!, codes }]);
    };
    const isDue = async (until: string) =>
      (await deadlines.due(until, 10)).some(({ caseId }) => caseId === id);
    await deadlines.write(id, [line(id, 'respond', late, { thresholds })]);
    expect(await deadlines.markFired([])).toBe(0);
    expect(await fire('50%')).toBe(1);
    expect(await isDue('2028-05-31T23:59:59Z')).toBe(false);
    expect(await isDue('2028-06-01T00:00:00Z')).toBe(true);
    expect(await fire('80%')).toBe(1);
    expect(await isDue('2028-12-31T23:59:59Z')).toBe(false);
    expect(await isDue(late)).toBe(true);
    expect(await fire('breach')).toBe(1);
    expect(await isDue('2099-01-01T00:00:00Z')).toBe(false);
    const [left] = await deadlines.read(id);
    expect(left).toMatchObject({
      status: 'running',
      thresholds: thresholds.map((t) => ({ ...t, fired: true })),
    });
    await deadlines.write(id, [line(id, 'respond', '2030-01-01T00:00:00Z')]);
    expect(await isDue('2030-01-01T00:00:00Z')).toBe(true);
  });

  it('When a line was written anew between reading and marking, then the mark is lost and not the deadline', async () => {
    const id = newRequestId();
    const { deadlines } = own.books;
    await deadlines.write(id, [line(id, 'respond', '2029-01-01T00:00:00Z')]);
    const [stale] = await deadlines.read(id);
    await deadlines.write(id, [line(id, 'respond', '2029-03-01T00:00:00Z')]);
    expect(await deadlines.markFired([{ line: stale!, codes: ['breach'] }])).toBe(0);
    const due = await deadlines.due('2029-03-01T00:00:00Z', 10);
    expect(due.some(({ caseId }) => caseId === id)).toBe(true);

    await deadlines.write(id, [line(id, 'respond', '2029-03-01T00:00:00Z', { thresholds: [thresholds[0]] })]);
    const [shorter] = await deadlines.read(id);
    await deadlines.write(id, [line(id, 'respond', '2029-03-01T00:00:00Z', { thresholds })]);
    expect(await deadlines.markFired([{ line: shorter!, codes: ['50%'] }])).toBe(0);
    await deadlines.write(id, [line(id, 'respond', '2029-03-01T00:00:00Z')]);
    const [without] = await deadlines.read(id);
    expect(await deadlines.markFired([{ line: without!, codes: ['breach'] }])).toBe(1);
  });

  it('When lines stand still, then they fall due no more until they run again', async () => {
    const id = newRequestId();
    const { deadlines } = own.books;
    const isDue = async () =>
      (await deadlines.due('2027-06-01T00:00:00Z', 10)).some(({ caseId }) => caseId === id);
    await deadlines.write(id, [line(id, 'respond', '2027-01-01T00:00:00Z', { status: 'paused' })]);
    expect(await isDue()).toBe(false);
    await deadlines.write(id, [line(id, 'respond', '2027-01-01T00:00:00Z')]);
    expect(await isDue()).toBe(true);
    await deadlines.write(id, []);
  });

  it('When unsettled lines are listed, then unfinished ones come by case, and a case is never cut in two', async () => {
    const other = await ownDatabase();
    try {
      const { deadlines } = other.books;
      const ids = [newRequestId(), newRequestId(), newRequestId()].sort();
      const unsettled = { provisional: true };
      for (const id of ids)
        await deadlines.write(id, [
          line(id, 'acknowledge', '2031-01-01T00:00:00Z', unsettled),
          line(id, 'respond', '2031-01-01T00:00:00Z', { ...unsettled, status: 'paused' }),
          line(id, 'settled', '2031-01-01T00:00:00Z'),
          line(id, 'over', '2031-01-01T00:00:00Z', { ...unsettled, status: 'satisfied' }),
        ]);
      const seen: string[] = [];
      let after: RequestId | undefined;
      for (;;) {
        const batch = await deadlines.provisional(after, 3);
        if (batch.length === 0) break;
        seen.push(...batch.map(({ caseId, clock }) => `${caseId} ${clock}`));
        after = batch.at(-1)?.caseId as RequestId;
      }
      expect(seen).toEqual(ids.flatMap((id) => [`${id} acknowledge`, `${id} respond`]));
    } finally {
      await other.drop();
    }
  });
});

describe('The task board', () => {
  const task = (dueAt?: string, requestId = newRequestId()) => ({
    taskId: taskIdOf(newRequestId(), 'test'),
    requestId,
    kind: 'paperArchive' as const,
    openedAt: '2026-03-02T01:00:00Z',
    ...(dueAt === undefined ? {} : { dueAt }),
  });

  it('When a task is opened twice and closed twice, then the first time counts', async () => {
    const { tasks } = own.books;
    const opened = task('2026-04-01T00:00:00Z');
    await tasks.open(opened);
    await tasks.open({ ...opened, kind: 'decide' });
    expect(await tasks.find(opened.taskId)).toEqual({ ...opened, status: 'open' });
    await tasks.close(opened.taskId, 'done', 'staff-1', '2026-03-03T00:00:00Z', 'done');
    await tasks.close(opened.taskId, 'cancelled', 'staff-2', '2026-03-04T00:00:00Z');
    await tasks.open(opened);
    const done = {
      status: 'done',
      result: 'done',
      completedBy: 'staff-1',
      completedAt: '2026-03-03T00:00:00Z',
    };
    expect(await tasks.find(opened.taskId)).toEqual({ ...opened, ...done });
    await expect(
      tasks.close(taskIdOf(newRequestId(), 'test'), 'done', 's', '2026-03-03T00:00:00Z'),
    ).rejects.toMatchObject({
      kind: 'missing',
    });
  });

  it('When tasks are paged, then soonest due come first and those without a date last', async () => {
    const requestId = newRequestId();
    const [late, never, soon] = [
      task('2026-05-01T00:00:00Z', requestId),
      task(undefined, requestId),
      task('2026-04-01T00:00:00Z', requestId),
    ];
    for (const each of [late, never, soon]) await own.books.tasks.open(each);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await own.books.tasks.page({ requestId, status: 'open', kind: 'paperArchive' }, cursor, 1);
      seen.push(...page.items.map((each) => each.taskId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([soon.taskId, late.taskId, never.taskId]);
  });
});

describe('The code book', () => {
  const hash = sha256Hex;
  const code = (requestId: RequestId, text: string, hour = 1, purpose: CodePurpose = 'verifyIdentity') => ({
    requestId,
    purpose,
    codeHash: hash(text),
    issuedAt: `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`,
    expiresAt: `2026-03-02T${String(hour).padStart(2, '0')}:10:00Z`,
  });
  const soon = '2026-03-02T01:05:00Z';

  it('When the code is right, then it works once, for its request and purpose only', async () => {
    const [id, other] = [newRequestId(), newRequestId()];
    const { codes } = own.books;
    expect(await codes.issue(code(id, '1'))).toBe(true);
    expect(await codes.guess(other, 'verifyIdentity', hash('1'), soon)).toBe('none');
    expect(await codes.guess(id, 'fetchPackage', hash('1'), soon)).toBe('none');
    expect(await codes.guess(id, 'verifyIdentity', hash('2'), soon)).toBe('wrong');
    expect(await codes.guess(id, 'verifyIdentity', hash('1'), soon)).toBe('right');
    expect(await codes.guess(id, 'verifyIdentity', hash('1'), soon)).toBe('used');
  });

  it('When the code has expired, then even the right guess fails', async () => {
    const id = newRequestId();
    await own.books.codes.issue(code(id, '1'));
    expect(await own.books.codes.guess(id, 'verifyIdentity', hash('1'), '2026-03-02T01:10:00Z')).toBe(
      'expired',
    );
  });

  it('When five hundred guess at once, then at most five are evaluated', async () => {
    const id = newRequestId();
    await own.books.codes.issue(code(id, 'the code'));
    const results = await atOnce(500, (n) => own.books.codes.guess(id, 'verifyIdentity', hash(`${n}`), soon));
    expect(results.filter((result) => result === 'wrong')).toHaveLength(5);
    expect(results.filter((result) => result === 'exhausted')).toHaveLength(495);
    expect(await own.books.codes.guess(id, 'verifyIdentity', hash('the code'), soon)).toBe('exhausted');
  });

  it('When the right code comes five times at once, then one of them wins', async () => {
    const id = newRequestId();
    await own.books.codes.issue(code(id, '1'));
    const results = await atOnce(5, () => own.books.codes.guess(id, 'verifyIdentity', hash('1'), soon));
    expect(results.filter((result) => result === 'right')).toHaveLength(1);
  });

  it('When a new code is issued, then the earlier one is void and a late repeat does not bring it back', async () => {
    const id = newRequestId();
    const { codes } = own.books;
    await codes.issue(code(id, 'old', 1));
    await codes.issue(code(id, 'new', 2));
    expect(await codes.issue(code(id, 'old', 1))).toBe(true);
    const now = '2026-03-02T02:05:00Z';
    expect(await codes.guess(id, 'verifyIdentity', hash('old'), now)).toBe('wrong');
    expect(await codes.guess(id, 'verifyIdentity', hash('new'), now)).toBe('right');
  });

  it('When an activity issues the same code again, then guesses stay counted and the code stays used', async () => {
    const id = newRequestId();
    const { codes } = own.books;
    await codes.issue(code(id, '1'));
    expect(await codes.guess(id, 'verifyIdentity', hash('1'), soon)).toBe('right');
    expect(await codes.issue(code(id, '1'))).toBe(true);
    expect(await codes.guess(id, 'verifyIdentity', hash('1'), soon)).toBe('used');
  });

  it('When codes are asked for all day, then three are issued in any 24 hours whatever their purpose', async () => {
    const id = newRequestId();
    const { codes } = own.books;
    expect(await codes.issue(code(id, '1', 1))).toBe(true);
    expect(await codes.issue(code(id, '2', 2, 'confirmChange'))).toBe(true);
    expect(await codes.issue(code(id, '2', 2, 'confirmChange'))).toBe(true);
    expect(await codes.issue(code(id, '3', 3))).toBe(true);
    expect(await codes.issue(code(id, '4', 4))).toBe(false);
    expect(await codes.guess(id, 'verifyIdentity', hash('4'), '2026-03-02T04:01:00Z')).toBe('expired');
    const nextDay = { issuedAt: '2026-03-03T01:00:00Z', expiresAt: '2026-03-03T01:10:00Z' };
    expect(await codes.issue({ ...code(id, '5'), ...nextDay })).toBe(true);
    expect(await codes.issue({ ...code(id, '6'), ...nextDay })).toBe(false);
  });

  it('When twenty codes are asked for at once, then three are issued', async () => {
    const id = newRequestId();
    const issued = await atOnce(20, (n) => own.books.codes.issue(code(id, `${n}`)));
    expect(issued.filter(Boolean)).toHaveLength(3);
  });
});

describe('The notice ledger', () => {
  it('When a notice was accepted, then a repeat finds that out and a late refusal changes nothing', async () => {
    const requestId = newRequestId();
    const { notices } = own.books;
    const notice = {
      noticeId: `${requestId}/closed/1`,
      requestId,
      kind: 'closed',
      messageId: '<a@example.com>',
    };
    expect(await notices.begin(notice)).toMatchObject({ status: 'queued', attempts: 1 });
    expect(await notices.begin(notice)).toMatchObject({ status: 'queued', attempts: 2 });
    await notices.finish(notice.noticeId, 'accepted', '2026-03-02T02:00:00Z', 250);
    await notices.finish(notice.noticeId, 'refused', '2026-03-02T03:00:00Z', 550);
    const accepted = {
      ...notice,
      status: 'accepted',
      attempts: 2,
      acceptedAt: '2026-03-02T02:00:00Z',
      statusAt: '2026-03-02T02:00:00Z',
      replyCode: 250,
    };
    expect(await notices.begin(notice)).toEqual(accepted);
    expect(await notices.list(requestId)).toEqual([accepted]);
    await expect(notices.finish('none', 'accepted', '2026-03-02T02:00:00Z', 250)).rejects.toMatchObject({
      kind: 'missing',
    });
  });

  it('When a notice was refused for good, then a repeat finds that out and does not send it again', async () => {
    const requestId = newRequestId();
    const { notices } = own.books;
    const noticeId = `${requestId}/completion/1`;
    const notice = { noticeId, requestId, kind: 'completion', messageId: '<b@example.com>' };
    expect(await notices.begin(notice)).toMatchObject({ status: 'queued', attempts: 1 });
    await notices.finish(noticeId, 'refused', '2026-03-02T01:00:00Z', 550);
    expect(await notices.begin(notice)).toEqual({
      ...notice,
      status: 'refused',
      attempts: 1,
      statusAt: '2026-03-02T01:00:00Z',
      replyCode: 550,
    });
  });

  it('When a letter with a last moment has expired, then a repeat finds that out and does not send it', async () => {
    const requestId = newRequestId();
    const { notices } = own.books;
    const noticeId = `${requestId}/extension/1`;
    const notice = { noticeId, requestId, kind: 'extension', messageId: '<c@example.com>' };
    await notices.begin(notice);
    await notices.finish(noticeId, 'expired', '2026-03-02T01:00:00Z', 0);
    expect(await notices.begin(notice)).toMatchObject({ status: 'expired', attempts: 1 });
  });

  const letter = async (name: string) => {
    const requestId = newRequestId();
    const noticeId = `${requestId}/completion/1`;
    const messageId = `<${name}@example.com>`;
    await own.books.notices.begin({ noticeId, requestId, kind: 'completion', messageId });
    return { noticeId, messageId };
  };

  it('When a report names no letter of ours, then it says so', async () => {
    const { notices } = own.books;
    const report = notices.deliveryReport('<none@example.com>', 'bounced', '5.1.1', '2026-03-02T03:00:00Z');
    expect(await report).toBeUndefined();
  });

  it('When a letter bounces twice, then the first report stays, and no delivery takes it back', async () => {
    const { notices } = own.books;
    const { noticeId, messageId } = await letter('d');
    await notices.finish(noticeId, 'accepted', '2026-03-02T02:00:00Z', 250);
    const bounced = { status: 'bounced', statusAt: '2026-03-02T03:00:00Z', reportCode: '5.1.1' };
    for (const [report, code, at] of [
      ['bounced', '5.1.1', '2026-03-02T03:00:00Z'],
      ['bounced', '5.2.2', '2026-03-02T04:00:00Z'],
      ['delivered', '2.0.0', '2026-03-02T05:00:00Z'],
    ] as const)
      expect(await notices.deliveryReport(messageId, report, code, at)).toMatchObject({
        ...bounced,
        acceptedAt: '2026-03-02T02:00:00Z',
      });
  });

  it('When a bounce overtakes our own note of acceptance, then it stands, and the letter is not sent again', async () => {
    const { notices } = own.books;
    const { noticeId, messageId } = await letter('e');
    await notices.deliveryReport(messageId, 'bounced', '5.1.1', '2026-03-02T02:00:01Z');
    await notices.finish(noticeId, 'accepted', '2026-03-02T02:00:02Z', 250);
    const requestId = noticeId.split('/')[0] as RequestId;
    const again = await notices.begin({ noticeId, requestId, kind: 'completion', messageId });
    expect(again).toMatchObject({ status: 'bounced', attempts: 1 });
  });

  it('When a letter was refused, then a report changes nothing', async () => {
    const { notices } = own.books;
    const { noticeId, messageId } = await letter('f');
    await notices.finish(noticeId, 'refused', '2026-03-02T02:00:00Z', 550);
    const report = await notices.deliveryReport(messageId, 'bounced', '5.1.1', '2026-03-02T03:00:00Z');
    expect(report).toMatchObject({ status: 'refused', statusAt: '2026-03-02T02:00:00Z' });
  });
});

describe('The processing register', () => {
  const family = { kind: 'email', value: 'family@example.com', sharing: 'shared' } as const;
  const phone = { kind: 'phone', value: '+8613800000001', sharing: 'sole' } as const;

  it('When restrictions are entered and lifted, then those in force are found by each identifier', async () => {
    const [a, b] = [newRequestId(), newRequestId()].sort() as [RequestId, RequestId];
    const { register } = own.books;
    const since = '2026-03-02T01:00:00Z';
    await register.enter({ requestId: a, kind: 'restriction', purposes: ['*'], since }, [family, phone]);
    await register.enter({ requestId: a, kind: 'restriction', purposes: ['*'], since }, [family, phone]);
    await register.enter({ requestId: b, kind: 'objection', purposes: ['marketing'], since }, [family]);
    const ids = async (kind: 'email' | 'phone', value: string) =>
      (await register.concerning(kind, value)).map((entry) => entry.requestId);
    expect(await ids('email', family.value)).toEqual([a, b]);
    expect(await ids('phone', phone.value)).toEqual([a]);
    expect(await ids('phone', family.value)).toEqual([]);
    await register.lift(a, '2026-03-03T00:00:00Z');
    expect(await ids('email', family.value)).toEqual([b]);
    expect(await register.find(a)).toMatchObject({ requestId: a, status: 'lifted', purposes: ['*'] });
    expect(await register.find(newRequestId())).toBeUndefined();
  });
});

describe('The smaller books', () => {
  it('When a store’s progress is put again, then nothing of the old line is left', async () => {
    const requestId = newRequestId();
    const { stores } = own.books;
    await stores.put({ requestId, storeId: 'shop', found: 3, receipt: 'r-1' });
    await stores.put({ requestId, storeId: 'desk', found: 0, ambiguous: 1 });
    await stores.put({ requestId, storeId: 'shop', found: 4 });
    expect(await stores.list(requestId)).toEqual([
      { requestId, storeId: 'desk', found: 0, ambiguous: 1 },
      { requestId, storeId: 'shop', found: 4 },
    ]);
  });

  it('When a data map is pinned, then it comes back as it was and never changes', async () => {
    const version = sha256Hex('map');
    const map = {
      version,
      controller: { complaints: { 'EU-GDPR': {}, 'a.$b': 1 } },
      stores: [],
    } as unknown as DataMap;
    await own.books.dataMaps.pin(map);
    await own.books.dataMaps.pin({ ...map, purposes: [] });
    expect(await own.books.dataMaps.find(version)).toEqual(map);
    expect(await own.books.dataMaps.find(sha256Hex('other'))).toBeUndefined();
  });

  it('When lines are added to a conversation, repeats included, then they are listed in order', async () => {
    const requestId = newRequestId();
    const { conversation } = own.books;
    const lines = [
      { lineId: 'b', from: 'subject', at: '2026-03-02T01:00:00Z', text: '你好' },
      { lineId: 'a', from: 'staff', at: '2026-03-02T01:00:00.500Z', text: 'Good day' },
    ] as const;
    for (const line of [lines[1], lines[0], { ...lines[0], text: 'changed' }])
      await conversation.add(requestId, line);
    expect(await conversation.list(requestId)).toEqual(lines);
    expect(await conversation.list(newRequestId())).toEqual([]);
  });

  it('When an access is logged, then the line is there', async () => {
    const line = {
      at: '2026-03-02T01:00:00Z',
      actor: { kind: 'staff', id: 's1', role: 'auditor' },
      action: 'view',
      allowed: true,
    } as const;
    await own.books.accessLog.write(line);
    expect(await own.raw.collection('access_log').findOne({ action: 'view' })).toMatchObject(line);
  });
});

describe('The idempotency book', () => {
  const now = '2026-03-02T01:00:00Z';
  const answer = {
    status: 201,
    body: { requestId: 'x', token: 'canary-token' },
    headers: { location: '/v1/x' },
  };

  it('When a key is used again, then the first answer is replayed, and another body is a conflict', async () => {
    const { idempotency } = own.books;
    expect(await idempotency.begin('s', 'k1', 'h1', now)).toEqual({ outcome: 'new' });
    expect(await idempotency.begin('s', 'k1', 'h1', now)).toEqual({ outcome: 'busy' });
    await idempotency.finish('s', 'k1', answer);
    await idempotency.finish('s', 'k1', { ...answer, status: 500 });
    expect(await idempotency.begin('s', 'k1', 'h1', now)).toEqual({ outcome: 'replay', answer });
    expect(await idempotency.begin('s', 'k1', 'h2', now)).toEqual({ outcome: 'conflict' });
    expect(await idempotency.begin('t', 'k1', 'h2', now)).toEqual({ outcome: 'new' });
  });

  it('When a hundred calls claim one key at once, then one may run', async () => {
    const claims = await atOnce(100, () => own.books.idempotency.begin('s', 'race', 'h', now));
    expect(claims.filter((claim) => claim.outcome === 'new')).toHaveLength(1);
    expect(claims.filter((claim) => claim.outcome === 'busy')).toHaveLength(99);
  });

  it('When a call failed before its effect, then its key is free again; after an answer it is not', async () => {
    const { idempotency } = own.books;
    await idempotency.begin('s', 'k2', 'h1', now);
    await idempotency.release('s', 'k2');
    expect(await idempotency.begin('s', 'k2', 'h2', now)).toEqual({ outcome: 'new' });
    await idempotency.finish('s', 'k2', answer);
    await idempotency.release('s', 'k2');
    expect(await idempotency.begin('s', 'k2', 'h2', now)).toMatchObject({ outcome: 'replay' });
  });

  it('When the first call died without an answer, then after a minute one other may run', async () => {
    const { idempotency } = own.books;
    await idempotency.begin('s', 'k3', 'h1', now);
    const later = await atOnce(10, () => idempotency.begin('s', 'k3', 'h1', '2026-03-02T01:01:00Z'));
    expect(later.filter((claim) => claim.outcome === 'new')).toHaveLength(1);
  });
});
