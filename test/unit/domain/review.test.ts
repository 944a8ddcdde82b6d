import type { Actor } from '../../../domain/actor';
import type { EvidenceEntry, EvidenceFacts, EvidenceType } from '../../../domain/evidence';
import { parseRequestId } from '../../../domain/ids';
import { isApproved } from '../../../domain/proposal';
import { refusalOf } from '../../../domain/refusals';
import type { Command, RequestState } from '../../../domain/request';
import { appealRefusal, decidersOf } from '../../../domain/review';
import { rightOnStores } from '../../../domain/right';
import { afterCommand, afterEvent, newRequestState } from '../../../domain/transitions';

const now = '2026-03-02T02:15:00Z';
const about = parseRequestId('req_0123456789abcdefghjk')!;
const staff = (
  id: string,
  role: 'operator' | 'approver' | 'privacyOfficer' | 'auditor' = 'approver',
): Actor => ({
  kind: 'staff',
  id,
  role,
});
const decide: Command = { name: 'decideReview', decision: 'upheld', reasonsHash: 'r1' };

function entry(type: EvidenceType, actor: Actor, facts: EvidenceFacts = {}): EvidenceEntry {
  return { requestId: about, seq: 1, key: type, type, at: now, actor, facts, prevHash: '', hash: '' };
}

/** An appeal that lies before staff; `excluded` decided what it is about. */
function appeal(excluded?: readonly string[]): RequestState {
  const intake = {
    requestId: parseRequestId('req_1123456789abcdefghjk')!,
    right: 'appeal' as const,
    regimes: ['US-VA'],
    controllerId: 'c',
    receivedAt: '2026-03-01T00:00:00Z',
    verificationNeeded: false,
    verifiedAt: '2026-03-01T00:00:00Z',
    about,
  };
  const begun = newRequestState(intake, false);
  const started = { clocks: [], refusalGrounds: [], feeRules: [], storeCount: 0 };
  const assessing = afterEvent(begun, { name: 'acknowledged', ...started });
  return excluded === undefined ? assessing : afterEvent(assessing, { name: 'reviewOpened', excluded });
}

const code = (state: RequestState, command: Command, actor: Actor) =>
  refusalOf(state, command, actor, { now })?.code;

describe('who decided', () => {
  test('When a chain holds all kinds of steps, then those who decided are named, each once, and nobody else', () => {
    const chain = [
      entry('requestReceived', { kind: 'subject' }),
      entry('staffViewed', staff('looker', 'operator')),
      entry('clockExtended', staff('extender', 'operator')),
      entry('taskCompleted', staff('did-it', 'operator'), { result: 'done' }),
      entry('taskCompleted', staff('gave-up', 'operator'), { result: 'cannotBeDone' }),
      entry('refusalProposed', staff('proposer', 'operator')),
      entry('approvalGiven', staff('approver')),
      entry('approvalGiven', { kind: 'system', id: 'engine' }),
      entry('objectionDecided', staff('weigher')),
      entry('approvalGiven', staff('approver')),
    ];
    expect(decidersOf(chain)).toEqual(['gave-up', 'proposer', 'approver', 'weigher']);
  });

  test('When a complaint is about an appeal, then those who were kept from the appeal are kept from it too', () => {
    const chain = [
      entry('reviewOpened', { kind: 'system', id: 'engine' }, { excluded: ['proposer', 'approver'] }),
      entry('decisionProposed', staff('reviewer')),
    ];
    expect(decidersOf(chain)).toEqual(['proposer', 'approver', 'reviewer']);
  });
});

describe('deciding an appeal', () => {
  test('When it is not known yet who decided the first, then nobody can decide', () => {
    expect(code(appeal(), decide, staff('chen'))).toBe('DSR_WRONG_PHASE');
  });

  test('When somebody decided the first request, then they can neither decide, nor agree, nor send back', () => {
    const open = appeal(['wei', 'tang']);
    expect(code(open, decide, staff('tang'))).toBe('DSR_SAME_PERSON');
    const decided = afterCommand(open, decide, staff('chen'), now);
    for (const command of [
      { name: 'approve', hash: 'r1' },
      { name: 'reject', hash: 'r1', reasonCode: 'incomplete' },
    ] as const) {
      expect(code(decided, command, staff('wei', 'operator'))).toBe('DSR_SAME_PERSON');
      expect(code(decided, command, staff('ding', 'operator'))).toBeUndefined();
    }
  });

  test('When two decided the first, then one decision is not enough and the decider cannot be the second', () => {
    const decided = afterCommand(appeal(['wei', 'tang']), decide, staff('chen'), now);
    expect(isApproved(decided)).toBe(false);
    expect(code(decided, { name: 'approve', hash: 'r1' }, staff('chen'))).toBe('DSR_SAME_PERSON');
    const agreed = afterCommand(decided, { name: 'approve', hash: 'r1' }, staff('ding', 'operator'), now);
    expect(isApproved(agreed)).toBe(true);
  });

  test.each([[[]], [['wei']]])('When %j decided the first, then one decision stands', (excluded) => {
    expect(isApproved(afterCommand(appeal(excluded), decide, staff('chen'), now))).toBe(true);
  });

  test('When a decision lies there, then another waits until it is sent back', () => {
    const decided = afterCommand(appeal(['wei', 'tang']), decide, staff('chen'), now);
    expect(code(decided, decide, staff('ding'))).toBe('DSR_ALREADY_DECIDED');
    const back = { name: 'reject', hash: 'r1', reasonCode: 'incomplete' } as const;
    const sentBack = afterCommand(decided, back, staff('ding'), now);
    expect(code(sentBack, decide, staff('ding'))).toBeUndefined();
  });

  test.each(['operator', 'auditor'] as const)('When an %s decides, then the role is refused', (role) => {
    expect(code(appeal([]), decide, staff('ding', role))).toBe('DSR_ROLE_NOT_ALLOWED');
  });
});

describe('what can be appealed against', () => {
  test.each([
    ['deletion', 'closed', 'refused', undefined],
    ['access', 'closed', 'partlyFulfilled', undefined],
    ['access', 'closed', 'fulfilled', 'DSR_NOTHING_TO_APPEAL'],
    ['access', 'closed', 'noDataFound', 'DSR_NOTHING_TO_APPEAL'],
    ['access', 'closed', 'withdrawn', 'DSR_NOTHING_TO_APPEAL'],
    ['access', 'closed', 'unverified', 'DSR_NOTHING_TO_APPEAL'],
    ['appeal', 'closed', 'rejected', 'DSR_NOTHING_TO_APPEAL'],
    ['complaint', 'assessing', undefined, 'DSR_NOTHING_TO_APPEAL'],
    ['deletion', 'executing', undefined, 'DSR_APPEAL_TOO_EARLY'],
  ] as const)(
    'When a request for %s is %s and %s, then the appeal is refused with %s',
    (right, phase, outcome, expected) => {
      const appealed = { right, phase, ...(outcome === undefined ? {} : { outcome }) };
      expect(appealRefusal(appealed)?.code).toBe(expected);
    },
  );
});

test.each(['complaint', 'appeal'] as const)(
  'When work on stores is asked of a %s, then it throws',
  (kind) => {
    expect(() => rightOnStores(kind)).toThrow(kind);
  },
);
