import type { PurposeMap } from '../../../domain/data-map';
import { decideUse, decisionExceptions } from '../../../domain/decision';
import type { DecisionException } from '../../../domain/decision';
import { newRequestId } from '../../../crypto/ids';
import type { RegisterEntry } from '../../../domain/ports';

const purpose = (id: string, marketing: boolean): PurposeMap => ({
  id,
  title: { en: id, 'zh-CN': id },
  marketing,
  legalGround: 'GDPR 6(1)(f)',
});
const support = purpose('support', false);
const marketing = purpose('marketing', true);

const entry = (kind: RegisterEntry['kind'], purposes: readonly string[]): RegisterEntry => ({
  requestId: newRequestId(),
  kind,
  purposes,
  since: '2026-03-02T01:00:00Z',
  status: 'active',
});
const restriction = entry('restriction', ['*']);
const objection = entry('objection', ['support']);
const optOut = entry('objection', ['marketing']);

/** The exceptions that open the purpose against these entries. */
function opened(entries: readonly RegisterEntry[], wanted: PurposeMap): readonly DecisionException[] {
  return decisionExceptions.filter((exception) => decideUse(entries, { purpose: wanted, exception }).allowed);
}

describe('exceptions', () => {
  test('When direct marketing was objected to, then no exception opens it', () => {
    expect(opened([optOut], marketing)).toEqual([]);
    expect(opened([entry('objection', ['*'])], marketing)).toEqual([]);
  });

  test('When data are restricted, then marketing takes the person’s consent, and nothing else opens it', () => {
    expect(opened([restriction], marketing)).toEqual(['consent']);
  });

  test('When data are restricted, then each exception opens a purpose that is no marketing', () => {
    expect(opened([restriction], support)).toEqual(decisionExceptions);
  });

  test('When another use was objected to, then only legal claims open it', () => {
    expect(opened([objection], support)).toEqual(['legalClaims']);
  });

  test('When two entries stand against the use, then the exception must fit both', () => {
    expect(opened([restriction, objection], support)).toEqual(['legalClaims']);
    const refused = decideUse([restriction, objection], { purpose: support, exception: 'consent' });
    expect(refused).toEqual({ allowed: false, forbiddenBy: [objection], exceptedFrom: [] });
  });

  test('When nothing stands against the use, then the exception plays no part', () => {
    const lifted: RegisterEntry = { ...restriction, status: 'lifted' };
    for (const entries of [[], [lifted], [optOut]])
      expect(decideUse(entries, { purpose: support, exception: 'consent' })).toEqual({
        allowed: true,
        forbiddenBy: [],
        exceptedFrom: [],
      });
  });

  test('When data are only stored, then neither restriction nor objection forbids it', () => {
    const use = { purpose: undefined, exception: undefined };
    expect(decideUse([restriction, entry('objection', ['*'])], use).allowed).toBe(true);
  });
});
