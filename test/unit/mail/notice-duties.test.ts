import type { Locale } from '../../../domain/data-map';
import type { NoticeContent, NoticeKind, NoticeRight } from '../../../domain/notice';
import { noticeDuties } from '../../../domain/notice-duties';
import type { NoticeBlock, Regime, RuledNotice } from '../../../domain/regime';
import { noticeBlocks } from '../../../domain/regime';
import { makeRuleBook } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { traceOf } from '../../../mail/notices/block-traces';
import { loadNotices } from '../../../mail/notices/check-templates';
import { compileNotices } from '../../../mail/notices/render-notice';
import { specimensOf } from '../../../mail/notices/specimens';

const locales: readonly Locale[] = ['zh-CN', 'en'];
const three = ['CN-GBT35273', 'EU-GDPR', 'US-VA'];

/** A controller's own regime that demands one block of one message. */
function demanding(
  notice: RuledNotice,
  block: NoticeBlock,
  rights: readonly NoticeRight[] = ['deletion'],
): Regime {
  const base = builtInRules.regimes.get('EU-GDPR')!;
  const rule = {
    notice,
    rights,
    blocks: [block],
    inWriting: false,
    legalBasis: 'House rule 7',
    source: 'The house rules',
    confidence: 'high',
  } as const;
  return { ...base, id: 'X-HOUSE', notices: [rule] };
}

const bookOf = (...regimes: readonly Regime[]) => makeRuleBook(regimes, []);

/** The first specimen of a kind as a letter under these regimes, which all have a complaint route. */
function letterUnder(regimes: readonly string[], kind: NoticeKind, right: NoticeRight): NoticeContent {
  const found = specimensOf(kind).find((specimen) => specimen.right === right) ?? specimensOf(kind)[0]!;
  const complaints = Object.fromEntries(
    regimes.map((id) => [id, { 'zh-CN': `向${id}投诉`, en: `Complain, ${id}` }]),
  );
  const controller = { ...found.controller, complaints };
  return { ...found, right, regimes, controller } as NoticeContent;
}

describe('the check at start', () => {
  test.each<[RuledNotice, NoticeBlock, NoticeRight, string]>([
    ['extension', 'changes', 'deletion', 'zh-CN/extension.njk'],
    ['acknowledgement', 'feeEstimate', 'access', 'zh-CN/acknowledgement.njk'],
    ['completion', 'newDate', 'deletion', 'zh-CN/completion.njk'],
    ['complaintOutcome', 'deadline', 'complaint', 'zh-CN/complaintOutcome.njk'],
  ])(
    'When a regime demands of %s a block %s that it cannot tell, then the start stops and names all four',
    (notice, block, right, file) => {
      const rules = bookOf(...builtInRules.regimes.values(), demanding(notice, block, [right]));
      const message = new RegExp(`${file} lacks the block "${block}".*${right}.*X-HOUSE \\(House rule 7\\)`);
      expect(() => loadNotices({ rules })).toThrow(message);
    },
  );

  test('When every loaded regime is asked, then the shipped letters carry what each demands', () => {
    expect(() => loadNotices({ rules: builtInRules })).not.toThrow();
  });

  test.each<[NoticeBlock]>([['helpToUnderstand'], ['recordKept'], ['remedies'], ['complaintRoutes']])(
    'When a regime demands %s of a letter that does not say it by itself, then it is added',
    (block) => {
      const rules = bookOf(demanding('acknowledgement', block));
      expect(() => loadNotices({ rules })).not.toThrow();
    },
  );
});

describe('duties', () => {
  test('When the regime is not loaded, then that is said', () => {
    expect(() => noticeDuties(builtInRules, { regimes: ['XX'], kind: 'refusal', right: 'access' })).toThrow(
      /XX is not loaded/,
    );
  });

  test('When the law says nothing of a kind of letter, then nothing is demanded', () => {
    expect(
      noticeDuties(builtInRules, { regimes: three, kind: 'verificationCode', right: 'deletion' }),
    ).toEqual([]);
    expect(noticeDuties(builtInRules, { regimes: [], kind: 'refusal', right: 'deletion' })).toEqual([]);
  });

  test('When a request is under three regimes, then each block is there once, with all who demand it', () => {
    const duties = noticeDuties(builtInRules, {
      regimes: [...three, 'EU-GDPR'],
      kind: 'refusal',
      right: 'deletion',
    });
    const blocks = duties.map(({ block }) => block);
    expect(new Set(blocks).size).toBe(blocks.length);
    for (const id of three)
      expect(blocks).toEqual(
        expect.arrayContaining(
          noticeDuties(builtInRules, { regimes: [id], kind: 'refusal', right: 'deletion' }).map(
            (d) => d.block,
          ),
        ),
      );
    const who = duties.find(({ block }) => block === 'remedies')?.demandedBy.map(({ regime }) => regime);
    expect(who).toEqual(three);
    const appeal = duties.find(({ block }) => block === 'appealRoute');
    expect(appeal?.demandedBy.map(({ regime }) => regime)).toEqual(['US-VA']);
    expect(appeal?.demandedBy[0]?.article).not.toBe('');
  });

  test('When nothing was found, then what tells of data falls away and the rest stays', () => {
    const of = (kind: NoticeKind) =>
      noticeDuties(builtInRules, { regimes: ['US-CA-CCPA'], kind, right: 'deletion' }).map(
        ({ block }) => block,
      );
    expect(of('completion')).toEqual(expect.arrayContaining(['whereItRemains', 'recordKept']));
    expect(of('noDataFound')).toContain('recordKept');
    expect(of('noDataFound')).not.toContain('whereItRemains');
  });
});

