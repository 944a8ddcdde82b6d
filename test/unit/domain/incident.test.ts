import type { ErrorCode } from '../../../domain/errors';
import { PublicError } from '../../../domain/errors';
import { clockStatus, incidentLines, untold } from '../../../domain/incident';
import type { Incident, IncidentClock } from '../../../domain/incident';
import { closeIncident, openIncident, reportIncident } from '../../../domain/incident-commands';
import type { Opening, Reporting } from '../../../domain/incident-commands';
import { courseEvidence } from '../../../domain/incident-evidence';
import type { Regime } from '../../../domain/regime';
import { makeRuleBook, profilesIn } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { sweepLines } from '../../../domain/sweep';
import { incidentOf, incidentSettings } from '../../support/incidents';

const now = '2026-03-02T02:00:00.000Z';

function codeOf(act: () => unknown): ErrorCode | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof PublicError) return error.code;
    throw error;
  }
}

let serial = 0;
function report(incident: Incident, regime: string, addressee: string, change: Partial<Reporting> = {}) {
  serial += 1;
  const at = '2026-03-02T01:30:00Z';
  const reporting = { reportId: `r${serial}`, by: 'shen-privacy', regime, addressee, at, ...change };
  return reportIncident(incident, reporting, now);
}

const deadlines = ({ clocks }: Incident) =>
  Object.fromEntries(clocks.map(({ regime, deadlineAt }) => [regime, deadlineAt]));
const onlyClock = ({ clocks }: Incident): IncidentClock => {
  if (clocks.length !== 1) throw new Error(`Expected one clock, got ${clocks.length}.`);
  return clocks[0]!;
};

describe('what is no incident', () => {
  it.each<[string, Partial<Opening>, ErrorCode]>([
    [
      'was discovered in the future',
      { discoveredAt: '2026-03-02T02:00:00.001Z' },
      'DSR_INCIDENT_TIME_INVALID',
    ],
    ['was discovered before 2000', { discoveredAt: '1999-12-31T23:59:59Z' }, 'DSR_INCIDENT_TIME_INVALID'],
    ['names no offset', { discoveredAt: '2026-03-02T01:00:00' }, 'DSR_INCIDENT_TIME_INVALID'],
    ['was discovered on no day', { discoveredAt: '2026-02-30T01:00:00Z' }, 'DSR_INCIDENT_TIME_INVALID'],
    ['names no regime', { regimes: [] }, 'DSR_REGIME_UNKNOWN'],
    ['names a regime twice', { regimes: ['EU-GDPR', 'EU-GDPR'] }, 'DSR_REGIME_UNKNOWN'],
    ['names an unknown regime', { regimes: ['EU-GDPR', 'XX-NONE'] }, 'DSR_REGIME_UNKNOWN'],
    ['names a regime that wants no report', { regimes: ['CN-APP-2019'] }, 'DSR_REGIME_WITHOUT_REPORT'],
    [
      'is older than the regime',
      { regimes: ['CN-CYBER-INCIDENT'], discoveredAt: '2025-10-31T15:59:59Z' },
      'DSR_REGIME_NOT_IN_FORCE',
    ],
    [
      'is older than the clock in a regime that is older',
      { regimes: ['AU-APP'], discoveredAt: '2017-06-01T00:00:00Z' },
      'DSR_REGIME_NOT_IN_FORCE',
    ],
    ['names a kind of controller that nobody knows', { profiles: ['central_body'] }, 'DSR_PROFILE_UNKNOWN'],
  ])('When it %s, then it is refused', (_what, change, code) => {
    expect(codeOf(() => incidentOf(change))).toBe(code);
  });

  it('When the controller itself is of a kind that nobody knows, then nothing is counted by the ordinary period', () => {
    const settings = { ...incidentSettings, profiles: ['critical-infrastrukture'] };
    expect(codeOf(() => incidentOf({}, settings))).toBe('DSR_PROFILE_UNKNOWN');
  });
});

