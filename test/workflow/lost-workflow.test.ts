import type { RequestView } from '../../domain/ports';
import type { RequestState } from '../../domain/request';
import { restartState } from '../../domain/resume-state';
import { proposalHash, proveIdentity, taskId } from '../replay/paths';
import { useLabs } from '../support/dev-lab';
import type { FakeActivities } from '../support/fake-activities';
import { fakeClock } from '../support/fake-activities';
import type { Lab, LabRequest } from '../support/workflow-lab';
import { approver, freshRequestId, operator } from '../support/workflow-lab';

const labWith = useLabs();

/** The view as the books would hold it after the last record of a request. */
function viewOf(
  lab: FakeActivities,
  { requestId, controllerId, receivedAt, right }: RequestState,
): RequestView {
  const { version, projection } = lab.inputsOf('recordFacts').at(-1)!;
  const known = Object.fromEntries(Object.entries(projection).filter(([, value]) => value !== null));
  const intake = { requestId, controllerId, receivedAt, right, verificationNeeded: true };
  return { ...intake, ...known, version, clocks: [fakeClock()] } as unknown as RequestView;
}

/** Ends a workflow as an operator's slip would, and starts another from the books, under an id of its own. */
async function loseAndRestart(lab: Lab & FakeActivities, request: LabRequest): Promise<LabRequest> {
  const view = viewOf(lab, await request.state());
  await request.handle.terminate('lost');
  const requestId = freshRequestId();
  return lab.begin('deletion', { requestId, state: { ...restartState(view)!, requestId } });
}

test('When a workflow is lost between two approvals, then it goes on with the one that was given', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const hash = await proposalHash(request);
  await request.command({ name: 'approve', hash }, operator);

  const again = await loseAndRestart(lab, request);
  await again.when('the approval', ({ proposal }) => proposal?.approvals.length === 1);
  await again.command({ name: 'approve', hash }, approver);
  expect(await again.result()).toEqual({ outcome: 'fulfilled' });
  expect(lab.inputsOf('startClocks')).toHaveLength(1);
  expect(lab.inputsOf('acknowledgeRequest')).toHaveLength(1);
  expect(lab.inputsOf('workOnStores').filter(({ phase }) => phase === 'execute')).toHaveLength(1);
});

test('When a workflow is lost while it waits for staff, then the task that lies there is the one it waits for', async () => {
  let asked = 0;
  const lab = await labWith({
    identifySubject: () => {
      asked += 1;
      return Promise.resolve(
        asked < 3
          ? { identity: 'ambiguous', choices: 2, reason: 'sharedIdentifier', guardianNeeded: false }
          : { identity: 'resolved', guardianNeeded: false },
      );
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const task = await taskId(request);

  const again = await loseAndRestart(lab, request);
  // The one that goes on has asked the register as well before staff answer.
  const { version } = lab.inputsOf('recordFacts').at(-1)!;
  await again.when('the register', (state) => state.version > version + 1_000);
  expect(await taskId(again)).toBe(task);
  await again.command({ name: 'resolveIdentity', taskId: task, choice: '1' }, operator);
  await proposalHash(again);
  const opened = lab.inputsOf('recordFacts').flatMap(({ openTasks }) => openTasks ?? []);
  expect(opened.map(({ taskId: id }) => id)).toEqual([task]);
});

test('When a workflow is lost with a notice on its way, then the notice is proven or not by the one that goes on', async () => {
  let isUp = false;
  const lab = await labWith({
    sendNotice: () =>
      isUp
        ? Promise.resolve({ status: 'accepted', at: new Date().toISOString(), inTime: true })
        : Promise.reject(new Error('The mail server is away.')),
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await proposalHash(request);
  await request.command({ name: 'extend', regime: 'CN-GBT35273', ground: 'complexity' }, operator);

  const again = await loseAndRestart(lab, request);
  isUp = true;
  const { declaredExtensions } = await again.when(
    'the proof',
    ({ extendedRegimes }) => extendedRegimes.length > 0,
  );
  expect(declaredExtensions).toEqual([]);
  const serials = lab.inputsOf('sendNotice').map(({ serial }) => serial);
  expect(new Set(serials).size).toBe(1);
});
