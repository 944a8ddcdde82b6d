import { newRequestId } from '../../../crypto/ids';
import { alertLevels, clockAlertId } from '../../../domain/alert';
import type { AlertDraft } from '../../../domain/alert';
import type { AlertDigest, Persistence } from '../../../domain/ports';
import { atOnce, ownDatabase } from './support';
import type { OwnDatabase } from './support';

const noon = '2026-03-02T04:00:00Z';
const leaseMs = 60_000;

let own: OwnDatabase;
beforeEach(async () => {
  own = await ownDatabase();
});
afterEach(() => own.drop());

function draftOf(change: Partial<AlertDraft> = {}): AlertDraft {
  const caseId = newRequestId();
  const alertId = clockAlertId(caseId, 'CN-GBT35273', 'respond', '50%');
  return {
    alertId,
    kind: 'reminder',
    level: 'operator',
    caseId,
    regime: 'CN-GBT35273',
    clock: 'respond',
    threshold: '50%',
    deadlineAt: '2026-04-01T16:00:00Z',
    raisedAt: noon,
    raisedBy: 'sweep',
    ...change,
  };
}

/** `ms` after noon. */
function later(ms: number): string {
  return new Date(Date.parse(noon) + ms).toISOString();
}

/** Claims until nothing waits, without delivering. */
async function claimAll({ alerts }: Persistence, now: string, limit: number): Promise<AlertDigest[]> {
  const digests: AlertDigest[] = [];
  for (;;) {
    const digest = await alerts.claim(now, leaseMs, limit);
    if (digest === undefined) return digests;
    digests.push(digest);
  }
}

const idsOf = (digests: readonly AlertDigest[]) =>
  digests.flatMap(({ alerts }) => alerts.map(({ alertId }) => alertId));

