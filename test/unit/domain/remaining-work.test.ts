import type { KnownRequest } from '../../../domain/remaining-work';
import { remainingWork } from '../../../domain/remaining-work';
import { after, hour, resumeOf, searched, taskAt, viewIn } from './planned-request';

const known = (parts: Partial<KnownRequest> & Pick<KnownRequest, 'view'>): KnownRequest => ({
  stores: [],
  tasks: [],
  ...parts,
});

/** Stages as `name: key@age in hours`, so that a test reads like the plan. */
function planAt(hours: number, parts: Partial<KnownRequest> & Pick<KnownRequest, 'view'>): string[] {
  return remainingWork(known(parts), after(hours)).map(
    ({ name, work }) => `${name}: ${work.map(({ key, ageMs }) => `${key}@${ageMs / hour}`).join(' ')}`,
  );
}

const laterThanLocating = [
  'assessing: phase/assessing/deletion@0',
  'executing: phase/executing/deletion@0',
  'reviewing: phase/reviewing/deletion@0',
];
const reviewing = 'reviewing: phase/reviewing/deletion@0';
const proven = { storeId: 'shop', code: 'deleted', collections: [] } as const;
const unproven = { storeId: 'shop', code: 'unknown', collections: [], reason: 'unverified' } as const;

test('When a request is closed, then nothing is left', () => {
  expect(planAt(9, { view: viewIn('closed', 5) })).toEqual([]);
});

test('When a request was just received, then every phase is before it, the proof of identity first', () => {
  expect(planAt(2, { view: viewIn('received', 0) })).toEqual([
    'verifying: phase/verifying/deletion@2',
    'locating: phase/locating/deletion@0',
    ...laterThanLocating,
  ]);
});

test('When no proof of identity is needed, then the search comes first', () => {
  const view = viewIn('received', 0, { right: 'objection', verificationNeeded: false });
  expect(planAt(2, { view })[0]).toBe('locating: phase/locating/objection@2');
});

test('When it is an appeal, then no search and no work on stores lies before it', () => {
  const view = viewIn('received', 0, { right: 'appeal', verificationNeeded: false });
  expect(planAt(2, { view })).toEqual([
    'assessing: phase/assessing/appeal@2',
    'reviewing: phase/reviewing/appeal@0',
  ]);
});

test('When the person has not proven who they are, then that is what is waited for', () => {
  expect(planAt(30, { view: viewIn('verifying', 1) })[0]).toBe('verifying: phase/verifying/deletion@29');
});

describe('While stores are searched', () => {
  const view = viewIn('locating', 4);

  test('When it is not known which stores are concerned, then the phase counts as one piece', () => {
    expect(planAt(6, { view })).toEqual(['locating: phase/locating/deletion@2', ...laterThanLocating]);
  });

  test('When they are known, then those not yet searched are waited for', () => {
    const storeIds = ['shop', 'desk'];
    expect(planAt(6, { view, storeIds, stores: [searched('shop')] })).toEqual([
      'locating: store/desk/survey@2',
      ...laterThanLocating,
    ]);
  });

  test('When staff must say who is meant, then the search has not begun; once they have, it is as old as their answer', () => {
    const task = taskAt('resolveIdentity', 5);
    expect(planAt(30, { view, storeIds: ['desk'], tasks: [task] }).slice(0, 2)).toEqual([
      'tasks: task/resolveIdentity@25',
      'locating: store/desk/survey@0',
    ]);
    const done = { ...task, status: 'done', completedAt: after(29) } as const;
    expect(planAt(30, { view, storeIds: ['desk'], tasks: [done] })[0]).toBe('locating: store/desk/survey@1');
  });

  test('When a store needs somebody’s hand, then its task is waited for beside the other stores', () => {
    const tasks = [taskAt('storeTrouble', 5, { storeId: 'shop' })];
    expect(planAt(6, { view, storeIds: ['shop', 'desk'], tasks })[0]).toBe(
      'locating: store/desk/survey@2 task/storeTrouble@1',
    );
  });
});

describe('While staff assess', () => {
  test('When the stores were searched, then what is planned for each comes next', () => {
    const manual = [{ collection: 'c', action: 'manual', count: 0, promises: 'deleted' }] as const;
    const stores = [
      searched('shop'),
      searched('desk', { plan: { storeId: 'desk', steps: [], scopeHash: 'a'.repeat(64) } }),
      searched('paper', { plan: { storeId: 'paper', steps: manual, scopeHash: 'a'.repeat(64) } }),
    ];
    expect(planAt(9, { view: viewIn('assessing', 4), stores })).toEqual([
      'assessing: phase/assessing/deletion@5',
      'executing: store/shop/execute@0 task/paperArchive@0',
      'verifyingEffects: store/shop/verify@0',
      reviewing,
    ]);
  });

  test('When the request came back from execution, then its age counts from there', () => {
    const phaseAt = { assessing: after(4), executing: after(20) };
    expect(planAt(21, { view: viewIn('assessing', 4, { phaseAt }) })[0]).toBe(
      'assessing: phase/assessing/deletion@1',
    );
  });
});

