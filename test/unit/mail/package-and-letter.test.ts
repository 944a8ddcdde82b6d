import fc from 'fast-check';
import { storeReports } from '../../../activities/letter-facts';
import type { KeptRecord, PackageInput, StoreDisclosure } from '../../../domain/access-package';
import type { CollectionMap, DataMap, Locale, StoreMap } from '../../../domain/data-map';
import type { CompletionContent } from '../../../domain/notice';
import type { CollectionOutcome, OutcomeCode, Proof, StoreOutcome } from '../../../domain/outcome';
import { outcomeCodes, summariseCollections } from '../../../domain/outcome';
import type { StoreProgress } from '../../../domain/ports';
import { packagedOutcome, toldOutcomes } from '../../../domain/told-outcomes';
import { claimsOf, headlineOf } from '../../../mail/notices/claims';
import { compileNotices } from '../../../mail/notices/render-notice';
import { specimensOf } from '../../../mail/notices/specimens';
import { loadAccessPackages } from '../../../mail/package/build-access-package';
import { newRequestId } from '../../../crypto/ids';
import { memoryDesk } from './memory-desk';
import { readZip } from './read-zip';

const build = loadAccessPackages();
const render = compileNotices();
const letter = specimensOf('completion').find(
  (content): content is CompletionContent & { right: 'access' } =>
    content.kind === 'completion' && content.right === 'access',
)!;

const both = (words: string) => ({ 'zh-CN': words, en: words });
const collectionOf = (id: string): CollectionMap => ({
  id,
  source: id,
  title: both(`Set ${id}`),
  key: 'id',
  subjects: false,
  lookups: [],
  links: [],
  whose: 'sole',
  fields: [
    {
      name: 'name',
      title: both('Name'),
      category: 'identity',
      class: 'non-sensitive',
      purposes: [],
      source: 'person',
      recipients: [],
      erasure: 'keep',
      correctable: false,
    },
  ],
  erasure: 'delete',
});
const storeOf = (id: string): StoreMap => ({
  id,
  kind: 'postgres',
  title: both(`Store ${id.toUpperCase()}`),
  connection: 'DSR_STORE_X',
  region: 'cn',
  owner: 'it',
  timeoutMs: 30_000,
  limits: { concurrency: 4 },
  collections: ['one', 'two'].map(collectionOf),
});
const storeIds = ['aa', 'bb', 'cc', 'dd'];

/** What one store came to: nothing at all, or codes per collection, with a proof or without. */
interface Case {
  readonly lines: readonly { readonly code: OutcomeCode; readonly count: number }[] | undefined;
  readonly whole: OutcomeCode | undefined;
  readonly proof: Proof | undefined;
  readonly withheld: number;
}

const codes = fc.constantFrom(...outcomeCodes);
const storeCase: fc.Arbitrary<Case> = fc.record({
  lines: fc.option(
    fc.array(fc.record({ code: codes, count: fc.integer({ min: 1, max: 4 }) }), { maxLength: 2 }),
    {
      nil: undefined,
    },
  ),
  whole: fc.option(codes, { nil: undefined }),
  proof: fc.option(
    fc.record({
      kind: fc.constantFrom('requery', 'receipt', 'witnessed', 'search'),
      at: fc.constant('2026-03-19T08:00:00Z'),
    }),
    { nil: undefined },
  ),
  withheld: fc.integer({ min: 0, max: 5 }),
});

function progressOf(storeId: string, { lines, whole, proof }: Case): StoreProgress {
  const requestId = newRequestId();
  if (lines === undefined) return { requestId, storeId };
  const collections = lines.map(({ code, count }, index): CollectionOutcome => ({
    collection: ['one', 'two'][index]!,
    code,
    count,
    ...(code === 'retained' ? { ground: 'CN-TAX', until: '2030-12-31' } : {}),
    ...(code === 'deferred' ? { until: '2030-12-31' } : {}),
  }));
  const code = whole ?? summariseCollections(collections);
  const outcome: StoreOutcome = { storeId, code, collections, ...(proof === undefined ? {} : { proof }) };
  return { requestId, storeId, outcome };
}

