import type { RequestId } from '../../../domain/ids';
import type { LedgerLine } from '../../../domain/ports';
import { sweepLines } from '../../../domain/sweep';

const caseId = 'req_00000000000000000001' as RequestId;

function lineOf(change: Partial<LedgerLine> = {}): LedgerLine {
  return {
    caseId,
    regime: 'CN-GBT35273',
    clock: 'respond',
    deadlineAt: '2026-04-01T16:00:00Z',
    strictAt: '2026-04-01T16:00:00Z',
    targetAt: '2026-03-30T16:00:00Z',
    provisional: false,
    calendarVersion: 'CN-2026@x',
    status: 'running',
    thresholds: [
      { code: '50%', level: 'operator', at: '2026-03-15T16:00:00Z', fired: false },
      { code: '80%', level: 'supervisor', at: '2026-03-25T16:00:00Z', fired: false },
    ],
    ...change,
  };
}

const codesAt = (line: LedgerLine, now: string) =>
  sweepLines([line], now, 'sweep').alerts.map(({ threshold }) => threshold);

describe('What falls due of a line of the ledger', () => {
  it.each(['paused', 'satisfied', 'breached'] as const)(
    'When the line is %s, then nothing falls due however late it is',
    (status) => {
      expect(sweepLines([lineOf({ status })], '2030-01-01T00:00:00Z', 'sweep')).toEqual({
        alerts: [],
        fired: [],
      });
    },
  );

  it('When nothing is due yet, then nothing is raised and nothing fires', () => {
    expect(sweepLines([lineOf()], '2026-03-15T15:59:59Z', 'sweep')).toEqual({ alerts: [], fired: [] });
  });

  it('When an instant is reached exactly, with or without fractions of a second, then it is due', () => {
    expect(codesAt(lineOf(), '2026-03-15T16:00:00Z')).toEqual(['50%']);
    expect(codesAt(lineOf(), '2026-03-15T16:00:00.000Z')).toEqual(['50%']);
  });

  it('When all was slept through, then each threshold is told to its level, and the breach to the privacy officer', () => {
    const { alerts, fired } = sweepLines([lineOf()], '2026-05-01T00:00:00Z', 'watch');
    expect(alerts.map(({ alertId, kind, level }) => [alertId, kind, level])).toEqual([
      [`${caseId}/CN-GBT35273/respond/50%`, 'reminder', 'operator'],
      [`${caseId}/CN-GBT35273/respond/80%`, 'reminder', 'supervisor'],
      [`${caseId}/CN-GBT35273/respond/breach`, 'breach', 'privacyOfficer'],
    ]);
    expect(alerts.every(({ raisedBy, deadlineAt }) => raisedBy === 'watch' && deadlineAt !== undefined)).toBe(
      true,
    );
    expect(fired).toEqual([{ line: lineOf(), codes: ['50%', '80%', 'breach'] }]);
  });

  it('When a threshold has fired, then it is not raised again', () => {
    const thresholds = lineOf().thresholds.map((threshold) => ({ ...threshold, fired: true }));
    expect(codesAt(lineOf({ thresholds }), '2026-03-29T00:00:00Z')).toEqual([]);
    expect(codesAt(lineOf({ thresholds }), '2026-04-01T16:00:00Z')).toEqual(['breach']);
  });
});