describe('While stores do their part', () => {
  const view = viewIn('executing', 4);

  test('When one has not done its part, then its age counts, and no proof has begun', () => {
    const stores = [searched('shop', { outcome: unproven, executedAt: after(5) }), searched('desk')];
    expect(planAt(9, { view, stores })).toEqual([
      'executing: store/desk/execute@5',
      'verifyingEffects: store/shop/verify@0 store/desk/verify@0',
      reviewing,
    ]);
  });

  test('When all have done their part, then the proof is as old as the last of them', () => {
    const stores = [
      searched('shop', { outcome: unproven, executedAt: after(5) }),
      searched('desk', { outcome: { ...proven, storeId: 'desk' }, executedAt: after(8) }),
    ];
    expect(planAt(9, { view, stores })).toEqual(['verifyingEffects: store/shop/verify@1', reviewing]);
  });

  test('When paper is searched by hand, then the task is waited for and not the store', () => {
    const steps = [{ collection: 'c', action: 'manual', count: 0, promises: 'deleted' }] as const;
    const stores = [searched('paper', { plan: { storeId: 'paper', steps, scopeHash: 'a'.repeat(64) } })];
    const tasks = [taskAt('paperArchive', 6, { storeId: 'paper' })];
    expect(planAt(9, { view, stores, tasks })).toEqual(['executing: task/paperArchive@3', reviewing]);
  });

  test('When an effect cannot be proven, then its task is waited for beside the other proofs', () => {
    const stores = ['shop', 'desk'].map((storeId) =>
      searched(storeId, { outcome: { ...unproven, storeId }, executedAt: after(5) }),
    );
    const tasks = [taskAt('storeTrouble', 7, { storeId: 'shop' })];
    expect(planAt(9, { view, stores, tasks })[0]).toBe(
      'verifyingEffects: store/desk/verify@4 task/storeTrouble@2',
    );
  });

  test('When data are disclosed, then there is no effect to prove, and a person looks at the package', () => {
    const access = viewIn('executing', 4, { right: 'access' });
    expect(planAt(5, { view: access, stores: [searched('shop')] })).toEqual([
      'executing: store/shop/execute@1',
      'reviewing: phase/reviewing/access@0',
    ]);
  });

  test('When everything is settled, then only the review is left', () => {
    expect(planAt(9, { view, stores: [searched('shop', { outcome: proven })] })).toEqual([reviewing]);
  });
});

test('When the answer is under review, then that is all; a letter that came back is not waited for', () => {
  const tasks = [taskAt('undeliverable', 5)];
  expect(planAt(9, { view: viewIn('reviewing', 4), tasks })).toEqual([
    'reviewing: phase/reviewing/deletion@5',
  ]);
});

test('When a request ends without further work, then only its letter is left', () => {
  const resume = resumeOf({ ending: 'refused' });
  expect(planAt(9, { view: viewIn('reviewing', 4, { resume }) })).toEqual(['answering: phase/answering@5']);
  expect(planAt(9, { view: viewIn('assessing', 4, { resume }), stores: [searched('shop')] })).toEqual([
    'answering: phase/answering@0',
  ]);
});

describe('While something is asked of the person', () => {
  test('When a question is open, then it says so and comes first', () => {
    const pauses = [
      { from: after(2), to: after(3), reason: 'identityQuestion', serial: 3 },
      { from: after(5), reason: 'identityQuestion', serial: 4 },
    ];
    const resume = resumeOf({ pausedFor: 'identityQuestion', pauses });
    const view = viewIn('assessing', 4, { resume });
    expect(planAt(9, { view }).slice(0, 2)).toEqual([
      'paused: phase/paused@4',
      'assessing: phase/assessing/deletion@5',
    ]);
  });

  test('When a fee is open, then it is waited for only where the work waits for it', () => {
    const fee = {
      regime: 'X-FEE',
      ground: 'cost',
      amountHash: 'a'.repeat(64),
      status: 'asked',
      askedAt: after(6),
      serial: 4,
    } as const;
    const firstStage = (workWaits: boolean) => {
      const feeRules = [{ regime: 'X-FEE', grounds: ['cost'], workWaits, clock: 'runsOn' }] as const;
      return planAt(9, { view: viewIn('assessing', 4, { resume: resumeOf({ fee, feeRules }) }) })[0];
    };
    expect(firstStage(true)).toBe('paused: phase/unpaid@3');
    expect(firstStage(false)).toBe('assessing: phase/assessing/deletion@5');
  });
});

test('When the clocks of two machines differ, then nothing has a negative age', () => {
  expect(planAt(3, { view: viewIn('assessing', 4) })[0]).toBe('assessing: phase/assessing/deletion@0');
});
