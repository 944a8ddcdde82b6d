import type { ClockState } from '../../../domain/clock-state';
import {
  alreadyAcknowledged,
  carryOver,
  dueEvents,
  earliestClock,
  movedEarlier,
  reached,
  withFired,
} from '../../../domain/clock-state';
import { ledgerLines } from '../../../domain/request-clocks';
import type { RequestState } from '../../../domain/request';
import { standingOf, standsStill, workStandsStill } from '../../../domain/standing';

const caseId = 'req_0123456789abcdefghjk' as RequestState['requestId'];

function clock(parts: Partial<ClockState> = {}): ClockState {
  return {
    regime: 'EU-GDPR',
    clock: 'respond',
    goal: 'answer',
    date: '2026-04-01',
    deadlineAt: '2026-04-01T22:00:00Z',
    strictAt: '2026-04-01T22:00:00Z',
    targetAt: '2026-04-01T22:00:00Z',
    provisional: false,
    ruleVersion: 'v',
    calendarVersion: 'v',
    status: 'running',
    thresholds: [
      { code: '50%', level: 'operator', at: '2026-03-15T00:00:00Z', fired: false },
      { code: '2d', level: 'privacyOfficer', at: '2026-03-30T22:00:00Z', fired: false },
    ],
    extensionGrounds: [],
    extended: false,
    pauseReasons: ['identity'],
    ...parts,
  };
}

describe('what falls due', () => {
  test('When clocks run, then reminders and deadlines come soonest first, and those of settled clocks not at all', () => {
    const clocks = [
      clock(),
      clock({ regime: 'KR-PIPA', deadlineAt: '2026-03-20T15:00:00Z', thresholds: [] }),
      clock({ regime: 'US-VA', status: 'satisfied' }),
      clock({ regime: 'US-TX', status: 'breached' }),
    ];
    expect(dueEvents(clocks).map(({ regime, threshold }) => [regime, threshold])).toEqual([
      ['EU-GDPR', '50%'],
      ['KR-PIPA', 'breach'],
      ['EU-GDPR', '2d'],
      ['EU-GDPR', 'breach'],
    ]);
  });

  test('When something has fired, then it is not due again and nothing else has changed', () => {
    const [first] = dueEvents([clock()]);
    const [after] = withFired([clock()], first!);
    expect(dueEvents([after!]).map(({ threshold }) => threshold)).toEqual(['2d', 'breach']);
    expect({ ...after, thresholds: [] }).toEqual({ ...clock(), thresholds: [] });
  });
});

describe('goals', () => {
  const before = '2026-04-01T21:59:59.999Z';
  const deadline = '2026-04-01T22:00:00.000Z';

  test.each<[string, ClockState['status'], string, ClockState['status']]>([
    ['in the last instant', 'running', before, 'satisfied'],
    ['at the deadline itself', 'running', deadline, 'breached'],
    ['in time, and the news come late', 'breached', before, 'satisfied'],
    ['after a breach', 'breached', deadline, 'breached'],
    ['twice', 'satisfied', deadline, 'satisfied'],
  ])('When a goal is reached %s (%s, %s), then the clock is %s', (_when, status, at, then) => {
    expect(reached([clock({ status })], ['answer'], at)).toMatchObject([{ status: then }]);
  });

  test('When another goal is reached, then the clock runs on', () => {
    expect(reached([clock()], ['acknowledgement', 'recipients'], before)).toEqual([clock()]);
  });

  test('When the answer goes out while the clock stands still, then it is not late', () => {
    expect(reached([clock()], ['answer'], '2026-06-01T00:00:00Z', { pausedFor: 'identity' })).toMatchObject([
      { status: 'satisfied' },
    ]);
  });

  test('When a regime is added after the acknowledgement, then only what was in time serves it', () => {
    const acknowledge = clock({ goal: 'acknowledgement', clock: 'acknowledge' });
    expect(alreadyAcknowledged([acknowledge, clock()], before).map(({ status }) => status)).toEqual([
      'satisfied',
      'running',
    ]);
    expect(alreadyAcknowledged([acknowledge], deadline)).toEqual([acknowledge]);
  });

  test('When a date is promised, then it is the earliest on which an answer is due, not an acknowledgement', () => {
    const clocks = [
      clock({ goal: 'acknowledgement', deadlineAt: '2026-03-10T00:00:00Z' }),
      clock({ regime: 'US-VA', deadlineAt: '2026-04-17T00:00:00Z' }),
      clock({ regime: 'KR-PIPA', deadlineAt: '2026-03-12T00:00:00Z', status: 'breached' }),
      clock(),
    ];
    expect(earliestClock(clocks, 'answer')?.regime).toBe('EU-GDPR');
    expect(earliestClock(clocks, 'recipients')).toBeUndefined();
  });
});