describe('clocks of an incident', () => {
  it('When several regimes apply, then each counts its hours from the discovery, through night and holiday', () => {
    // 16 February 2026 is New Year's Eve of the lunar calendar.
    const incident = incidentOf({
      discoveredAt: '2026-02-16T09:20:00+08:00',
      regimes: ['EU-GDPR', 'CN-CONTRACT', 'CN-CYBER-INCIDENT'],
    });
    expect(incident.discoveredAt).toBe('2026-02-16T01:20:00.000Z');
    expect(deadlines(incident)).toEqual({
      'EU-GDPR': '2026-02-19T01:20:00Z',
      'CN-CONTRACT': '2026-02-17T01:20:00Z',
      'CN-CYBER-INCIDENT': '2026-02-16T05:20:00Z',
    });
    expect(incident.status).toBe('open');
    expect(incident.clocks.every(({ steps }) => steps.length > 0)).toBe(true);
  });

  it('When the clocks of daylight saving change, then an hour is still an hour', () => {
    const incident = incidentOf(
      { discoveredAt: '2026-03-28T12:00:00+01:00' },
      incidentSettings,
      '2026-04-01T00:00:00Z',
    );
    expect(onlyClock(incident).deadlineAt).toBe('2026-03-31T11:00:00Z');
  });

  it.each<[readonly string[], string, readonly string[]]>([
    [[], '2026-03-02T05:00:00Z', ['provincial-cac']],
    [['central-body'], '2026-03-02T03:00:00Z', ['own-cyber-office']],
    [['critical-infrastructure'], '2026-03-02T02:00:00Z', ['protection-department', 'police']],
    [['small-agent'], '2026-03-02T05:00:00Z', ['provincial-cac']],
  ])('When the controller is of the kinds %j, then it reports by %s to %j', (profiles, deadlineAt, told) => {
    const clock = onlyClock(incidentOf({ regimes: ['CN-CYBER-INCIDENT'], profiles }));
    expect(clock.deadlineAt).toBe(deadlineAt);
    expect(clock.addressees.map(({ code }) => code)).toEqual(told);
  });

  it('When the controller is of two kinds, then the earliest deadline stands and everybody is told', () => {
    const incident = incidentOf({
      regimes: ['CN-CYBER-INCIDENT'],
      profiles: ['central-body', 'critical-infrastructure'],
    });
    expect(onlyClock(incident).deadlineAt).toBe('2026-03-02T02:00:00Z');
    expect(untold(incident).map(({ addressee }) => addressee)).toEqual([
      'own-cyber-office',
      'protection-department',
      'police',
    ]);
    expect(incidentLines(incident)).toHaveLength(1);
  });

  it('When nothing is said of the controller, then the configured kinds count; what is said counts before them', () => {
    const settings = { ...incidentSettings, profiles: ['critical-infrastructure'] };
    const deadline = (change: Partial<Opening>) =>
      onlyClock(incidentOf({ regimes: ['CN-CYBER-INCIDENT'], ...change }, settings)).deadlineAt;
    expect(deadline({})).toBe('2026-03-02T02:00:00Z');
    expect(deadline({ profiles: [] })).toBe('2026-03-02T05:00:00Z');
  });

  it('When a rule set wants reports, then each loaded one can be counted, with somebody to tell', () => {
    const ids = [...builtInRules.regimes.values()]
      .filter(
        ({ clocks, effectiveFrom }) =>
          effectiveFrom <= '2026-03-02' && clocks.some(({ kind }) => kind === 'incidentReport'),
      )
      .map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['EU-GDPR', 'CN-CONTRACT', 'CN-CYBER-INCIDENT']));
    for (const id of ids) {
      for (const profiles of [[], profilesIn(builtInRules)]) {
        const incident = incidentOf({ regimes: [id], profiles });
        expect(onlyClock(incident).deadlineAt > incident.discoveredAt).toBe(true);
        expect(untold(incident).length).toBeGreaterThan(0);
      }
    }
  });
});

