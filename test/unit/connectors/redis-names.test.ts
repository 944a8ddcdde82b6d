import { parseJson, printJson } from '../../../connectors/json-values/exact-json';
import { isSameText, withValueAt } from '../../../connectors/json-values/json-fields';
import { keyPattern } from '../../../connectors/key-names/key-pattern';

describe('key patterns', () => {
  const sessions = keyPattern('session:{customerNumber}:*', ':');

  test('When a name fits, then its parts are told, and a part never crosses a delimiter', () => {
    expect(sessions.match('session:CN-1:a:b')).toEqual({ customerNumber: 'CN-1' });
    expect(sessions.match('session:CN-1:')).toEqual({ customerNumber: 'CN-1' });
    for (const name of ['session:CN-1', 'session::x', 'xsession:CN-1:a', 'session:CN-1x'])
      expect(sessions.match(name)).toBeUndefined();
    expect(keyPattern('cart:{id}', ':').match('cart:1:items')).toBeUndefined();
    expect(keyPattern('a/{id}.pdf', '/').match('a/b.c.pdf')).toBeUndefined();
  });

  test('When parts are known, then name, prefix and glob hold them, with every sign of a pattern as text', () => {
    expect(keyPattern('cart:{id}', ':').name({ id: '1' })).toBe('cart:1');
    expect(sessions.name({ customerNumber: 'x' })).toBeUndefined();
    expect(sessions.prefix({ customerNumber: 'x' })).toBe('session:x:');
    expect(sessions.prefix({})).toBe('session:');
    expect(sessions.glob({ customerNumber: '*[a]?\\^' })).toBe('session:\\*\\[a\\]\\?\\\\\\^:*');
  });

  test('When a pattern is none, then it is refused', () => {
    for (const source of ['a:{', 'a}', '{}', '{a}:{a}'])
      expect(() => keyPattern(source, ':')).toThrow(RangeError);
  });
});

describe('exact JSON', () => {
  test.each(['9007199254740993', '1.50', '-0', '1e5', '0.1', '12345678901234567890.10', '1'])(
    'When a number is %s, then it is written as it was read',
    (digits) => {
      const text = `{"a":${digits},"b":["${digits}",${digits}],"c":"\\"${digits}"}`;
      expect(printJson(parseJson(text))).toBe(text);
    },
  );

  test('When JSON is broken or too deep, then it is not read', () => {
    for (const text of ['{"a":1', '{a:1}', '{"a":01}', ''])
      expect(() => parseJson(text)).toThrow(SyntaxError);
    expect(() => parseJson(`${'['.repeat(65)}${']'.repeat(65)}`)).toThrow(RangeError);
    expect(parseJson(`"${'['.repeat(100)}"`)).toBe('['.repeat(100));
  });

  test('When a path leads through a value that is no object, then there is no place for a new one', () => {
    expect(withValueAt({ a: 'x' }, 'a.b', 1)).toBeUndefined();
    expect(withValueAt({}, 'a.b', 1)).toEqual({ a: { b: 1 } });
  });

  test('When a number is compared with a text, then it is compared as a number', () => {
    expect(isSameText(parseJson('1.50'), '1.5')).toBe(true);
    expect(isSameText(parseJson('10'), '1')).toBe(false);
    expect(isSameText('1.50', '1.5')).toBe(false);
    expect(isSameText(null, null)).toBe(true);
  });
});
