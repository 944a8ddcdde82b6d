import { isPlainMailbox } from '../../../mail/mail-address';

describe('mailbox grammar', () => {
  test.each([
    'lin.xiaoyu@example.com',
    'LI.NA@EXAMPLE.COM',
    'a@b.cn',
    "o'neil+shop@sub.example.org",
    'josé.garcía@example.com',
    '林小雨@example.com',
    'user@xn--fiqs8s.example',
    `${'a'.repeat(64)}@example.com`,
  ])('When the address is %s, then it is a plain mailbox', (address) => {
    expect(isPlainMailbox(address)).toBe(true);
  });

  test.each([
    '',
    '@',
    'lin',
    'lin@',
    '@example.com',
    'lin@example',
    'lin@example.com\r\n',
    'lin@example.com\nBcc: eve@example.org',
    'lin\r\nDATA@example.com',
    'lin@example.com\0',
    ' lin@example.com',
    'lin @example.com',
    'lin@exa mple.com',
    '"lin"@example.com',
    '"eve@example.org"@example.com',
    '"a\\"b"@example.com',
    'lin(comment)@example.com',
    'lin@(comment)example.com',
    'lin@example.com(comment)',
    'group: lin@example.com;',
    'undisclosed-recipients:;',
    'lin@example.com,eve@example.org',
    'lin@example.com;eve@example.org',
    '<lin@example.com>',
    'Lin <lin@example.com>',
    '@relay.example:lin@example.com',
    'lin%example.org@relay@example.com',
    'lin@@example.com',
    '.lin@example.com',
    'lin.@example.com',
    'li..n@example.com',
    'lin@.example.com',
    'lin@example..com',
    'lin@example.com.',
    'lin@-example.com',
    'lin@example-.com',
    'lin@example_x.com',
    'lin@[127.0.0.1]',
    'lin@127.0.0.1',
    'lin@localhost',
    'lin＠example.com',
    'ｌｉｎ@example.com',
    'lin@ｅxample.com',
    'lin@example。com',
    'lin@exаmple.com', // Cyrillic а
    'lіn@example.com', // Cyrillic і among Latin letters
    'ﬁn@example.com', // ligature
    'jose\u0301@example.com', // decomposed
    'lin\u200b@example.com',
    'lin\u202e@example.com',
    'lin\u00a0@example.com',
    'lin\u2028@example.com',
    `${'a'.repeat(65)}@example.com`,
    `${'林'.repeat(22)}@example.com`, // 66 bytes
    `a@${'b'.repeat(64)}.com`,
    `a@${`${'b'.repeat(60)}.`.repeat(5)}com`,
  ])('When the address is %j, then it is none', (address) => {
    expect(isPlainMailbox(address)).toBe(false);
  });
});
