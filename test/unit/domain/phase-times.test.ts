import type { RequestView } from '../../../domain/ports';
import { phaseTimes } from '../../../domain/phase-times';
import { after, hour, requestId, resumeOf, viewIn } from './planned-request';

const phaseAt = {
  verifying: after(0),
  locating: after(1),
  assessing: after(3),
  executing: after(10),
  reviewing: after(14),
  closed: after(20),
};
const closed = (change: Partial<RequestView> = {}) => viewIn('closed', 20, { phaseAt, ...change });
const hoursOf = (view: RequestView) =>
  Object.fromEntries(phaseTimes(view, after(20)).map(({ key, tookMs }) => [key, tookMs / hour]));

test('When a request went through all phases, then each lasted until the next was entered', () => {
  expect(hoursOf(closed())).toEqual({
    'phase/verifying/deletion': 1,
    'phase/locating/deletion': 2,
    'phase/assessing/deletion': 7,
    'phase/executing/deletion': 4,
    'phase/reviewing/deletion': 6,
  });
  expect(phaseTimes(closed(), after(20))[0]).toEqual({
    timeId: `${requestId}/phase/verifying/deletion/1`,
    key: 'phase/verifying/deletion',
    tookMs: hour,
    endedAt: after(1),
  });
});

test('When a withdrawal cut a phase short, then that phase says nothing', () => {
  const { verifying, locating } = phaseAt;
  const view = closed({ phaseAt: { verifying, locating, closed: after(20) } });
  expect(hoursOf(view)).toEqual({ 'phase/verifying/deletion': 1 });
});

test('When a request was refused, then its letter does not count as a review', () => {
  const { assessing, reviewing } = phaseAt;
  const view = closed({ phaseAt: { assessing, reviewing }, resume: resumeOf({ ending: 'refused' }) });
  expect(hoursOf(view)).toEqual({ 'phase/assessing/deletion': 11, 'phase/answering': 6 });
});

test('When the person was waited for, then that time is theirs and not the phase’s', () => {
  const pauses = [
    { from: after(2), to: after(5), reason: 'identityQuestion', serial: 4 },
    { from: after(6), reason: 'identityQuestion', serial: 7 },
  ];
  expect(hoursOf(closed({ resume: resumeOf({ pauses }) }))).toMatchObject({
    'phase/locating/deletion': 1,
    'phase/assessing/deletion': 5,
    'phase/paused': 3,
  });
  expect(phaseTimes(closed({ resume: resumeOf({ pauses }) }), after(20)).at(-1)?.timeId).toBe(
    `${requestId}/phase/paused/4`,
  );
});

test('When a fee was paid, then it is known how long that took', () => {
  const fee = {
    regime: 'X-FEE',
    ground: 'cost',
    amountHash: 'a'.repeat(64),
    status: 'paid',
    serial: 5,
  } as const;
  const resume = resumeOf({ fee: { ...fee, askedAt: after(4), settledAt: after(9) } });
  expect(hoursOf(closed({ resume }))).toMatchObject({ 'phase/unpaid': 5, 'phase/assessing/deletion': 7 });
});

test('When it is not known when phases were entered, then nothing is noted', () => {
  expect(phaseTimes(closed({ phaseAt: {} }), after(20))).toEqual([]);
});