describe.each(locales)('letters under several regimes in %s', (locale) => {
  const render = compileNotices();
  const kinds: readonly (readonly [NoticeKind, NoticeRight])[] = [
    ['acknowledgement', 'deletion'],
    ['pauseQuestion', 'access'],
    ['extension', 'correction'],
    ['fee', 'access'],
    ['refusal', 'deletion'],
    ['completion', 'deletion'],
    ['appealOutcome', 'appeal'],
    ['complaintOutcome', 'complaint'],
  ];

  test.each(kinds)(
    'When %s about %s is under three, then every block of each stands in it',
    (kind, right) => {
      const content = letterUnder(three, kind, right);
      const { text } = render(content, locale);
      const duties = noticeDuties(builtInRules, { regimes: three, kind, right });
      expect(duties.length).toBeGreaterThan(3);
      for (const { block } of duties)
        for (const trace of traceOf(block, content, locale) ?? [`no trace of ${block}`])
          expect(text).toContain(trace);
    },
  );

  test('When all three demand it, then what is added is said once', () => {
    const say = (regimes: readonly string[]) =>
      render(letterUnder(regimes, 'refusal', 'correction'), locale).text;
    const statement = traceOf('statementRoute', letterUnder(three, 'refusal', 'correction'), locale)![0]!;
    expect(say(['HK-PDPO', 'CA-PIPEDA', 'AU-APP']).split(statement)).toHaveLength(2);
    expect(say(['EU-GDPR'])).not.toContain(statement);
  });
});

describe('what particular laws want said', () => {
  const render = compileNotices();
  const english = (regime: string, kind: NoticeKind, right: NoticeRight) =>
    render(letterUnder([regime], kind, right), 'en').text;

  test.each<[string, NoticeKind, NoticeRight, string]>([
    ['US-CA-CCPA', 'acknowledgement', 'deletion', 'This is how we verify you'],
    ['US-CA-CCPA', 'refusal', 'deletion', 'not to sell these data'],
    ['US-CA-CCPA', 'completion', 'deletion', 'We keep the record of this request'],
    ['UK-GDPR', 'acknowledgement', 'complaint', 'we are looking into it'],
    ['US-TX', 'refusal', 'access', 'You may appeal to us'],
    ['CA-QC', 'refusal', 'access', 'hard to understand'],
    ['HK-PDPO', 'refusal', 'correction', 'short statement'],
    ['HK-PDPO', 'refusal', 'access', 'Larch Travel (fictional)'],
    ['CA-PIPEDA', 'extension', 'access', 'How to complain'],
  ])('When %s rules a letter of kind %s about %s, then it says “%s”', (regime, kind, right, said) => {
    expect(english(regime, kind, right)).toContain(said);
  });

  test.each<[string, NoticeKind, NoticeRight, string]>([
    ['EU-GDPR', 'acknowledgement', 'deletion', 'This is how we verify you'],
    ['EU-GDPR', 'refusal', 'deletion', 'not to sell these data'],
    ['UK-GDPR', 'acknowledgement', 'deletion', 'we are looking into it'],
    ['EU-GDPR', 'refusal', 'access', 'Somebody else decides on it'],
  ])(
    'When %s rules a letter of kind %s about %s, then “%s” of other laws is not in it',
    (regime, kind, right, said) => {
      expect(english(regime, kind, right)).not.toContain(said);
    },
  );

  test('When staff gave no facts for a refusal, then the letter says how to learn them', () => {
    const { facts: _facts, ...letter } = letterUnder(['EU-GDPR'], 'refusal', 'deletion') as Extract<
      NoticeContent,
      { kind: 'refusal' }
    >;
    expect(render(letter, 'en').text).toContain('tells you more of them on request');
  });

  test('When a refusal names no controlling user, then it says how to learn who it would be', () => {
    const { controllingUser: _user, ...letter } = letterUnder(['HK-PDPO'], 'refusal', 'access') as Extract<
      NoticeContent,
      { kind: 'refusal' }
    >;
    expect(render(letter, 'en').text).toContain('gives you its name and address');
  });
});

const kindsOfSpecimens = (
  ['acknowledgement', 'pauseQuestion', 'extension', 'fee', 'refusal', 'completion', 'breachApology'] as const
).flatMap((kind) => specimensOf(kind));

test('When a block is in the vocabulary, then some letter can tell it', () => {
  const all = (['zh-CN', 'en'] as const).flatMap((locale) =>
    noticeBlocks.filter((block) =>
      kindsOfSpecimens.every((specimen) => traceOf(block, specimen, locale) === undefined),
    ),
  );
  expect(all).toEqual([]);
});

test('When a letter leaves a part undone for a legal reason, then it carries what a refusal must', () => {
  const render = compileNotices();
  const whole = letterUnder(['US-VA'], 'completion', 'deletion');
  const partly = { ...whole, refusedPart: { grounds: [{ text: whole.controller.name, article: 'A 1' }] } };
  expect(render(whole, 'en').text).not.toContain('You may appeal to us, free of charge');
  const { text } = render(partly, 'en');
  for (const said of ['You may appeal to us, free of charge', 'A 1', 'tells you more of them on request'])
    expect(text).toContain(said);
  const demanded = noticeDuties(builtInRules, partly as NoticeContent).map(({ block }) => block);
  expect(demanded).toEqual(expect.arrayContaining(['outcomePerStore', 'remedies', 'appealRoute']));
});
