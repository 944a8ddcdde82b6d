import type { VerifyAnswer } from '../../domain/connector';
import { carryOut, planFor, proofOf, storeCall } from '../calls';
import type { ConformanceCase, Trial } from '../conformance-case';
import { expectSame, expectThat, expectUntouched, storeFailureOf } from '../expectations';
import { equipped } from '../rig';
import { deletion, intentsOf } from './reading';

/** Fails unless the store proved the effect. */
export function expectProven(what: string, answer: VerifyAnswer): void {
  const advice = 'Ask the store afresh whether every record of the scope is in its target state.';
  expectThat(what, answer.status === 'proven', 'a proven effect', answer, advice);
}

/** What each right does, and that it does it once. */
export const effectCases: readonly ConformanceCase[] = [
  {
    id: 'delete',
    title: 'When a deletion is carried out, then it is proven and everybody else is as before',
    proves: 'What the letter calls deleted is gone, and nothing else is.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const [before, whole] = [await rig.content(true), await rig.content(false)];
      const work = await planFor(connector, deletion, rig.person);
      const answer = await carryOut(connector, work);
      expectProven('deletion', answer);
      if (answer.status !== 'proven') return;
      expectSame(
        'records that remain',
        0,
        answer.proof.remaining,
        'Count what is still there after the write.',
      );
      const achieved = answer.collections.map(({ code, count }) => [code, count]);
      const promised = work.steps.map(({ promises, count }) => [promises, count]);
      expectSame(
        'outcomes per step',
        promised,
        achieved,
        'Answer one outcome per step, with what was proven.',
      );
      expectUntouched(before, await rig.content(true), 'everybody else');
      const isChanged = (await rig.content(false)) !== whole;
      expectThat(
        'the store after a proven deletion',
        isChanged,
        'another content',
        'the same',
        'Do the work.',
      );
      const { collections } = await connector.locate(storeCall(), rig.person);
      const kept = new Set(
        work.scope.targets.filter(({ action }) => action !== 'delete').flatMap(({ keys }) => keys),
      );
      const left = collections.flatMap(({ keys }) => keys).filter((key) => !kept.has(key));
      expectSame('records found after a proven deletion', [], left, 'Delete them, or do not call it proven.');
    },
  },
  {
    id: 'repeat',
    title: 'When the same effect is applied three times, then it happens once with one answer',
    proves: 'A repeat after a lost answer has no second effect.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      for (const intent of intentsOf(rig)) {
        await rig.reset();
        const call = storeCall();
        const work = await planFor(connector, intent, rig.person);
        const first = await connector.apply(call, work);
        await carryOut(connector, work, call);
        const after = await rig.content(false);
        for (const nth of ['second', 'third']) {
          const again = await connector.apply(call, work);
          const advice = 'Leave alone what is in its target state, and answer what the store proves.';
          expectSame(`${nth} answer to ${intent.right}`, first, again, advice);
        }
        expectUntouched(after, await rig.content(false), `the store after repeats of ${intent.right}`);
      }
    },
  },
  {
    id: 'correct',
    title: 'When a field is corrected, then the store holds the new value and a repeat says so',
    proves: 'A correction is more than a label.',
    needs: ['correction'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const { correction } = equipped(rig, 'correction');
      const work = await planFor(connector, { right: 'correction', changes: [correction] }, rig.person);
      const steps = work.steps.map(({ action, count, promises }) => ({ action, count, promises }));
      const promised = [{ action: 'correct', count: 1, promises: 'corrected' }];
      expectSame(
        'steps of a correction',
        promised,
        steps,
        'Plan one step per field, with the old value in its scope.',
      );
      const answer = await carryOut(connector, work);
      expectProven('correction', answer);
      const achieved =
        answer.status === 'proven' ? answer.collections.map(({ code, count }) => [code, count]) : [];
      expectSame(
        'outcome of a correction',
        [['corrected', 1]],
        achieved,
        'Read the value back before you answer.',
      );
      const isThere = (await rig.content(false)).includes(correction.newValue);
      expectThat(
        'the new value in the store',
        isThere,
        'to be there',
        'no such text',
        'Write the new value.',
      );
    },
  },
  {
    id: 'conflict',
    title: 'When the value moved since the plan, then the correction is refused as a conflict',
    proves: 'Nobody’s newer change is overwritten.',
    needs: ['correction'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const { correction } = equipped(rig, 'correction');
      const correct = (newValue: string) =>
        planFor(connector, { right: 'correction', changes: [{ ...correction, newValue }] }, rig.person);
      const planned = await correct(correction.newValue);
      await carryOut(connector, await correct('Moved Meanwhile'));
      const before = await rig.content(false);
      const answer = await connector.apply(storeCall(), planned);
      const got = { status: answer.status, ...(answer.status === 'refused' && { reason: answer.reason }) };
      const advice = 'Write only while the old value still stands (compare-and-set).';
      expectSame('answer to an outdated correction', { status: 'refused', reason: 'conflict' }, got, advice);
      expectUntouched(before, await rig.content(false));
    },
  },
  {
    id: 'object',
    title: 'When a person objects, then the switch is off, and lifting the objection turns nothing on',
    proves: 'An objection ends the purpose, and only the person begins it again.',
    needs: ['purpose'],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const { purpose } = equipped(rig, 'purpose');
      const object = (purposes: readonly string[], lift: boolean) =>
        planFor(connector, { right: 'objection', purposes, lift }, rig.person);
      const answer = await carryOut(connector, await object([purpose], false));
      expectProven('objection', answer);
      const achieved =
        answer.status === 'proven' ? answer.collections.map(({ code, count }) => [code, count]) : [];
      expectSame('outcome of an objection', [['ceased', 1]], achieved, 'Count records whose switch is off.');
      const lifting = (await object([purpose], true)).steps;
      expectSame(
        'steps of lifting',
        [],
        lifting,
        'Consent comes from the person, never from a lifted objection.',
      );
      const others = (await object(['other'], false)).steps;
      expectSame('steps for a purpose that the store does not serve', [], others, 'Match purposes.');
    },
  },
  {
    id: 'unscoped',
    title: 'When a plan names no records, then it is refused and nothing happens',
    proves: 'No statement without a predicate is ever run.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const before = await rig.content(false);
      const work = await planFor(connector, deletion, rig.person);
      const targets = work.scope.targets.map(({ collection, action }) => ({ collection, action, keys: [] }));
      const unscoped = { ...work, scope: { ...work.scope, targets } };
      const advice = 'Refuse a step whose scope is empty before anything is written.';
      await storeFailureOf('apply without keys', connector.apply(storeCall(), unscoped), ['refused'], advice);
      expectUntouched(before, await rig.content(false));
    },
  },
  {
    id: 'proof-is-asked',
    title: 'When nothing was applied, then verification does not call it proven',
    proves: 'A proof comes from the store, never from an assumption.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const before = await rig.content(false);
      const call = storeCall();
      const work = await planFor(connector, deletion, rig.person, call);
      const answer = await proofOf(connector, work, call);
      const advice = 'Search again on a fresh connection: the records of the scope are still there.';
      expectThat('verify before apply', answer.status === 'disproven', 'disproven', answer, advice);
      expectUntouched(before, await rig.content(false));
    },
  },
];
