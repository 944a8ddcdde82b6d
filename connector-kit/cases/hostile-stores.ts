import type { Connector, PlannedWork, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import { carryOut, planFor, proofOf, storeCall } from '../calls';
import type { ConformanceCase, Trial } from '../conformance-case';
import {
  CaseFailure,
  expectSame,
  expectThat,
  expectUntouched,
  shown,
  shownError,
  storeFailureOf,
} from '../expectations';
import { equipped } from '../rig';
import { expectProven } from './effects';
import { deletion, keysOf } from './reading';

/** Stores that lie, grow, refuse or change under the connector's hands. */
export const hostileStoreCases: readonly ConformanceCase[] = [
  {
    id: 'zero-rows',
    title: 'When the store reports success and did nothing, then nothing is proven',
    proves: 'Success with zero rows is not a deletion.',
    needs: ['ignoreWrites'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const undo = await equipped(rig, 'ignoreWrites').ignoreWrites();
      try {
        const call = storeCall();
        const work = await planFor(connector, deletion, rig.person, call);
        const came = await outcomeOf(connector, call, work);
        const advice = 'Read again what was achieved; never count what the store says it did.';
        expectThat('a deletion that did nothing', came !== 'proven', 'a failure or disproven', came, advice);
      } finally {
        await undo();
      }
    },
  },
  {
    id: 'another-person',
    title: 'When the store answers with another person’s record, then it is neither returned nor touched',
    proves: 'Nobody’s data are disclosed or deleted because a store mixed them up.',
    needs: ['disguise', 'proxy'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const { disguise, proxy } = equipped(rig, 'disguise', 'proxy');
      const [others, whole] = [await rig.content(true), await rig.content(false)];
      const call = storeCall();
      const work = await planFor(connector, deletion, rig.person, call);
      const falsified = proxy.falsify(disguise);
      const found = await connector.locate(storeCall(), rig.person).then(
        ({ collections }) => keysOf(collections),
        (error: unknown) => nothingOrThrow('locate', error),
      );
      const disguised = rig.disguised ?? Object.keys(rig.keys);
      const taken = Object.keys(found).filter((id) => disguised.includes(id));
      expectSame(
        'collections in which another’s records were taken',
        [],
        taken,
        'Check every record that is answered.',
      );
      const came = await outcomeOf(connector, call, work);
      expectThat(
        'a deletion in disguise',
        came !== 'proven',
        'a failure or disproven',
        came,
        'Look again before a write.',
      );
      const isFalsified = falsified() > 0;
      expectThat(
        'texts in disguise',
        isFalsified,
        'some',
        0,
        'Check `disguise` of the rig: no answer held its texts.',
      );
      proxy.pass();
      expectUntouched(others, await rig.content(true), 'everybody else');
      if (came === 'drift') expectUntouched(whole, await rig.content(false));
    },
  },
  {
    id: 'grew-before',
    title:
      'When a record of the person comes between plan and apply, then the deletion is not called complete',
    proves: 'Nothing is overlooked because it came late.',
    needs: ['grow'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const call = storeCall();
      const work = await planFor(connector, deletion, rig.person, call);
      await equipped(rig, 'grow').grow();
      const grown = await rig.content(false);
      const came = await outcomeOf(connector, call, work);
      const advice =
        'Locate again before the first write, and stop with `drift` when the plan leaves records out.';
      expectThat(
        'a deletion of fewer records than there are',
        came !== 'proven',
        'drift or disproven',
        came,
        advice,
      );
      if (came === 'drift') expectUntouched(grown, await rig.content(false));
    },
  },
  {
    id: 'grew-after',
    title:
      'When a record of the person comes between apply and verify, then it is not touched, and nothing is proven',
    proves: 'A proof speaks of the store as it is, and a repeat does not reach beyond its plan.',
    needs: ['grow'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const call = storeCall();
      const work = await planFor(connector, deletion, rig.person, call);
      const answer = await connector.apply(call, work);
      await equipped(rig, 'grow').grow();
      const grown = await rig.content(false);
      if (answer.status === 'done') {
        await connector.apply(call, work).catch((error: unknown) => nothingOrThrow('apply', error));
        expectUntouched(grown, await rig.content(false), 'the store after a repeat');
      }
      const verified = await proofOf(
        connector,
        work,
        call,
        answer.status === 'pending' ? answer.receipt : undefined,
      );
      const advice = 'Search for the person once more in `verify`.';
      expectThat(
        'verify of a store that grew',
        verified.status === 'disproven',
        'disproven',
        verified,
        advice,
      );
    },
  },
  {
    id: 'rule-refuses',
    title:
      'When a rule of the store refuses in the middle, then the answer says so, and a repeat completes it once it may',
    proves:
      'A constraint leads to an honest partial outcome, never to "completed" and never to an endless retry.',
    needs: ['refuse'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const others = await rig.content(true);
      const call = storeCall();
      const undo = await equipped(rig, 'refuse').refuse();
      const work = await planFor(connector, deletion, rig.person, call);
      try {
        const before = await rig.content(false);
        for (const nth of ['first', 'second']) await expectRefusal(connector, call, work, nth);
        const { status } = await proofOf(connector, work, call);
        expectSame(
          'verify after a refusal',
          'disproven',
          status,
          'Survey the store; a refusal proves nothing.',
        );
        if (rig.isAtomic === true) expectUntouched(before, await rig.content(false));
      } finally {
        await undo();
      }
      expectProven('the repeat without the rule', await carryOut(connector, work, call));
      expectUntouched(others, await rig.content(true), 'everybody else');
    },
  },
  {
    id: 'schema-changed',
    title:
      'When a mapped field is gone over night, then the probe says so, and nothing is changed or called empty',
    proves: 'A map that no longer fits is never "nothing found".',
    needs: ['breakSchema'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const call = storeCall();
      const work = await planFor(connector, deletion, rig.person, call);
      const undo = await equipped(rig, 'breakSchema').breakSchema();
      try {
        const before = await rig.content(false);
        const problems = await connector.probe(storeCall().signal).catch((error: unknown) => [error]);
        const advice = 'Compare every mapped field with the store.';
        expectThat('probe of a changed store', problems.length > 0, 'a problem', problems, advice);
        const failing = ['wrongAddress', 'refused', 'drift', 'hostileAnswer'] as const;
        const planning = planFor(connector, deletion, rig.person);
        await storeFailureOf(
          'search and plan on a changed store',
          planning,
          failing,
          'Fail when a field is not there.',
        );
        const came = await outcomeOf(connector, call, work);
        expectThat('yesterday’s plan on a changed store', came !== 'proven', 'a failure', came, advice);
        expectUntouched(before, await rig.content(false));
      } finally {
        await undo();
      }
    },
  },
  {
    id: 'hostile-answers',
    title:
      'When the store’s answers are endless, deep or nonsense, then the call fails in time and quotes nothing',
    proves: 'Size, depth, number and time of answers are limited.',
    needs: ['hostileAnswers'],
    run: async ({ rig, connect }: Trial): Promise<void> => {
      for (const { name, begin } of equipped(rig, 'hostileAnswers').hostileAnswers) {
        const undo = await begin();
        try {
          const located = connect({ timeoutMs: 2_000 }).locate(storeCall(), rig.person);
          const failure = await storeFailureOf(
            `locate answered with ${name}`,
            located,
            undefined,
            'Limit what is read.',
          );
          const quoted = rig.secrets.find((secret) => failure.message.includes(secret));
          if (quoted !== undefined)
            throw new CaseFailure(
              `message of ${name}`,
              'nothing of the answer',
              failure.message,
              'Pass no text on.',
            );
        } finally {
          await undo();
        }
      }
    },
  },
];

/** How a deletion ended: `proven`, the kind of its failure, or why not. */
async function outcomeOf(connector: Connector, call: StoreCall, work: PlannedWork): Promise<string> {
  try {
    const answer = await connector.apply(call, work);
    if (answer.status === 'refused') return `refused: ${answer.reason}`;
    const receipt = answer.status === 'pending' ? answer.receipt : undefined;
    const verified = await proofOf(connector, work, call, receipt);
    return verified.status === 'disproven' ? `disproven: ${verified.reason}` : verified.status;
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return error.kind;
  }
}

/** A typed failure is as good as an empty answer; anything else is a mistake of the connector. */
function nothingOrThrow(what: string, error: unknown): Readonly<Record<string, readonly string[]>> {
  if (error instanceof StoreFailure) return {};
  throw new CaseFailure(
    what,
    'an answer or a StoreFailure',
    shownError(error),
    'Translate every error of the driver.',
  );
}

async function expectRefusal(
  connector: Connector,
  call: StoreCall,
  work: PlannedWork,
  nth: string,
): Promise<void> {
  const answer = await connector.apply(call, work);
  const advice = 'Translate a violated rule into `EffectRefused`, and survey what had been done.';
  const isHonest =
    answer.status === 'refused' &&
    answer.reason !== '' &&
    answer.collections.some(({ code }) => code === 'refusedByStore');
  expectThat(
    `${nth} apply against a rule`,
    isHonest,
    'refused, with a reason and refusedByStore',
    shown(answer),
    advice,
  );
}
