import type { Locale } from '../../../domain/data-map';
import type { CompletionContent, NoticeContent, NoticeKind } from '../../../domain/notice';
import { compileNotices, noticeKinds } from '../../../mail/notices/render-notice';
import { specimens, specimensOf } from '../../../mail/notices/specimens';

const render = compileNotices();
const locales: readonly Locale[] = ['zh-CN', 'en'];
const first = (kind: NoticeKind): NoticeContent => specimensOf(kind)[0]!;

/** What each letter must say, word for word, in the first form of its kind. */
const golden: Record<NoticeKind, Record<Locale, readonly string[]>> = {
  acknowledgement: {
    'zh-CN': [
      '2026年3月2日 10:15（Asia/Shanghai）',
      '您要求删除个人信息',
      '2026年3月23日',
      '暂定',
      '40718263',
      '10分钟内有效',
      '不要转发',
      '随时在请求页面撤回',
    ],
    en: [
      '2 March 2026, 10:15 (Asia/Shanghai)',
      'deletion of your personal data',
      '23 March 2026',
      'provisional',
      '40718263',
      'valid for 10 minutes',
      'do not forward',
      'you can withdraw it',
    ],
  },
  verificationCode: {
    'zh-CN': ['新验证码', '40718263', '不要转发'],
    en: ['new code', '40718263', 'do not forward'],
  },
  packageCode: {
    'zh-CN': ['领取', '40718263', '2026年3月23日 14:30'],
    en: ['fetch', '40718263', '23 March 2026, 14:30'],
  },
  changeToConfirm: {
    'zh-CN': ['林小鱼', '林小雨', '在您确认之前，我们不会改动任何内容', 'c0ffee00c0ffee00'],
    en: ['林小鱼', '林小雨', 'Nothing is changed before you confirm', 'c0ffee00c0ffee00'],
  },
  consequencesToConfirm: {
    'zh-CN': ['注销您的账号', '号码携转须先办结', '在您确认之前，我们不会注销', 'a1b2c3'],
    en: ['cancellation of your account', '号码携转须先办结', 'Nothing ends before you confirm', 'a1b2c3'],
  },
  explanation: {
    'zh-CN': ['其作出过程说明如下', '按时付款的月数', '会有人员阅读', '示例监管机构'],
    en: ['How it came about', '按时付款的月数', 'a person reads what you say', 'Example Authority'],
  },
  extension: {
    'zh-CN': ['2026年4月2日', '2026年6月2日', '请求复杂', 'GDPR art. 12(3)'],
    en: ['2 April 2026', '2 June 2026', 'The request is complex.', 'GDPR art. 12(3)'],
  },
  pauseQuestion: {
    'zh-CN': ['客户编号', '暂停计算', '只提供必要的内容'],
    en: ['customer number', 'stands still', 'only what is needed'],
  },
  guardianNeeded: {
    'zh-CN': ['不满14周岁', '监护', '不需要身份证照片'],
    en: ['under 14', 'guardian', 'no photo of an identity card'],
  },
  fee: {
    'zh-CN': ['预计金额', 'CHF 180', '请求过于频繁', '撤回请求'],
    en: ['Estimated amount', 'CHF 180', 'The request is excessive.', 'withdraw your request'],
  },
  appealOutcome: {
    'zh-CN': ['部分成立', 'B-04', '示例监管机构', '收到决定后30日内'],
    en: ['follow you in part', 'B-04', 'Example Authority', 'within 30 days of the decision'],
  },
  complaintOutcome: {
    'zh-CN': ['您的主张不成立', 'B-04', '示例监管机构'],
    en: ['do not follow you', 'B-04', 'Example Authority'],
  },
  refusal: {
    'zh-CN': [
      '请求明显没有依据',
      'GDPR art. 12(5)',
      'A-17',
      'PIPL art. 50(2)',
      'PIPL art. 65',
      '已删除1条记录',
    ],
    en: [
      'manifestly unfounded',
      'GDPR art. 12(5)',
      'A-17',
      'PIPL art. 50(2)',
      'PIPL art. 65',
      'were deleted',
    ],
  },
  completion: {
    'zh-CN': ['副本已放入数据包', '/package', '2026年3月23日 14:30', '新的验证码'],
    en: ['put into your data package', '/package', '23 March 2026, 14:30', 'fresh code'],
  },
  withdrawn: { 'zh-CN': ['您撤回了请求'], en: ['You withdrew'] },
  unverified: { 'zh-CN': ['没有人输入正确的验证码'], en: ['Nobody entered a right code'] },
  noDataFound: {
    'zh-CN': ['没有发现与您有关的个人信息', '客服系统'],
    en: ['found no personal data about you', 'Support desk'],
  },
  breachApology: {
    'zh-CN': ['深表歉意', '2026年3月23日', '不必等待'],
    en: ['apologise', '23 March 2026', 'need not wait'],
  },
  restrictionLiftWarning: {
    'zh-CN': ['2026年4月10日', '在该日期之前，限制不变'],
    en: ['10 April 2026', 'Until that date nothing changes'],
  },
  restrictionLifted: {
    'zh-CN': ['现已解除', '2026年4月10日 09:00'],
    en: ['now lifted', '10 April 2026, 09:00'],
  },
  deferredDone: {
    'zh-CN': ['现已删除', '订单', '2036年4月2日'],
    en: ['they are now deleted', 'Orders', '2 April 2036'],
  },
  objectionOutcome: {
    'zh-CN': ['您的拒绝成立', '用户画像', 'GDPR art. 21(1)'],
    en: ['your objection stands', 'Profiling', 'GDPR art. 21(1)'],
  },
};

