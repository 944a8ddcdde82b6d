import type { Connector, PlannedWork, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import { carryOut, planFor, storeCall } from '../calls';
import type { ConformanceCase, Trial } from '../conformance-case';
import { CaseFailure, expectThat, expectUntouched, shownError } from '../expectations';
import { equipped } from '../rig';
import type { Rig } from '../rig';
import { expectProven } from './effects';
import { deletion } from './reading';

/** Writes of one deletion that are tried at most. */
const mostWrites = 20;
/** Time-out in ms of a connector whose server is made silent. */
const impatience = 1_500;

const repairs =
  'Make a repeat complete what was begun: bring records into their target state, do not count on the first try.';

/** Answers that are lost on the way, at every write of a deletion. */
export const lostAnswerCases: readonly ConformanceCase[] = [
  {
    id: 'answer-lost',
    title: 'When the connection breaks after any write, then a repeat completes it and touches nobody else',
    proves: 'Executed and not heard of ends in one effect.',
    needs: ['proxy', 'writes'],
    run: (trial: Trial): Promise<void> => breakAtEveryWrite(trial, 'cutAfter'),
  },
  {
    id: 'half-done',
    title:
      'When the connection breaks before any write, then what was not done is not proven, and a repeat completes it',
    proves: 'Half of the rows and a failure are never "deleted".',
    needs: ['proxy', 'writes'],
    run: (trial: Trial): Promise<void> => breakAtEveryWrite(trial, 'cutBefore'),
  },
  {
    id: 'timed-out',
    title:
      'When a write is executed and its answer never comes, then the call stalls and a repeat has one effect',
    proves: 'Executed but timed out is neither a failure for good nor done twice.',
    needs: ['proxy', 'writes'],
    run: async ({ rig, connector, connect }: Trial): Promise<void> => {
      const { proxy, writes } = equipped(rig, 'proxy', 'writes');
      const others = await rig.content(true);
      const total = await writesOfDeletion(rig, connector);
      for (const nth of new Set([1, total])) {
        await rig.reset();
        const call = storeCall();
        const work = await planFor(connector, deletion, rig.person);
        const impatient = connect({ timeoutMs: impatience });
        proxy.muteAfter(writes, nth);
        const attempt = await attemptOf(impatient, call, work);
        expectThat(
          'silence after a write',
          proxy.hasCut(),
          'to have happened',
          'no such write',
          'Check `writes` of the rig.',
        );
        expectRetryable(`apply whose answer ${nth} of ${total} never came`, attempt);
        proxy.pass();
        expectProven('the repeat', await carryOut(connector, work, call));
        expectUntouched(others, await rig.content(true), 'everybody else');
      }
    },
  },
];

async function breakAtEveryWrite({ rig, connector }: Trial, fault: 'cutAfter' | 'cutBefore'): Promise<void> {
  const { proxy, writes } = equipped(rig, 'proxy', 'writes');
  const others = await rig.content(true);
  let cuts = 0;
  for (let nth = 1; nth <= mostWrites; nth += 1) {
    await rig.reset();
    const call = storeCall();
    const work = await planFor(connector, deletion, rig.person);
    proxy[fault](writes, nth);
    const attempt = await attemptOf(connector, call, work);
    if (!proxy.hasCut()) break;
    cuts += 1;
    proxy.pass();
    expectRetryable(`apply that lost write ${nth}`, attempt);
    await expectNoFalseProof(rig, connector, call, work, nth);
    expectProven(`the repeat after write ${nth} was lost`, await carryOut(connector, work, call));
    expectUntouched(others, await rig.content(true), 'everybody else');
  }
  expectThat(
    'writes that were cut',
    cuts > 0,
    'at least one',
    0,
    'Check `writes` of the rig: it matched no message.',
  );
}

/** What apply came to: its failure, or nothing when it answered all the same. */
async function attemptOf(connector: Connector, call: StoreCall, work: PlannedWork): Promise<unknown> {
  return connector.apply(call, work).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A driver may have repeated by itself; if it failed, the failure must be worth a retry. */
function expectRetryable(what: string, failure: unknown): void {
  if (failure === undefined || (failure instanceof StoreFailure && failure.retryable)) return;
  const expected = 'a StoreFailure of kind unreachable or stalled';
  throw new CaseFailure(what, expected, shownError(failure), 'Translate every error of the driver.');
}

/** If the store already calls the half proven, then nothing may have been left to do. */
async function expectNoFalseProof(
  rig: Rig,
  connector: Connector,
  call: StoreCall,
  work: PlannedWork,
  nth: number,
): Promise<void> {
  const claim = await connector.verify(call, work).catch((error: unknown) => error);
  if (typeof claim !== 'object' || claim === null || !('status' in claim) || claim.status !== 'proven')
    return;
  const before = await rig.content(false);
  await connector.apply(call, work);
  const isSame = (await rig.content(false)) === before;
  const got = 'a proof although a repeat still had work to do';
  expectThat(`verify after write ${nth} was lost`, isSame, 'no proof of half the work', got, repairs);
}

async function writesOfDeletion(rig: Rig, connector: Connector): Promise<number> {
  const { proxy, writes } = equipped(rig, 'proxy', 'writes');
  const count = proxy.countOf(writes);
  await connector.apply(storeCall(), await planFor(connector, deletion, rig.person));
  return Math.max(1, Math.min(mostWrites, count()));
}
