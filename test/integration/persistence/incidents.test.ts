import { newIncidentId } from '../../../crypto/ids';
import { closeIncident, reportIncident } from '../../../domain/incident-commands';
import { PersistenceError } from '../../../domain/port-errors';
import { incidentOf } from '../../support/incidents';
import { atOnce, ownDatabase } from './support';
import type { OwnDatabase } from './support';

const now = '2026-03-02T02:00:00.000Z';

let own: OwnDatabase;
beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(() => own.drop());

describe('The register of incidents', () => {
  it('When an incident is written, changed and closed, then it is read as it was given', async () => {
    const { incidents } = own.books;
    const logged = incidentOf({ regimes: ['EU-GDPR', 'CN-CONTRACT'], profiles: ['small-agent'] });
    await incidents.open(logged);
    expect(await incidents.find(logged.incidentId)).toEqual(logged);
    const report = { reportId: 'r', by: 'shen', regime: 'CN-CONTRACT', addressee: 'principal', at: now };
    const told = reportIncident(logged, report, now);
    expect(await incidents.replace(told)).toBe(true);
    const ground = { ground: 'duplicate', reasonHash: 'f'.repeat(64) } as const;
    const closed = closeIncident(told, { closureId: 'c', by: 'shen', ...ground }, now);
    expect(await incidents.replace(closed)).toBe(true);
    expect(await incidents.find(logged.incidentId)).toEqual(closed);
  });

  it('When it is opened again, then what happened since stays', async () => {
    const { incidents } = own.books;
    const logged = incidentOf();
    await incidents.open(logged);
    const closed = closeIncident(logged, { closureId: 'c', by: 'shen', ground: 'duplicate' }, now);
    await incidents.replace(closed);
    await incidents.open(logged);
    expect(await incidents.find(logged.incidentId)).toEqual(closed);
  });

  it('When several change the same version at once, then one of them does', async () => {
    const { incidents } = own.books;
    const logged = incidentOf();
    await incidents.open(logged);
    const outcomes = await atOnce(8, (n) =>
      incidents.replace(closeIncident(logged, { closureId: `c${n}`, by: 'shen', ground: 'duplicate' }, now)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const stored = await incidents.find(logged.incidentId);
    expect(stored?.closure?.closureId).toBe(`c${outcomes.indexOf(true)}`);
  });

  it('When an incident that is not there is changed, then that is an error and it does not come about', async () => {
    const { incidents } = own.books;
    const unknown = incidentOf();
    await expect(incidents.replace({ ...unknown, version: 2 })).rejects.toBeInstanceOf(PersistenceError);
    expect(await incidents.find(unknown.incidentId)).toBeUndefined();
    expect(await incidents.find(newIncidentId())).toBeUndefined();
  });

  it('When incidents are listed, then the last discovered come first, page by page, also of equal instants', async () => {
    const other = await ownDatabase();
    try {
      const { incidents } = other.books;
      const days = ['01', '02', '02', '02', '01'];
      const logged = days.map((day) => incidentOf({ discoveredAt: `2026-03-${day}T01:00:00Z` }));
      for (const incident of logged) await incidents.open(incident);
      await incidents.replace({ ...logged[1]!, version: 2, status: 'closed' });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await incidents.page({}, cursor, 2);
        seen.push(...page.items.map(({ incidentId }) => incidentId));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(5);
      const last = [logged[0], logged[4]].map((incident) => incident!.incidentId);
      expect(seen.slice(3).sort()).toEqual(last.sort());
      const open = await incidents.page({ status: 'open' }, undefined, 10);
      expect(open.items.map(({ incidentId }) => incidentId)).not.toContain(logged[1]!.incidentId);
      expect(open.items).toHaveLength(4);
    } finally {
      await other.drop();
    }
  });
});

describe('The access log', () => {
  const attempt = (second: number, allowed: boolean) => ({
    at: `2026-03-02T01:00:0${second}.000Z`,
    actor: { kind: 'staff', id: 'chen-operator', role: 'operator' } as const,
    action: 'approve',
    allowed,
    ...(allowed ? {} : { code: 'DSR_FORBIDDEN' }),
  });

  it('When refused attempts are listed, then they come newest first, and what was allowed does not', async () => {
    const { accessLog } = own.books;
    for (const [second, allowed] of [
      [1, false],
      [2, true],
      [3, false],
      [3, false],
    ] as const)
      await accessLog.write(attempt(second, allowed));
    const first = await accessLog.refused(undefined, 2);
    const second = await accessLog.refused(first.next, 2);
    expect([...first.items, ...second.items].map(({ at }) => at.slice(17, 19))).toEqual(['03', '03', '01']);
    expect(second.next).toBeUndefined();
    const { attemptId, ...line } = second.items[0]!;
    const { allowed: _allowed, ...written } = attempt(1, false);
    expect(line).toEqual(written);
    expect(await accessLog.findRefused(attemptId)).toEqual({ attemptId, ...line });
  });

  it('When an attempt is not there, or was allowed, then it is none', async () => {
    const { accessLog } = own.books;
    const allowed = await own.raw.collection('access_log').findOne({ allowed: true });
    expect(await accessLog.findRefused(String(allowed?._id))).toBeUndefined();
    expect(await accessLog.findRefused('att_0')).toBeUndefined();
  });
});
