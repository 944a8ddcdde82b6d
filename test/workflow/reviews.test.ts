import {
  provenAppeal,
  proposalHash,
  proveIdentity,
  reviewDecision,
  reviewOpened,
  reviewer,
} from '../replay/paths';
import { useLabs } from '../support/dev-lab';
import { closedGate } from '../support/gate';
import type { LabRequest } from '../support/workflow-lab';
import { approver, officer, operator, refusalCode, staff, subject } from '../support/workflow-lab';

const labWith = useLabs();
const decidedFirst = { openReview: () => Promise.resolve({ excluded: ['wei-operator', 'tang-approver'] }) };

/** Nothing that an appeal or a complaint has no business with was asked for. */
const storeWork = ['identifySubject', 'workOnStores', 'workOnStore', 'proposePlan', 'enterRegister'];

const agree = async (request: LabRequest) =>
  request.command({ name: 'approve', hash: await proposalHash(request, 'decision') }, officer);

test('When a person appeals, then others than before decide, both of them, and no store is asked', async () => {
  const lab = await labWith(decidedFirst);
  const request = await lab.begin('appeal', provenAppeal);
  await reviewOpened(request);
  expect(await request.state()).toMatchObject({ phase: 'assessing', review: { about: provenAppeal.about } });
  const upheld = reviewDecision('upheld');
  expect(await refusalCode(request.command(upheld, approver))).toBe('DSR_SAME_PERSON');
  expect(await refusalCode(request.command(upheld, operator))).toBe('DSR_ROLE_NOT_ALLOWED');
  await request.command(upheld, reviewer);
  expect(await refusalCode(request.command({ name: 'approve', hash: 'upheld-reasons' }, operator))).toBe(
    'DSR_SAME_PERSON',
  );
  expect(await request.state()).toMatchObject({ phase: 'assessing', proposal: { kind: 'decision' } });
  await agree(request);

  expect(await request.result()).toEqual({ outcome: 'upheld' });
  expect(lab.inputsOf('sendAnswer')).toMatchObject([
    { review: { decision: 'upheld', reasonsHash: 'upheld-reasons' } },
  ]);
  expect(lab.calls.filter(({ name }) => storeWork.includes(name))).toEqual([]);
  expect(lab.recorded('reviewOpened')).toMatchObject([
    { facts: { about: provenAppeal.about, excluded: ['wei-operator', 'tang-approver'] } },
  ]);
  expect(lab.recorded('decisionProposed')).toMatchObject([{ actor: reviewer }]);
  expect(lab.recorded('approvalGiven')).toMatchObject([{ actor: officer }]);
  expect(lab.recorded('reviewDecided')).toMatchObject([
    { facts: { decision: 'upheld', reasonsHash: 'upheld-reasons' } },
  ]);
});

test('When a decision is sent back, then another with other reasons takes its place', async () => {
  const lab = await labWith(decidedFirst);
  const request = await lab.begin('appeal', provenAppeal);
  await reviewOpened(request);
  await request.command(reviewDecision('rejected'), reviewer);
  const hash = await proposalHash(request, 'decision');
  await request.command({ name: 'reject', hash, reasonCode: 'reasonsTooShort' }, officer);
  await request.command(reviewDecision('partlyUpheld'), officer);
  expect(await refusalCode(request.command({ name: 'approve', hash }, reviewer))).toBe('DSR_PLAN_STALE');
  await request.command({ name: 'approve', hash: 'partlyUpheld-reasons' }, reviewer);
  expect(await request.result()).toEqual({ outcome: 'partlyUpheld' });
});

test('When somebody complains, then the code is awaited, one person decides, and the clock is satisfied', async () => {
  const lab = await labWith();
  const request = await lab.begin('complaint');
  await proveIdentity(request);
  await reviewOpened(request);
  await request.command(reviewDecision('rejected'), officer);
  expect(await request.result()).toEqual({ outcome: 'rejected' });
  expect(lab.inputsOf('closeRequest')).toMatchObject([
    { outcome: 'rejected', clocks: [{ status: 'satisfied' }] },
  ]);
  expect(lab.calls.filter(({ name }) => storeWork.includes(name))).toEqual([]);
});

test('When it is still being established who decided, then a decision waits', async () => {
  const gate = closedGate();
  const lab = await labWith({
    openReview: async () => {
      await gate.pass();
      return { excluded: [] };
    },
  });
  const request = await lab.begin('appeal', provenAppeal);
  await gate.reached;
  expect(await refusalCode(request.command(reviewDecision('upheld'), officer))).toBe('DSR_WRONG_PHASE');
  gate.open();
  await reviewOpened(request);
  await request.command(reviewDecision('upheld'), officer);
  expect(await request.result()).toEqual({ outcome: 'upheld' });
});

test('When the person takes the appeal back before it is agreed, then nothing is decided', async () => {
  const lab = await labWith(decidedFirst);
  const request = await lab.begin('appeal', provenAppeal);
  await reviewOpened(request);
  await request.command(reviewDecision('rejected'), reviewer);
  await request.command({ name: 'withdraw' }, subject);
  expect(await request.result()).toEqual({ outcome: 'withdrawn' });
  expect(lab.recorded('reviewDecided')).toEqual([]);
});

test('When staff would refuse an appeal or ask a fee for it, then there is no such step', async () => {
  const lab = await labWith();
  const request = await lab.begin('appeal', provenAppeal);
  await reviewOpened(request);
  const fee = { name: 'demandFee', regime: 'US-VA', ground: 'excessive', amountHash: 'a' } as const;
  const refuse = { name: 'refuse', ground: 'manifestlyUnfounded' } as const;
  for (const command of [fee, refuse])
    expect(await refusalCode(request.command(command, staff('luo-approver', 'privacyOfficer')))).toBe(
      'DSR_WRONG_RIGHT',
    );
});
