import { createHash } from 'node:crypto';
import type { CoreDeps } from '../../../activities';
import type { CountInput } from '../../../activities/count-clocks';
import { countClocks } from '../../../activities/count-clocks';
import type { RequestId } from '../../../domain/ids';
import type { ClockSettings } from '../../../domain/request-clocks';
import { builtInRules } from '../../../domain/rules';
import { defaultThresholds } from '../../../domain/threshold';
import { fakePersistence } from '../../support/fake-persistence';

const requestId = 'req_0123456789abcdefghjk' as RequestId;
const view = { requestId, right: 'deletion', receivedAt: '2026-03-02T02:00:00Z' } as const;
const law: ClockSettings = {
  rules: builtInRules,
  zone: 'Asia/Shanghai',
  calendar: 'CN',
  thresholds: defaultThresholds,
};
const first: CountInput = {
  regimes: ['CN-APP-2019', 'EU-GDPR'],
  extendedRegimes: [],
  pauses: [],
  before: [],
  standing: {},
  key: 'clocks/1',
};

function world(settings: Partial<ClockSettings> = {}) {
  const books = fakePersistence();
  books.memory.requests.set(requestId, { clocks: [] } as never);
  const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
  const now = () => '2026-03-02T02:00:01Z';
  const deps = { books, hash, now, settings: { clocks: { ...law, ...settings } } } as unknown as CoreDeps;
  const alerts = () => [...books.memory.alerts.keys()];
  const counts = () => books.memory.evidence.get(requestId) ?? [];
  return { books, deps, alerts, counts };
}

test('When clocks are counted, then the ledger, the view and the evidence say the same, with versions', async () => {
  const { books, deps, counts } = world();
  const { clocks, refusalGrounds, feeRules } = await countClocks(deps, view, first);
  expect(books.memory.deadlines.get(requestId)?.map(({ deadlineAt }) => deadlineAt)).toEqual(
    clocks.map(({ deadlineAt }) => deadlineAt),
  );
  expect(books.memory.requests.get(requestId)?.clocks).toEqual(clocks);
  expect(counts()).toMatchObject([
    {
      type: 'clocksComputed',
      facts: {
        clocks: clocks.map(({ date, ruleVersion }) => ({ date, ruleVersion })),
        before: [],
        tzdata: expect.stringMatching(/^\d{4}[a-z]$/) as string,
      },
    },
  ]);
  expect(refusalGrounds.length).toBeGreaterThan(0);
  expect(feeRules.map(({ regime }) => regime)).toEqual(['CN-APP-2019', 'EU-GDPR']);
});

test('When a year is not published, then that is alerted once for all requests, by name', async () => {
  const { books, deps, alerts } = world();
  const unpublished = { ...view, receivedAt: '2190-03-01T02:00:00Z' };
  const other = 'req_1123456789abcdefghjk' as RequestId;
  books.memory.requests.set(other, { clocks: [] } as never);
  const chinese = { ...first, regimes: ['CN-APP-2019'] };
  const { clocks } = await countClocks(deps, unpublished, chinese);
  expect(clocks).toMatchObject([{ provisional: true }]);
  await countClocks(deps, { ...unpublished, requestId: other }, chinese);
  expect(alerts()).toEqual(['calendarMissing/CN-2190']);
});

test('When a count is repeated after a lost answer, then it is recorded once and finds the same differences', async () => {
  const { deps, alerts, counts } = world({ promise: { value: 5, unit: 'workday' } });
  const { clocks: before } = await countClocks(world().deps, view, first);
  const again = { ...first, before, key: 'clocks/7' };
  const result = await countClocks(deps, view, again);
  const after = [alerts(), counts()];
  expect(await countClocks(deps, view, again)).toEqual(result);
  expect([alerts(), counts()]).toEqual(after);
  expect(counts()).toHaveLength(1);
  const [promised] = result.clocks;
  expect(alerts()).toContain(`deadlineMovedEarlier/${requestId}/CN-APP-2019/respond/${promised!.deadlineAt}`);
});

test('When a worker with other rules takes over between two attempts, then both counts stand on record', async () => {
  const { books, deps, counts } = world();
  await countClocks(deps, view, first);
  const promising = { ...deps, settings: { clocks: { ...law, promise: { value: 5, unit: 'workday' } } } };
  await countClocks(promising as unknown as CoreDeps, view, first);
  expect(counts()).toHaveLength(2);
  expect(books.memory.deadlines.get(requestId)).toHaveLength(2);
});
