import fc from 'fast-check';
import { identifierFilter } from '../../../connectors/mongodb/identifier-filter';
import {
  emailCaseForms,
  idNumberForms,
  normalIdentifier,
  phoneDigitForms,
  setPhoneRegion,
} from '../../../connectors/identifier-form';
import { normaliseIdentifier } from '../../../datamap/normalise';

describe('Normal form of identifiers', () => {
  test.each([
    ['email', ' Zoe\u0308.Li@Example.COM ', 'zoë.li@example.com'],
    ['email', 'a@BÜCHER.example', 'a@xn--bcher-kva.example'],
    ['phone', '+86 (138) 0013-8001', '+8613800138001'],
    ['phone', '0086 13800138001', '+8613800138001'],
    ['phone', '13800138001', '+8613800138001'],
    ['phone', '１３８００１３８００１', '+8613800138001'],
    ['phone', '010-6888 1234', '+861068881234'],
    ['phone', '5551234', ''],
    ['phone', 'unknown', ''],
    ['phone', '+44 (0)20 7946 0958', '+442079460958'],
    ['phone', 'office: 010-6888 1234', '+861068881234'],
    ['customerNumber', ' cn-1 ', 'CN-1'],
    ['idNumber', ' 11010519491231002x', '11010519491231002X'],
    ['idNumber', '110105491231002', '11010519491231002X'],
    ['idNumber', '110105194912310021', '110105194912310021'],
    ['accountId', ' Ac-7 ', 'Ac-7'],
  ] as const)('When a store holds the %s "%s", then it is compared as "%s"', (kind, stored, normal) => {
    expect(normalIdentifier(kind, stored)).toBe(normal);
    expect(normalIdentifier(kind, normal)).toBe(normal);
  });

  test('When intake accepts an identifier, then its normal form is the one that stores are compared with', () => {
    const samples = fc.oneof(
      fc.tuple(fc.constant('email' as const), fc.emailAddress()),
      fc.tuple(fc.constant('phone' as const), fc.stringMatching(/^(\+86|0086|86)? ?1[3-9]\d{9}$/)),
      fc.tuple(fc.constant('phone' as const), fc.stringMatching(/^(\+|00|0)[1-9][\d ()-]{6,13}$/)),
      fc.tuple(fc.constant('customerNumber' as const), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/)),
      fc.tuple(fc.constant('idNumber' as const), fc.stringMatching(/^[1-9 ][0-9]{13,17}[0-9xX]$/)),
      fc.tuple(fc.constant('accountId' as const), fc.string({ unit: 'grapheme', maxLength: 20 })),
      fc.tuple(fc.constant('deviceId' as const), fc.string({ unit: 'grapheme', maxLength: 20 })),
    );
    fc.assert(
      fc.property(samples, ([kind, text]) => {
        const accepted = normaliseIdentifier(kind, text);
        if (accepted !== undefined) expect(normalIdentifier(kind, text)).toBe(accepted);
        const normal = normalIdentifier(kind, text);
        expect(normalIdentifier(kind, normal)).toBe(normal);
      }),
      { numRuns: 2_000, seed: 3 },
    );
  });

  test('When numbers without country code are of another region, then stores are read like intake', () => {
    setPhoneRegion('GB');
    try {
      for (const text of ['020 7946 0958', '+44 20 7946 0958', '0086 13800138001'])
        expect(normalIdentifier('phone', text)).toBe(normaliseIdentifier('phone', text, 'GB'));
      expect(normalIdentifier('phone', '13800138001')).toBe('');
      expect(phoneDigitForms('+442079460958')).toEqual([
        '442079460958',
        '00442079460958',
        '2079460958',
        '02079460958',
        '4402079460958',
      ]);
    } finally {
      setPhoneRegion('CN');
    }
  });

  test('When an identity number is looked for, then its form of 15 digits is tried where there was one', () => {
    expect(idNumberForms('11010519491231002X')).toEqual(['11010519491231002X', '110105491231002']);
    expect(idNumberForms('E1234567')).toEqual(['E1234567']);
    expect(idNumberForms(normalIdentifier('idNumber', '110101200101010012'))).toHaveLength(1);
  });

  test('When a phone is looked for, then every way to store it is tried', () => {
    expect(phoneDigitForms('+8613800138001')).toEqual([
      '8613800138001',
      '008613800138001',
      '13800138001',
      '013800138001',
    ]);
    expect(phoneDigitForms('+12025550123')).toEqual(['12025550123', '0012025550123']);
  });

  test('When a database lowers ASCII only, then other letters are tried in both cases', () => {
    expect(emailCaseForms('zoë@example.com')).toEqual(['zoë@example.com', 'zoË@example.com']);
    expect(emailCaseForms('a@xn--bcher-kva.example')).toContain('a@bücher.example');
    expect(emailCaseForms('äëïöü@example.com')).toHaveLength(2);
  });

  test('When an email is looked for in documents, then its pattern matches every form and nothing else', () => {
    const filter = identifierFilter(
      [{ kind: 'email', field: 'e' }],
      [{ kind: 'email', value: 'zoë.li+x@example.com' }],
    );
    const [{ e }] = (filter as { $or: [{ e: { $in: [RegExp] } }] }).$or;
    const pattern = e.$in[0];
    for (const form of [
      'zoë.li+x@example.com',
      'ZOË.LI+X@EXAMPLE.COM',
      'Zoe\u0308.li+x@example.com',
      ' zoë.li+x@example.com ',
    ])
      expect(form).toMatch(pattern);
    for (const form of [
      'zoe.li+x@example.com',
      'zoëxli+x@example.com',
      'azoë.li+x@example.com',
      'zoë.lii+x@example.com',
    ])
      expect(form).not.toMatch(pattern);
  });
});