describe('reports that are refused', () => {
  const incident = incidentOf({ regimes: ['EU-GDPR', 'CN-CONTRACT'] });

  it.each<[string, string, string, Partial<Reporting>, ErrorCode]>([
    ['somebody nobody named', 'EU-GDPR', 'principal', {}, 'DSR_ADDRESSEE_UNKNOWN'],
    [
      'under a regime that is not its own',
      'CN-CYBER-INCIDENT',
      'provincial-cac',
      {},
      'DSR_ADDRESSEE_UNKNOWN',
    ],
    [
      'before the discovery',
      'EU-GDPR',
      'supervisory-authority',
      { at: '2026-03-02T00:59:59.999Z' },
      'DSR_REPORT_TIME_INVALID',
    ],
    [
      'in the future',
      'EU-GDPR',
      'supervisory-authority',
      { at: '2026-03-02T02:00:01Z' },
      'DSR_REPORT_TIME_INVALID',
    ],
    ['at no instant', 'EU-GDPR', 'supervisory-authority', { at: '2026-03-02' }, 'DSR_REPORT_TIME_INVALID'],
  ])('When a report is to %s, then it is refused', (_what, regime, addressee, change, code) => {
    expect(codeOf(() => report(incident, regime, addressee, change))).toBe(code);
  });

  it('When somebody was told already, then a second report is refused and the first stands', () => {
    const told = report(incident, 'CN-CONTRACT', 'principal');
    expect(codeOf(() => report(told, 'CN-CONTRACT', 'principal', { at: now }))).toBe('DSR_ADDRESSEE_TOLD');
    expect(told.reports).toMatchObject([{ at: '2026-03-02T01:30:00.000Z', loggedAt: now }]);
  });

  it('When the same report comes again, then nothing changes', () => {
    const told = report(incident, 'CN-CONTRACT', 'principal', { reportId: 'same' });
    expect(report(told, 'CN-CONTRACT', 'principal', { reportId: 'same' })).toBe(told);
  });

  it('When the incident is closed, then no report is taken', () => {
    const closing = { closureId: 'c', by: 'shen-privacy', ground: 'duplicate' as const };
    const closed = closeIncident(incident, closing, now);
    expect(codeOf(() => report(closed, 'CN-CONTRACT', 'principal'))).toBe('DSR_INCIDENT_CLOSED');
  });
});

describe('what a report satisfies', () => {
  const twoAddressees = () =>
    incidentOf({ regimes: ['CN-CYBER-INCIDENT'], profiles: ['critical-infrastructure'] });
  const inTime = { at: '2026-03-02T01:59:59.999Z' };
  const late = { at: '2026-03-02T02:00:00Z' };

  it('When one of two was told, then the clock still runs', () => {
    const incident = report(twoAddressees(), 'CN-CYBER-INCIDENT', 'police', inTime);
    expect(incident).toMatchObject({ status: 'open', version: 2 });
    expect(untold(incident)).toEqual([{ regime: 'CN-CYBER-INCIDENT', addressee: 'protection-department' }]);
    expect(clockStatus(incident, onlyClock(incident), '2026-03-02T01:59:59Z')).toBe('running');
    expect(incidentLines(incident)).toMatchObject([{ status: 'running' }]);
  });

  it('When the last was told in time, then the clock is satisfied, however late that is logged', () => {
    const one = report(twoAddressees(), 'CN-CYBER-INCIDENT', 'police', inTime);
    const both = report(one, 'CN-CYBER-INCIDENT', 'protection-department', inTime);
    expect(both).toMatchObject({ status: 'reported', version: 3 });
    expect(clockStatus(both, onlyClock(both), '2030-01-01T00:00:00Z')).toBe('satisfied');
    expect(incidentLines(both)).toMatchObject([{ status: 'satisfied' }]);
  });

  it('When the last was told on the very deadline, then the clock is breached and stays so', () => {
    const one = report(twoAddressees(), 'CN-CYBER-INCIDENT', 'police', inTime);
    const both = report(one, 'CN-CYBER-INCIDENT', 'protection-department', late);
    expect(both.status).toBe('reported');
    expect(incidentLines(both)).toMatchObject([{ status: 'breached' }]);
    const closed = closeIncident(both, { closureId: 'c', by: 'shen-privacy' }, now);
    expect(clockStatus(closed, onlyClock(closed), now)).toBe('breached');
  });

  it('When one regime is satisfied, then the clock of the other is what it was', () => {
    const incident = incidentOf({ regimes: ['EU-GDPR', 'CN-CONTRACT'] });
    const [eu, contract] = incidentLines(report(incident, 'CN-CONTRACT', 'principal'));
    expect([eu?.status, contract?.status]).toEqual(['running', 'satisfied']);
    expect(eu).toEqual(incidentLines(incident)[0]);
  });

  it('When the deadline passes and nobody was told, then it shows as breached, and its line is left to the sweep', () => {
    const incident = twoAddressees();
    expect(clockStatus(incident, onlyClock(incident), '2026-03-02T02:00:00Z')).toBe('breached');
    const lines = incidentLines(incident);
    const kinds = sweepLines(lines, '2026-03-02T02:00:00Z', 'sweep').alerts.map(({ kind }) => kind);
    expect(kinds).toContain('breach');
  });
});