/** The records that a store with this outcome disclosed, as the vault would hold them. */
function disclosureOf(outcome: StoreOutcome): StoreDisclosure {
  const disclosed = outcome.collections.filter(({ code }) => code === 'disclosed');
  const recordsOf = ({ collection, count }: CollectionOutcome): KeptRecord[] =>
    Array.from({ length: count }, (_, n) => ({
      key: `${n}`,
      values: { name: `${collection} ${n}` },
      withheld: 0,
    }));
  return {
    store: storeOf(outcome.storeId),
    outcome,
    collections:
      outcome.code !== 'disclosed'
        ? []
        : disclosed.map((line) => ({
            id: line.collection,
            fingerprint: JSON.stringify(line),
            read: async function* () {
              for (const record of recordsOf(line)) yield await Promise.resolve(record);
            },
          })),
  };
}

const flat = (text: string) => text.replace(/\s+/g, '');
interface Manifest {
  readonly completeness: {
    readonly complete: boolean;
    readonly notAnswering: string[];
    readonly keptBack: string[];
  };
  readonly stores: {
    readonly title: string;
    readonly statements: {
      readonly dataSet: string | null;
      readonly outcome: string;
      readonly standing: string;
      readonly count: number | null;
      readonly text: string;
    }[];
    readonly dataSets: { readonly id: string; readonly records: number }[];
  }[];
}

async function packageAndLetter(cases: readonly Case[], locale: Locale) {
  const progress = cases.map((one, index) => progressOf(storeIds[index]!, one));
  const outcomes = toldOutcomes(progress);
  const grounds = { 'CN-TAX': { text: both('Ledgers'), article: 'Art. 14', code: 'CN-TAX' } };
  const withholdings = cases.flatMap((one, index) =>
    Array.from({ length: one.withheld }, (_, n) => ({
      storeId: storeIds[index]!,
      collection: 'one',
      record: `${n}`,
      reason: 'thirdParty' as const,
    })),
  );
  const input: PackageInput = {
    requestId: letter.caseNumber,
    format: 'access',
    locale,
    zone: letter.zone,
    generatedAt: '2026-03-19T08:00:00Z',
    controller: letter.controller,
    regimes: letter.regimes,
    purposes: [],
    processors: [],
    stores: outcomes.map(disclosureOf),
    grounds,
    withholdings,
  };
  const desk = memoryDesk();
  const { counts } = await build(input, desk);
  const files = readZip(desk.delivered());
  const manifest = JSON.parse(files.get('manifest.json')!.toString()) as Manifest;
  const map = { stores: storeIds.map(storeOf) } as unknown as DataMap;
  const stores = storeReports(
    map,
    outcomes.map((outcome) => packagedOutcome(outcome, counts[outcome.storeId])),
  );
  const { text } = render({ ...letter, stores, grounds, recipients: [] }, locale);
  return { manifest, claims: claimsOf({ stores, grounds }), text, page: files.get('index.html')!.toString() };
}

describe('Package and letter of one request', () => {
  test('When stores come to whatever they come to, then both say the same of each of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(storeCase, { minLength: 1, maxLength: storeIds.length }),
        fc.constantFrom<Locale>('zh-CN', 'en'),
        async (cases, locale) => {
          const { manifest, claims, text, page } = await packageAndLetter(cases, locale);
          expect(
            manifest.stores.map(({ title, statements }) => ({
              title,
              statements: statements.map(({ dataSet, outcome, standing, count }) => ({
                dataSet,
                outcome,
                standing,
                count,
              })),
            })),
          ).toEqual(
            claims.map((store) => ({
              title: store.title[locale],
              statements: store.claims.map(({ collection = null, code, standing, count = null }) => ({
                dataSet: collection,
                outcome: code,
                standing,
                count,
              })),
            })),
          );
          // Word for word, in the letter as it is mailed and on the package's first page.
          for (const { title, statements } of manifest.stores)
            for (const words of [title, ...statements.map((statement) => statement.text)]) {
              expect(flat(text)).toContain(flat(words));
              expect(flat(page)).toContain(flat(words));
            }
          const isWhole = ['all', 'nothing'].includes(headlineOf(claims));
          expect(manifest.completeness.complete).toBe(isWhole);
          const openStores = claims.filter((store) =>
            store.claims.some(({ standing }) => standing === 'open'),
          );
          expect(manifest.completeness.notAnswering).toEqual(openStores.map(({ title }) => title[locale]));
          for (const { statements, dataSets } of manifest.stores)
            for (const { dataSet, outcome, count, standing } of statements)
              if (
                outcome === 'disclosed' &&
                standing === 'done' &&
                dataSet !== null &&
                dataSets.some(({ records }) => records > 0)
              )
                expect(dataSets.find(({ id }) => id === dataSet)?.records).toBe(count);
        },
      ),
      { numRuns: 150 },
    );
  });
});