describe('clocks counted anew', () => {
  const fired = [{ ...clock().thresholds[0]!, fired: true }, clock().thresholds[1]!];

  test('When nothing moved, then what fired has fired and what was settled is settled', () => {
    const old = [clock({ thresholds: fired }), clock({ regime: 'US-VA', status: 'satisfied' })];
    expect(carryOver(old, [clock(), clock({ regime: 'US-VA' })])).toEqual(old);
  });

  test('When a breached clock moves, then it runs again; a satisfied one never does', () => {
    const later = clock({ deadlineAt: '2026-06-01T22:00:00Z' });
    expect(carryOver([clock({ status: 'breached' })], [later])).toMatchObject([{ status: 'running' }]);
    expect(carryOver([clock({ status: 'breached' })], [clock()])).toMatchObject([{ status: 'breached' }]);
    expect(carryOver([clock({ status: 'satisfied' })], [later])).toMatchObject([{ status: 'satisfied' }]);
  });

  test('When the extended clock stands in, then it warns of its own end, and a neighbour of the same goal keeps its past', () => {
    const outcome = clock({ clock: 'notifyOutcome', thresholds: fired, status: 'satisfied' });
    const extended = clock({ clock: 'respondExtended', deadlineAt: '2026-06-01T22:00:00Z' });
    const after = carryOver(
      [clock({ thresholds: fired }), outcome],
      [extended, clock({ clock: 'notifyOutcome' })],
    );
    expect(after).toEqual([extended, outcome]);
  });

  test('When a deadline lies earlier than before, then it is named, and one that lies later is not', () => {
    const earlier = clock({ deadlineAt: '2026-03-31T22:00:00Z' });
    expect(movedEarlier([clock()], [earlier])).toEqual([{ clock: earlier, was: clock().deadlineAt }]);
    expect(movedEarlier([earlier], [clock()])).toEqual([]);
    expect(movedEarlier([], [clock()])).toEqual([]);
  });

  test('When a regime is added, then it counts as earlier only below the earliest that people worked to', () => {
    const added = (deadlineAt: string) => clock({ regime: 'KR-PIPA', deadlineAt });
    const old = [clock(), clock({ regime: 'US-VA', deadlineAt: '2026-04-17T00:00:00Z' })];
    expect(movedEarlier(old, [...old, added('2026-04-05T00:00:00Z')])).toEqual([]);
    expect(movedEarlier(old, [...old, added('2026-03-12T00:00:00Z')])).toHaveLength(1);
  });
});

describe('standing still', () => {
  const fee = { regime: 'UK-GDPR', ground: 'excessive', amountHash: 'a', askedAt: 'x', serial: 1 };
  const terms = {
    regime: 'UK-GDPR',
    grounds: ['excessive'],
    workWaits: true,
    clock: 'startsWithPayment' as const,
  };
  const uk = clock({ regime: 'UK-GDPR', startsWithFee: true, pauseReasons: [] });

  test('When a question is open, then clocks that may stop for it stand still, in the ledger too', () => {
    const standing = standingOf({ pausedFor: 'identity', feeRules: [] });
    const clocks = [clock(), uk, clock({ regime: 'US-VA', status: 'breached' })];
    expect(clocks.map((each) => standsStill(each, standing))).toEqual([true, false, false]);
    expect(ledgerLines(caseId, clocks, standing).map(({ status }) => status)).toEqual([
      'paused',
      'running',
      'breached',
    ]);
    expect(ledgerLines(caseId, clocks).map(({ status }) => status)).toEqual([
      'running',
      'running',
      'breached',
    ]);
  });

  test.each<[NonNullable<RequestState['fee']>['status'], boolean]>([
    ['asked', true],
    ['paid', false],
    ['waived', false],
    ['withdrawn', false],
  ])('When a fee is %s, then work and clock that depend on it wait: %s', (status, waits) => {
    const state = { fee: { ...fee, status }, feeRules: [terms] };
    expect(workStandsStill(state)).toBe(waits);
    expect([uk, clock()].map((each) => standsStill(each, standingOf(state)))).toEqual([waits, false]);
  });

  test('When a regime lets neither clock nor work wait for its fee, then nothing does', () => {
    const state = {
      fee: { ...fee, status: 'asked' as const },
      feeRules: [{ ...terms, workWaits: false, clock: 'runsOn' as const }],
    };
    expect(workStandsStill(state)).toBe(false);
    expect(standsStill(uk, standingOf(state))).toBe(false);
  });
});