describe('The book of alerts', () => {
  it('When an alert is raised again, alone or among new ones, then the first stays and only new ones count', async () => {
    const { alerts } = own.books;
    const [first, second, third] = [draftOf(), draftOf(), draftOf()];
    expect(await alerts.raise([])).toBe(0);
    expect(await alerts.raise([first])).toBe(1);
    expect(await alerts.raise([second, { ...first, level: 'supervisor', raisedBy: 'watch' }, third])).toBe(2);
    expect(await alerts.raise([first, second, third])).toBe(0);
    expect(await alerts.find(first.alertId)).toEqual({ ...first, status: 'open' });
    expect(await alerts.find('nothing/of/the/kind')).toBeUndefined();
  });

  it('When many raise the same alerts at once, then each is new for exactly one of them', async () => {
    const others = await own.secondProcess();
    const drafts = Array.from({ length: 40 }, () => draftOf());
    const counts = await atOnce(8, (n) => (n % 2 === 0 ? own.books : others).alerts.raise(drafts));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(await own.raw.collection('alerts').countDocuments()).toBe(40);
  });

  it('When a draft has a member that alerts do not have, then it is refused and not written', async () => {
    const odd = { ...draftOf(), name: 'Zhang Wei' };
    await expect(own.books.alerts.raise([draftOf(), odd])).rejects.toMatchObject({ kind: 'invalid' });
    expect(await own.books.alerts.find(odd.alertId)).toBeUndefined();
  });

  it('When digests are claimed, then each holds one level, the highest first, and no alert lies in two', async () => {
    const { alerts } = own.books;
    const drafts = alertLevels.flatMap((level) => [
      draftOf({ level }),
      draftOf({ level }),
      draftOf({ level }),
    ]);
    await alerts.raise(drafts);
    const digests = await claimAll(own.books, noon, 2);
    expect(digests.map(({ level, alerts: carried }) => [level, carried.length])).toEqual([
      ['privacyOfficer', 2],
      ['privacyOfficer', 1],
      ['supervisor', 2],
      ['supervisor', 1],
      ['operator', 2],
      ['operator', 1],
    ]);
    for (const { level, alerts: carried } of digests)
      expect(carried.every((alert) => alert.level === level)).toBe(true);
    expect(idsOf(digests).sort()).toEqual(drafts.map(({ alertId }) => alertId).sort());
  });

  it('When many claim at once, then every alert is in exactly one digest', async () => {
    const others = await own.secondProcess();
    const drafts = Array.from({ length: 120 }, () => draftOf());
    await own.books.alerts.raise(drafts);
    const claimed = await atOnce(8, (n) => claimAll(n % 2 === 0 ? own.books : others, noon, 7));
    expect(idsOf(claimed.flat()).sort()).toEqual(drafts.map(({ alertId }) => alertId).sort());
  });

  it('When a claimant dies, then after its lease the digest is claimed as it was; when it was delivered, never again', async () => {
    const { alerts } = own.books;
    const [left, fresh] = [draftOf(), draftOf()];
    await alerts.raise([left]);
    const digest = await alerts.claim(noon, leaseMs, 10);
    await alerts.raise([fresh]);
    const second = await alerts.claim(later(1_000), leaseMs, 10);
    expect(second?.alerts.map(({ alertId }) => alertId)).toEqual([fresh.alertId]);
    expect(await alerts.claim(later(leaseMs - 1), leaseMs, 10)).toBeUndefined();
    expect(await alerts.claim(later(leaseMs), leaseMs, 10)).toEqual(digest);

    const at = later(leaseMs + 1);
    await alerts.delivered(digest?.digestId ?? '', at);
    await alerts.delivered(second?.digestId ?? '', at);
    expect(await alerts.claim(later(10 * leaseMs), leaseMs, 10)).toBeUndefined();
    expect((await alerts.find(left.alertId))?.deliveredAt).toBe(at);
  });

  it('When one channel has taken a digest, then whoever claims it next knows', async () => {
    const { alerts } = own.books;
    await alerts.raise([draftOf()]);
    const digest = await alerts.claim(noon, leaseMs, 10);
    expect(digest?.takenBy).toEqual([]);
    await alerts.taken(digest?.digestId ?? '', 'mail');
    await alerts.taken(digest?.digestId ?? '', 'mail');
    expect(await alerts.claim(later(leaseMs), leaseMs, 10)).toEqual({ ...digest, takenBy: ['mail'] });
  });

  it('When a claimant dies before it took its alerts, then the digest is filled by whoever claims it next', async () => {
    const { alerts } = own.books;
    const draft = draftOf();
    await alerts.raise([draft]);
    await own.raw.collection<{ _id: string }>('alert_digests').insertOne({
      _id: 'digest_left',
      level: 'operator',
      candidates: [draft.alertId],
      leaseUntil: new Date(noon),
      pending: true,
      takenBy: [],
    } as never);
    const digest = await alerts.claim(later(1), leaseMs, 10);
    expect(digest).toMatchObject({ digestId: 'digest_left', alerts: [{ alertId: draft.alertId }] });
    expect(await alerts.claim(later(2), leaseMs, 10)).toBeUndefined();
  });

  it('When staff acknowledge twice, then the first stays; when there is no such alert, then it says so', async () => {
    const { alerts } = own.books;
    const draft = draftOf();
    await alerts.raise([draft]);
    expect(await alerts.acknowledge(draft.alertId, 'staff-1', noon)).toBe(true);
    expect(await alerts.acknowledge(draft.alertId, 'staff-2', later(1))).toBe(true);
    expect(await alerts.acknowledge('nothing/of/the/kind', 'staff-1', noon)).toBe(false);
    expect(await alerts.find(draft.alertId)).toEqual({
      ...draft,
      status: 'acknowledged',
      acknowledgedBy: 'staff-1',
      acknowledgedAt: noon,
    });
  });

  it('When alerts are paged, then newest come first and every filter holds', async () => {
    const { alerts } = own.books;
    const [first, second, third] = [
      draftOf({ raisedAt: later(1) }),
      draftOf({ raisedAt: later(2), kind: 'breach', level: 'privacyOfficer' }),
      draftOf({ raisedAt: later(2) }),
    ];
    await alerts.raise([first, second, third]);
    await alerts.acknowledge(first.alertId, 'staff-1', noon);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await alerts.page({}, cursor, 1);
      seen.push(...page.items.map(({ alertId }) => alertId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(3);
    expect(seen.at(-1)).toBe(first.alertId);
    const chosen = async (filter: Parameters<typeof alerts.page>[0]) =>
      (await alerts.page(filter, undefined, 10)).items.map(({ alertId }) => alertId);
    expect(await chosen({ kind: 'breach' })).toEqual([second.alertId]);
    expect(await chosen({ level: 'privacyOfficer' })).toEqual([second.alertId]);
    expect(await chosen({ status: 'acknowledged' })).toEqual([first.alertId]);
    expect(await chosen({ caseId: third.caseId! })).toEqual([third.alertId]);
  });
});

describe('The beats of the engine', () => {
  it('When a late beat comes after a later one, then the later one stays', async () => {
    const { beats } = own.books;
    expect(await beats.last()).toBeUndefined();
    await beats.beat(noon);
    await beats.beat(later(2_000));
    await beats.beat(later(1_000));
    expect(await beats.last()).toBe(later(2_000));
  });
});