describe('the end of an incident', () => {
  const incident = incidentOf({ regimes: ['EU-GDPR', 'CN-CONTRACT'] });
  const closing = { closureId: 'c', by: 'shen-privacy' };

  it('When somebody is untold, then it closes on a ground only', () => {
    const told = report(incident, 'CN-CONTRACT', 'principal');
    expect(codeOf(() => closeIncident(told, closing, now))).toBe('DSR_ADDRESSEE_UNTOLD');
    const closed = closeIncident(told, { ...closing, ground: 'belowThreshold' }, now);
    expect(closed).toMatchObject({ status: 'closed', version: 3, closure: { at: now } });
    expect(closed.clocks.map((clock) => clockStatus(closed, clock, '2030-01-01T00:00:00Z'))).toEqual([
      'notRequired',
      'satisfied',
    ]);
    expect(incidentLines(closed).map(({ regime }) => regime)).toEqual(['CN-CONTRACT']);
  });

  it('When it is closed on a ground after the deadline, then the breach stays', () => {
    const closed = closeIncident(incident, { ...closing, ground: 'notNotifiable' }, '2026-03-04T00:00:00Z');
    expect(incidentLines(closed)).toMatchObject([{ regime: 'CN-CONTRACT', status: 'breached' }]);
  });

  it('When it is closed, then it is not closed again, but by a repeat of the same call', () => {
    const closed = closeIncident(incident, { ...closing, ground: 'duplicate' }, now);
    expect(closeIncident(closed, closing, now)).toBe(closed);
    expect(codeOf(() => closeIncident(closed, { ...closing, closureId: 'd' }, now))).toBe(
      'DSR_INCIDENT_CLOSED',
    );
  });

  it('When everything has happened, then each fact is evidence once, with codes only', () => {
    const told = report(incident, 'CN-CONTRACT', 'principal', { reference: 'LT-2026/17' });
    const closed = closeIncident(told, { ...closing, ground: 'duplicate', reasonHash: 'f'.repeat(64) }, now);
    expect(courseEvidence(closed)).toMatchObject([
      {
        type: 'incidentReported',
        actor: { id: 'shen-privacy', role: 'privacyOfficer' },
        facts: { regime: 'CN-CONTRACT', addressee: 'principal', reference: 'LT-2026/17' },
      },
      { type: 'incidentClosed', facts: { ground: 'duplicate' }, commitments: { reason: 'f'.repeat(64) } },
    ]);
    expect(new Set(courseEvidence(closed).map(({ key }) => key)).size).toBe(2);
  });
});

it('When the rules change after an incident was logged, then its clocks stay as they were counted', () => {
  const incident = incidentOf();
  const regime: Regime = builtInRules.regimes.get('EU-GDPR')!;
  const shorter = { ...regime, clocks: regime.clocks.map((rule) => ({ ...rule, value: 1 })) };
  const rules = makeRuleBook([shorter], [...builtInRules.calendars.values()]);
  const opening = { incidentId: incident.incidentId, kind: incident.kind, regimes: ['EU-GDPR'], by: 'x' };
  const later = openIncident(
    { ...opening, discoveredAt: incident.discoveredAt },
    { ...incidentSettings, rules },
    now,
  );
  expect(onlyClock(later).deadlineAt).toBe('2026-03-02T02:00:00Z');
  const told = report(incident, 'EU-GDPR', 'supervisory-authority');
  expect(told.clocks).toEqual(incident.clocks);
});
