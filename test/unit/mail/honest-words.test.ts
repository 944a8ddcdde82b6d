import type { Locale } from '../../../domain/data-map';
import type { OutcomeCode, StoreOutcome } from '../../../domain/outcome';
import { outcomeCodes, provenOutcomes } from '../../../domain/outcome';
import type { Right } from '../../../domain/right';
import { rights } from '../../../domain/right';
import { claimsOf, headlineOf, standingOf } from '../../../mail/notices/claims';
import type { CompletionContent, StoreReport } from '../../../domain/notice';
import { compileNotices } from '../../../mail/notices/render-notice';
import { specimensOf } from '../../../mail/notices/specimens';

const render = compileNotices();
const locales: readonly Locale[] = ['zh-CN', 'en'];

/** Phrases that say that something was done to data. No letter may hold one without a proven outcome. */
const doneWords: Record<Locale, RegExp> = {
  'zh-CN': /已(?:经)?(?:完成|删除|更正|抹去|将|匿名化|限制|停止|提供|全部|冻结)|副本已/,
  en: /\bDone\b|\bin full\b|\b(?:was|were|is|are|has been|have been) (?:now )?(?:put into|deleted|erased|corrected|anonymised|restricted|stopped|disclosed|frozen|proven|carried out)\b/,
};

function completionOf(right: Right): CompletionContent {
  const found = specimensOf('completion').find((specimen) => specimen.right === right);
  if (found?.kind !== 'completion') throw new Error(`no specimen for ${right}`);
  return { ...found, recipients: [] };
}

function reportOf(code: OutcomeCode, change: Partial<StoreOutcome> = {}): StoreReport {
  return {
    title: { 'zh-CN': '商城', en: 'Shop' },
    collections: { customers: { 'zh-CN': '客户', en: 'Customers' } },
    outcome: {
      storeId: 'shop',
      code,
      collections: [
        { collection: 'customers', code, count: 2, ground: 'CN-TAX-LEDGER', until: '2036-03-31' },
      ],
      proof: { kind: 'requery', at: '2026-03-19T08:00:00Z', remaining: 0 },
      ...change,
    },
  };
}

const withoutProof = (report: StoreReport): StoreReport => {
  const { proof: _proof, ...outcome } = report.outcome;
  return { ...report, outcome };
};

function lettersOf(right: Right, stores: readonly StoreReport[], locale: Locale): string[] {
  const { text, html } = render({ ...completionOf(right), stores }, locale);
  return [text, html.replace(/<style>[\s\S]*?<\/style>/, '')];
}

describe.each(locales)('honest words in %s', (locale) => {
  for (const right of rights)
    for (const code of outcomeCodes) {
      const proven = provenOutcomes.includes(code);
      test(`When a ${right} request's store is ${code}, then the letter ${proven ? 'says' : 'does not say'} done`, () => {
        for (const letter of lettersOf(right, [reportOf(code)], locale))
          expect(doneWords[locale].test(letter)).toBe(proven);
        // The same with no data set to speak of, only the store's own code.
        for (const letter of lettersOf(right, [reportOf(code, { collections: [] })], locale))
          expect(doneWords[locale].test(letter)).toBe(proven);
      });
      test(`When a ${right} request's store claims ${code} without proof, then the letter does not say done`, () => {
        for (const letter of lettersOf(right, [withoutProof(reportOf(code))], locale))
          expect(letter).not.toMatch(doneWords[locale]);
      });
    }

  test.each(outcomeCodes)(
    'When the only other store is %s, then all is done only if nothing is open',
    (code) => {
      const [text] = lettersOf('deletion', [reportOf('deleted'), reportOf(code)], locale);
      const all = locale === 'en' ? 'in full' : '已全部';
      expect(text!.includes(all)).toBe(provenOutcomes.includes(code) || code === 'notFound');
    },
  );
});

describe('claims', () => {
  const grounds = {};
  const standing = (report: StoreReport) =>
    claimsOf({ stores: [report], grounds })[0]!.claims.map((c) => c.standing);

  test('When rows still match, then a deletion is not done', () => {
    const proof = { kind: 'requery', at: '2026-03-19T08:00:00Z', remaining: 1 } as const;
    expect(standing(reportOf('deleted', { proof }))).toEqual(['open']);
  });

  test.each(['unknown', 'manualPending', 'processorPending'] as const)(
    'When the store as a whole is %s, then nothing that it reported before is done',
    (code) => {
      const report = reportOf('deleted', { code });
      expect(standing(report)).toEqual(['open']);
    },
  );

  test('When the store refused but one data set is proven, then that one is done and the store is open', () => {
    expect(standing(reportOf('deleted', { code: 'refusedByStore' }))).toEqual(['done', 'open']);
  });

  test('When a recipient has not confirmed, then the whole is done in part', () => {
    const claims = claimsOf({ stores: [reportOf('deleted')], grounds });
    expect(headlineOf(claims)).toBe('all');
    const title = { 'zh-CN': '快递', en: 'Courier' };
    expect(headlineOf(claims, [{ title, answer: 'asked' }])).toBe('part');
    expect(headlineOf(claims, [{ title, answer: 'confirmed' }])).toBe('all');
  });

  test('When there is no store at all, then nothing is claimed', () => {
    expect(headlineOf([])).toBe('nothing');
  });

  test('When a change is in a data set without outcome, then it is open', () => {
    const claims = claimsOf({ stores: [reportOf('corrected')], grounds });
    expect(standingOf(claims, 'shop', 'customers')).toBe('done');
    expect(standingOf(claims, 'shop', 'orders')).toBe('open');
    expect(standingOf(claims, 'desk', 'customers')).toBe('open');
  });
});
