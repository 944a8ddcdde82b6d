import type { CaseResult, Rig, RunOptions } from '../../../connector-kit';
import { conformanceCases, runSuite } from '../../../connector-kit';
import type { Connector, DisclosedRecord } from '../../../domain/connector';
import { StoreFailure } from '../../../domain/connector';
import { startRig } from '../../../examples/shelf-connector/rig';
import { createShelfConnector } from '../../../examples/shelf-connector/shelf-connector';

/** The suite over a shelf whose connector was made worse. */
async function suiteOf(
  worsen: (good: Connector) => Partial<Connector>,
  options: RunOptions = {},
): Promise<readonly CaseResult[]> {
  const bad = async (): Promise<Rig> => ({
    ...(await startRig()),
    connect: (...parts) => {
      const good = createShelfConnector(...parts);
      return { ...good, ...worsen(good) };
    },
  });
  return runSuite(bad, options);
}

const idsOf = (results: readonly CaseResult[], wanted: CaseResult['outcome']) =>
  results.filter(({ outcome }) => outcome === wanted).map(({ id }) => id);

describe('the conformance suite', () => {
  test('When a connector conforms, then every case that its rig can show passes, and the others are named with a reason', async () => {
    const told: CaseResult[] = [];
    const results = await runSuite(startRig, { onResult: (result) => told.push(result) });
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(told).toEqual(results);
    expect(results.map(({ id }) => id)).toEqual(conformanceCases.map(({ id }) => id));
    const unproven = results.filter(({ outcome }) => outcome === 'notProven');
    expect(unproven.map(({ id, why }) => [id, why])).toEqual(
      expect.arrayContaining([
        ['answer-lost', 'a file has no wire'],
        ['zero-rows', 'a file does not pretend to have been written'],
      ]),
    );
    expect(idsOf(results, 'passed')).toEqual(
      expect.arrayContaining(['delete', 'repeat', 'held', 'grew-before', 'rule-refuses', 'schema-changed']),
    );
  });

  test('When cases have names, then no two have the same', () => {
    const ids = conformanceCases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  const promised: Connector['apply'] = (_, work) =>
    Promise.resolve({
      status: 'done',
      collections: work.steps.map(({ collection, promises, count }) => ({
        collection,
        code: promises,
        count,
      })),
    });
  const believed: Connector['verify'] = (_, work) =>
    Promise.resolve({
      status: 'proven',
      collections: work.steps.map(({ collection, promises, count }) => ({
        collection,
        code: promises,
        count,
      })),
      proof: { kind: 'requery', at: '2026-11-20T01:00:00.000Z', remaining: 0 },
    });
  const bens: DisclosedRecord = { collection: 'loans', key: '3', values: { book: 'Ben reads' }, withheld: 0 };

  const liars: readonly (readonly [string, readonly string[], (good: Connector) => Partial<Connector>])[] = [
    [
      'says done and proven, and does nothing',
      ['delete', 'correct', 'proof-is-asked', 'grew-before', 'rule-refuses'],
      () => ({ apply: promised, verify: believed }),
    ],
    ['says done and does nothing', ['delete'], () => ({ apply: promised })],
    ['takes its own word for a proof', ['proof-is-asked', 'grew-after'], () => ({ verify: believed })],
    [
      'finds another person’s record',
      ['locate', 'delete'],
      (good) => ({
        locate: async (call, who) => {
          const { collections } = await good.locate(call, who);
          return {
            collections: collections.map((one) =>
              one.collection === 'loans' ? { ...one, keys: [...one.keys, '3'] } : one,
            ),
          };
        },
      }),
    ],
    [
      'discloses another person’s record',
      ['extract'],
      (good) => ({
        extract: async function* (...call) {
          yield* good.extract(...call);
          yield bens;
        },
      }),
    ],
    [
      'discloses a field that is not mapped',
      ['extract'],
      (good) => ({
        extract: async function* (...call) {
          for await (const record of good.extract(...call))
            yield { ...record, values: { ...record.values, pin: '1234' } };
        },
      }),
    ],
    [
      'acts while it plans',
      ['plan-touches-nothing'],
      (good) => ({
        plan: async (call, ...rest) => {
          const work = await good.plan(call, ...rest);
          if (work.steps.length > 0) await good.apply(call, work);
          return work;
        },
      }),
    ],
    [
      'calls a failure an empty answer',
      ['wrong-connection', 'schema-changed'],
      (good) => ({
        locate: (...call) => good.locate(...call).catch(() => ({ collections: [] })),
        plan: (call, intent, located, who) =>
          good.plan(call, intent, located, who).catch(() => ({
            steps: [],
            scope: { intent, located, targets: [], retained: {}, identifiers: who },
          })),
      }),
    ],
    [
      'quotes the connection in its failures',
      ['wrong-connection'],
      (good) => ({
        locate: (call, who) =>
          good.locate(call, who).catch(() => {
            throw new StoreFailure('wrongAddress', `Nothing for ${who[1]?.value ?? ''}.`);
          }),
      }),
    ],
    [
      'throws what a rule of the store refuses',
      ['rule-refuses'],
      (good) => ({
        apply: async (...call) => {
          const answer = await good.apply(...call);
          if (answer.status === 'refused') throw new StoreFailure('stalled', 'Try again.');
          return answer;
        },
      }),
    ],
    [
      'answers a repeat with what it did this time',
      ['repeat'],
      (good) => {
        const heard = new Set<string>();
        return {
          apply: async (call, work) => {
            const answer = await good.apply(call, work);
            const isRepeat = heard.has(call.operationId);
            heard.add(call.operationId);
            return isRepeat ? { status: 'done', collections: [] } : answer;
          },
        };
      },
    ],
    [
      'goes on when it is cancelled',
      ['cancelled'],
      (good) => {
        const deaf = { signal: new AbortController().signal };
        return {
          locate: (call, who) => good.locate({ ...call, ...deaf }, who),
          apply: (call, work) => good.apply({ ...call, ...deaf }, work),
        };
      },
    ],
    [
      'works on what it finds now instead of on its plan',
      ['grew-before', 'unscoped'],
      (good) => ({
        apply: async (call, work) => {
          const { intent, identifiers } = work.scope;
          const now = await good.plan(call, intent, await good.locate(call, identifiers), identifiers);
          return now.steps.length === 0 ? { status: 'done', collections: [] } : good.apply(call, now);
        },
        verify: believed,
      }),
    ],
    [
      'reports a healthy store as broken',
      ['probe'],
      () => ({ probe: () => Promise.resolve([{ code: 'noTable', collection: 'loans' }]) }),
    ],
  ];
  test.each(liars)('When a connector %s, then it does not pass: %p', async (_, cases, worsen) => {
    const results = await suiteOf(worsen);
    expect(idsOf(results, 'failed')).toEqual(expect.arrayContaining([...cases]));
    for (const { why } of results.filter(({ outcome }) => outcome === 'failed'))
      expect(why).toMatch(/expected .*, got |refused: |StoreFailure/);
  });

  test('When a connector never answers, then its case fails and the suite goes on', async () => {
    const never = () => new Promise<never>(() => undefined);
    const results = await suiteOf(() => ({ probe: never }), { only: 'probe', longestMs: 50 });
    expect(results).toMatchObject([{ id: 'probe', outcome: 'failed' }]);
    expect(results[0]?.why).toContain('did not end within 50 ms');
  });
});
