import type { Candidate, Identifier } from '../../../domain/connector';
import type { IdentifierKind } from '../../../domain/data-map';
import { isUnderAge, normaliseName, resolveSubject } from '../../../domain/resolve-subject';
import type { SubjectClaims } from '../../../domain/resolve-subject';

const mailbox = 'family@example.org';

function candidate(
  key: string,
  identifiers: Partial<Record<IdentifierKind, string>>,
  more: { readonly name?: string; readonly birthDate?: string } = {},
): Candidate {
  const all = { customerNumber: key, ...identifiers };
  return {
    key,
    matchedBy: [],
    identifiers: Object.entries(all).map(([kind, value]): Identifier => ({
      kind: kind as IdentifierKind,
      value,
      sharing: value === mailbox ? 'shared' : 'sole',
    })),
    ...more,
  };
}

function claims(
  identifiers: Partial<Record<IdentifierKind, string>>,
  more: { readonly name?: string; readonly birthDate?: string } = {},
): SubjectClaims {
  return {
    identifiers: Object.entries(identifiers).map(([kind, value]) => ({
      kind: kind as IdentifierKind,
      value,
    })),
    ...more,
  };
}

const father = candidate(
  'C1',
  { email: mailbox, phone: '+8616100000002' },
  { name: '周建国', birthDate: '1982-02-03' },
);
const mother = candidate(
  'C2',
  { email: mailbox, phone: '+8616100000003' },
  { name: '吴美华', birthDate: '1984-11-23' },
);
const child = candidate('C3', { email: mailbox }, { name: '周小宝', birthDate: '2016-03-08' });
const family = [father, mother, child];
const wang = candidate('C5', { email: 'wang@example.com', phone: '+8616100000015' }, { name: '王强' });
const zhao = candidate('C6', { email: 'zhao@example.com', phone: '+8616100000005' }, { name: '赵敏' });

describe('One person', () => {
  test('When one identifier is one person’s, then that person is chosen', () => {
    expect(resolveSubject([wang], claims({ email: 'wang@example.com' }))).toEqual({
      status: 'one',
      candidate: wang,
      sharedKinds: [],
    });
  });

  test('When a name stands beside a shared mailbox, then the one of that name is chosen and the kind is marked', () => {
    expect(resolveSubject(family, claims({ email: mailbox }, { name: '吴 美华' }))).toEqual({
      status: 'one',
      candidate: mother,
      sharedKinds: ['email'],
    });
  });

  test('When the mailbox is shared and the telephone is not, then the telephone decides', () => {
    const found = resolveSubject(family, claims({ email: mailbox, phone: '+8616100000002' }));
    expect(found).toMatchObject({ status: 'one', candidate: father, sharedKinds: ['email'] });
  });

  test('When one identifier is unknown to the register, then the other finds the person', () => {
    const found = resolveSubject([wang], claims({ email: 'wang@example.com', phone: '+8616100000099' }));
    expect(found).toMatchObject({ status: 'one', candidate: wang });
  });

  test('When the name is new but two identifiers are the person’s, then the person is chosen', () => {
    const found = resolveSubject(
      [wang],
      claims({ email: 'wang@example.com', customerNumber: 'C5' }, { name: '王新强' }),
    );
    expect(found).toMatchObject({ status: 'one', candidate: wang });
  });

  test('When two have one name, then the date of birth decides', () => {
    const elder = candidate('C7', { email: mailbox }, { name: '周平', birthDate: '1950-01-01' });
    const younger = candidate('C8', { email: mailbox }, { name: '周平', birthDate: '1980-01-01' });
    const named = { name: '周平' };
    expect(resolveSubject([elder, younger], claims({ email: mailbox }, named)).status).toBe('ambiguous');
    expect(
      resolveSubject([elder, younger], claims({ email: mailbox }, { ...named, birthDate: '1980-01-01' })),
    ).toMatchObject({ status: 'one', candidate: younger });
  });
});

describe('Nobody', () => {
  test('When no candidate owns a claimed identifier, then there is none, whatever the name', () => {
    expect(resolveSubject([], claims({ email: 'wang@example.com' }))).toEqual({ status: 'none' });
    expect(resolveSubject([wang], claims({ email: 'new@example.com' }, { name: '王强' }))).toEqual({
      status: 'none',
    });
    expect(resolveSubject([wang], claims({}, { name: '王强' }))).toEqual({ status: 'none' });
  });
});

describe('Staff must decide', () => {
  test.each<[string, readonly Candidate[], SubjectClaims, string]>([
    [
      'the address is one person’s and the telephone another’s',
      [wang, zhao],
      claims({ email: 'wang@example.com', phone: '+8616100000005' }, { name: '王强' }),
      'contradictoryIdentifiers',
    ],
    [
      'the customer number is not that of the address',
      [wang],
      claims({ email: 'wang@example.com', customerNumber: 'C999' }),
      'contradictoryIdentifiers',
    ],
    ['nothing stands beside a shared mailbox', family, claims({ email: mailbox }), 'sharedIdentifier'],
    [
      'nobody behind it has the name',
      family,
      claims({ email: mailbox }, { name: '周大宝' }),
      'sharedIdentifier',
    ],
    [
      'another behind it has no known name',
      [mother, candidate('C9', { email: mailbox })],
      claims({ email: mailbox }, { name: '吴美华' }),
      'sharedIdentifier',
    ],
    [
      'an old telephone number leads to its new owner',
      [zhao],
      claims({ phone: '+8616100000005' }, { name: '王强' }),
      'claimsDiffer',
    ],
    [
      'the identifiers are the mother’s and the name the child’s',
      family,
      claims({ email: mailbox, phone: '+8616100000003' }, { name: '周小宝' }),
      'claimsDiffer',
    ],
  ])('When %s', (_, candidates, claimed, reason) => {
    expect(resolveSubject(candidates, claimed)).toEqual({
      status: 'ambiguous',
      count: candidates.length,
      reason,
    });
  });
});

test('When names are compared, then form and spaces do not count and letters do', () => {
  expect(normaliseName('José  García'.normalize('NFD'))).toBe(normaliseName('JOSÉ GARCÍA'));
  expect(normaliseName('李　娜')).toBe('李娜');
  expect(normaliseName('阿依古丽·买买提')).toBe('阿依古丽买买提');
  expect(normaliseName('José')).not.toBe(normaliseName('Jose'));
});

test.each([
  ['2012-11-21', '2026-11-20', true],
  ['2012-11-21', '2026-11-21', false],
  ['2012-02-29', '2026-02-28', true],
  ['2012-02-29', '2026-03-01', false],
])('When born on %s, then on %s being under 14 is %s', (birthDate, today, under) => {
  expect(isUnderAge(birthDate, today, 14)).toBe(under);
});

test('When a date is none, then age is not guessed', () => {
  expect(() => isUnderAge('1.2.2012', '2026-01-01', 14)).toThrow(RangeError);
  expect(() => isUnderAge('2012-01-01', 'today', 14)).toThrow(RangeError);
});