describe.each(locales)('notices in %s', (locale) => {
  test.each(noticeKinds)('When %s is written, then text and HTML say what the law wants said', (kind) => {
    const letter = render(first(kind), locale);
    for (const fragment of golden[kind][locale]) {
      expect(letter.text).toContain(fragment);
      expect(letter.html).toContain(fragment);
    }
    expect(letter.subject).toContain('req_0123456789abcdefghjk');
  });

  test('When any letter is written, then its HTML is plain, accessible and loads nothing', () => {
    for (const specimen of specimens) {
      const { html, text } = render(specimen, locale);
      expect(html).toContain(`<html lang="${locale}">`);
      expect(html.match(/<h1>/g)).toHaveLength(1);
      for (const table of html.match(/<table[\s\S]*?<\/table>/g) ?? [])
        expect(table).toMatch(/<th scope="(row|col)">/);
      expect(html).not.toMatch(/<(img|script|iframe|link|form|object)\b|url\(|\bsrc=/i);
      expect(`${html}${text}`).not.toMatch(/undefined|\[object|\{\{|\}\}|NaN|\{[a-z]+\}(?! )/);
      expect(text).not.toMatch(/<[a-z]/);
      expect(`${html}${text}`).not.toMatch(/https?:\/\/[^\s"<]*[?#]/);
    }
  });

  test('When the language is the one, then none of the other is in its wording', () => {
    const ownWords = render({ ...first('withdrawn'), addressee: 'X' } as NoticeContent, locale).text;
    const chinese = /[\u4e00-\u9fff]/;
    if (locale === 'en') expect(ownWords).not.toMatch(chinese);
    else expect(ownWords).toMatch(chinese);
  });
});

describe('hostile values', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '{{7*7}}{% for x in y %}',
    '{count}{date}',
    'Lin\r\n\r\n## 已完成\r\nBcc: eve@example.org',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    'evil\u202eexe.pdf\u0000\u2028x',
  ];

  test.each(hostile)(
    'When a name or value is %j, then it is shown as what it is and does nothing',
    (value) => {
      const correction = specimensOf('completion').find((s) => s.right === 'correction') as CompletionContent;
      const content = {
        ...correction,
        addressee: value,
        changes: [
          {
            storeId: 'shop',
            collection: 'customers',
            storeTitle: { 'zh-CN': 'x', en: 'x' },
            collectionTitle: { 'zh-CN': 'x', en: 'x' },
            fieldTitle: { 'zh-CN': 'x', en: 'x' },
            oldValue: value,
            newValue: value,
          },
        ],
      } as CompletionContent;
      for (const locale of locales) {
        const letter = render(content, locale);
        const markup = letter.html.replace(/<style>[\s\S]*?<\/style>/, '');
        expect(markup).not.toMatch(/<(script|img)\b/i);
        expect(markup).not.toMatch(/<[^>]*\son\w+\s*=/i);
        expect(letter.text).not.toContain('49');
        expect(letter.text.split('\n')).not.toContain('## 已完成');
        expect(letter.text.split('\n').filter((line) => line.startsWith('Bcc:'))).toEqual([]);

        expect(`${letter.subject}${letter.text}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
      }
      if (value === '{{7*7}}{% for x in y %}') {
        expect(render(content, 'en').text).toContain('Dear {{7*7}}{% for x in y %},');
      }
    },
  );

  test('When a link carries a query, then the letter is not written', () => {
    const content = { ...first('withdrawn'), requestUrl: 'https://privacy.example/r?token=1' };
    expect(() => render(content, 'en')).toThrow(/without query/);
    expect(() => render({ ...first('withdrawn'), requestUrl: 'javascript:alert(1)' }, 'en')).toThrow(/http/);
  });

  test('When no complaint route is known for a letter that needs one, then it is not written', () => {
    const letter = { ...first('extension'), regimes: ['HK-PDPO'] };
    expect(() => render(letter, 'en')).toThrow(/complaint route for HK-PDPO/);
    expect(render({ ...first('withdrawn'), regimes: ['HK-PDPO'] }, 'en').text).toContain('withdrew');
  });

  test('When the data map names a route for one regime only, then the rules name the authority of the other', () => {
    const authority = {
      regimes: ['HK-PDPO'],
      kind: 'authority' as const,
      text: { 'zh-CN': '向专员投诉', en: 'Complain to the Commissioner' },
      article: 'PDPO s. 37',
      timeLimit: null,
      address: null,
    };
    const { text } = render(
      { ...first('extension'), regimes: ['EU-GDPR', 'HK-PDPO'], remedies: [authority] },
      'en',
    );
    expect(text).toContain('- A supervisory authority (art. 77)');
    expect(text).toContain('- Complain to the Commissioner (PDPO s. 37)');
  });

  test('When the law of a request is not loaded, then no letter that it rules is written', () => {
    expect(() => render({ ...first('extension'), regimes: ['XX'] }, 'en')).toThrow(/XX is not loaded/);
  });

  test('When nobody is verified yet, then the content has no room for words of the requester', () => {
    const keys = Object.keys(first('acknowledgement'));
    expect(keys).not.toContain('addressee');
  });
});

describe('optional parts', () => {
  test('When a part is refused, then the letter says why and what can be done, and not that all is done', () => {
    const letter = specimensOf('completion').find((s) => 'refusedPart' in s) as CompletionContent;
    for (const [locale, why, all] of [
      ['en', 'Needed for legal claims. (GDPR art. 17(3)(e))', 'in full'],
      ['zh-CN', '用于诉讼。（GDPR art. 17(3)(e)）', '已全部'],
    ] as const) {
      const { text } = render(letter, locale);
      for (const part of [why, 'C-09', 'PIPL art. 50(2)']) expect(text).toContain(part);
      expect(text).not.toContain(all);
    }
  });

  test.each([
    ['en', 'starts when your payment arrives', 'once the fee is paid', 'Amount: '],
    ['zh-CN', '自收到您的付款之日起计算', '收到费用后，我们继续办理', '金额: '],
  ] as const)('When work and clock wait for a fee, then the letter in %s says so', (locale, ...parts) => {
    const fee = first('fee');
    const waiting = { ...fee, estimate: false, clock: 'startsWithPayment', workWaits: true } as NoticeContent;
    for (const part of parts) {
      expect(render(waiting, locale).text).toContain(part);
      expect(render(fee, locale).text).not.toMatch(new RegExp(`^(?!预计|Estimated).*${part}`, 'm'));
    }
  });

  test('When no identity need be proven, then the acknowledgement has no code', () => {
    const { identity: _identity, ...content } = first('acknowledgement') as Extract<
      NoticeContent,
      { kind: 'acknowledgement' }
    >;
    for (const locale of locales) expect(render(content, locale).text).not.toMatch(/\b\d{8}\b/);
    expect(render(content, 'en').text).toContain('needs no proof of identity');
  });

  test('When nothing is left of a refused request, then the letter says that nothing changed', () => {
    const content = { ...first('refusal'), stores: [] } as NoticeContent;
    expect(render(content, 'en').text).toContain('we changed nothing in your data');
    expect(render(content, 'zh-CN').text).toContain('没有对您的数据作任何改动');
  });

  test('When an objection is lifted, then the letter says so', () => {
    const content = { ...first('objectionOutcome'), decision: 'lifted' } as NoticeContent;
    expect(render(content, 'en').text).toContain('does not stand');
    expect(render(content, 'zh-CN').text).toContain('不成立');
  });
});
