import { deadlineCommand } from '../../../cli/deadline';
import chinese2026 from '../../../domain/rules/calendars/cn-2026.json';
import european from '../../../domain/rules/regimes/eu-gdpr.json';
import { answerOf, facts, longer, promise, simulate, write, year2027 } from './simulate-runner';

const china = {
  requestId: 'A-1',
  regimes: ['CN-APP-2019'],
  right: 'deletion',
  facts: { receivedAt: '2027-01-25T10:00:00+08:00' },
};
const europe = { ...china, requestId: 'A-2', regimes: ['EU-GDPR'], right: 'erasure' };

test('When a year becomes known, then its dates move, later ones without alarm, and are no longer provisional', async () => {
  const { status, stdout } = await simulate([
    '--facts',
    facts(china, europe),
    '--calendar',
    year2027([]),
    '--json',
  ]);
  expect(status).toBe(0);
  expect(answerOf(stdout)).toMatchObject({ read: 2, counted: 2, settled: 1, deviating: 0, uncounted: [] });
  expect(
    answerOf(stdout).moves.map(({ requestId, direction, now, then }) => [
      requestId,
      direction,
      now.date,
      then.date,
    ]),
  ).toEqual([['A-1', 'later', '2027-02-11', '2027-02-23']]);
});

test('When make-up days bring a date forward, then the exit status says so', async () => {
  // Four weekends worked before the festival, more than the two days that were kept in hand.
  const worked = ['01-30', '01-31', '02-13', '02-14', '02-06', '02-07'].map((day) => `2027-${day}`);
  const file = write('cn-2027.json', {
    ...chinese2026,
    year: 2027,
    off: [],
    work: worked.map((date) => ({ date, name: { 'zh-CN': '调休上班', en: 'make-up working day' } })),
  });
  const { status, stdout } = await simulate(['--facts', facts(china), '--calendar', file]);
  expect(status).toBe(3);
  expect(stdout).toMatch(/^Come forward \(1\)\n/);
  expect(stdout).toContain('Thursday 2027-02-11  Tuesday 2027-02-09');
  expect(stdout).toContain('1 requests read, 1 counted. 1 dates of 1 requests move, 1 of them forward;');
});

test('When a promise becomes shorter, then the most urgent date stands first', async () => {
  const early = { ...china, requestId: 'A-0', facts: { receivedAt: '2026-03-02T10:00:00+08:00' } };
  const { status, stdout } = await simulate([
    '--facts',
    facts(china, early, europe),
    '--rules',
    promise(7),
    '--json',
  ]);
  expect(status).toBe(3);
  expect(
    answerOf(stdout).moves.map(({ requestId, direction, then }) => [requestId, direction, then.date]),
  ).toEqual([
    ['A-0', 'earlier', '2026-03-11'],
    ['A-1', 'earlier', '2027-02-01'],
  ]);
});

test('When a promise stands in the facts, then that of the rules does not touch it', async () => {
  const promised = { ...china, facts: { ...china.facts, promise: { value: 5, unit: 'workday' } } };
  const { status, stdout } = await simulate(['--facts', facts(promised), '--rules', promise(7), '--json']);
  expect([status, answerOf(stdout).moves]).toEqual([0, []]);
});

test('When a whole rule set is given, then it stands in for the loaded one, also where it is more generous', async () => {
  const { status, stdout } = await simulate(['--facts', facts(china, europe), '--rules', longer()]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Move back \(1\)\n/);
  expect(stdout).toContain('A-2      given  EU-GDPR Answer  Thursday 2027-02-25  Thursday 2027-03-25');
});

test('When a changed rule set drops a clock or has a new one, then both are shown, and the new one alarms', async () => {
  const [respond] = european.clocks;
  const file = write('eu-gdpr.json', {
    ...european,
    clocks: [
      ...european.clocks.filter(({ kind }) => !['respondExtended', 'extensionNotice'].includes(kind)),
      { ...respond, kind: 'acknowledge', value: 3, unit: 'day' },
    ],
    extensions: [],
  });
  const { status, stdout } = await simulate(['--facts', facts(europe), '--rules', file, '--json']);
  expect(status).toBe(3);
  expect(answerOf(stdout).moves).toMatchObject([
    { direction: 'added', clock: 'acknowledge', now: null, then: { date: '2027-01-28' } },
    { direction: 'removed', clock: 'extensionNotice', now: { date: '2027-02-25' }, then: null },
  ]);
});

test('When nothing moves, then the sums say what was read and the status is 0', async () => {
  const { status, stdout } = await simulate(['--facts', facts(europe), '--calendar', year2027([])]);
  expect([status, stdout]).toEqual([
    0,
    '1 requests read, 1 counted. 0 dates of 0 requests move, 0 of them forward; 0 are no longer provisional.',
  ]);
});

test('When requests cannot be counted, then each is named with its code and the law, the others go on, and the status is 4', async () => {
  const extended = { ...europe, requestId: 'A-3', facts: { ...europe.facts, extended: true } };
  const clocks = european.clocks.filter(({ kind }) => !['respondExtended', 'extensionNotice'].includes(kind));
  const noExtension = write('eu-gdpr.json', { ...european, clocks, extensions: [] });
  const lines = [
    'not json',
    { ...europe, requestId: undefined, colour: 'red' },
    { ...europe, requestId: 'A-4', facts: { receivedAt: '2027-01-25' } },
    { ...europe, requestId: 'A-5', regimes: ['XX-NOWHERE'] },
    { ...europe, requestId: 'A-6', right: 'forgetting' },
    '',
    extended,
    china,
  ];
  const { status, stdout } = await simulate(['--facts', facts(...lines), '--rules', noExtension, '--json']);
  expect(status).toBe(4);
  expect(answerOf(stdout)).toMatchObject({ read: 7, counted: 1, moves: [] });
  expect(answerOf(stdout).uncounted.map(({ requestId, law, code }) => [requestId, law, code])).toEqual([
    ['line 1', 'present', 'DSR_FACTS_INVALID'],
    ['line 2', 'present', 'DSR_FACTS_INVALID'],
    ['A-4', 'present', 'DSR_INSTANT_WITHOUT_OFFSET'],
    ['A-5', 'present', 'DSR_REGIME_UNKNOWN'],
    ['A-6', 'present', 'DSR_RIGHT_UNKNOWN'],
    ['A-3', 'changed', 'DSR_EXTENSION_NOT_ALLOWED'],
  ]);
});

test('When it is asked for in Chinese, then headings and sums are Chinese', async () => {
  const { stdout } = await simulate(['--facts', facts(china), '--calendar', year2027([]), '--lang', 'zh-CN']);
  expect(stdout).toContain('推后 (1)');
  expect(stdout).toContain('CN-APP-2019 答复');
  expect(stdout).toContain('读取1件请求，计算1件。');
});

test.each([
  ['nothing changes', () => ['--facts', facts(china)], 'DSR_OPTION_MISSING'],
  [
    'there is no such file of facts',
    () => ['--facts', 'nowhere.ndjson', '--rules', promise(7)],
    'DSR_FACTS_UNREADABLE',
  ],
  [
    'there is no such calendar',
    () => ['--facts', facts(china), '--calendar', 'nowhere.json'],
    'DSR_RULES_FILE_UNREADABLE',
  ],
  [
    'a calendar is no calendar',
    () => ['--facts', facts(china), '--calendar', write('x.json', { year: 2027 })],
    'DSR_RULE_FIELD_MISSING',
  ],
  [
    'a calendar of another kind is given',
    () => [
      '--facts',
      facts(china),
      '--calendar',
      write('x.json', { ...chinese2026, year: 2027, off: [], work: [], zone: 'Asia/Tokyo' }),
    ],
    'DSR_RULE_CONTRADICTION',
  ],
  [
    "the controller's rules are given twice",
    () => ['--facts', facts(china), '--rules', promise(7), write('own2.yaml', 'version: 2026.11.21\n')],
    'DSR_RULES_FILE_TWICE',
  ],
  [
    'a rule set is broken',
    () => ['--facts', facts(china), '--rules', write('x.json', { ...european, clocks: [{}] })],
    'clocks[0]',
  ],
  ['no database is configured', () => ['--rules', promise(7)], 'DSR_MONGODB_URI: is not set'],
])(
  'When %s, then the reason is shown, nothing is reported and the status is 2',
  async (_, options, reason) => {
    const { status, stdout, stderr } = await simulate(options());
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
  },
);

test('When options stand after simulate, then they are its own and not those of deadline', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const options = ['simulate', '--facts', facts(china), '--calendar', year2027([]), '--json'];
    await deadlineCommand().parseAsync(options, { from: 'user' });
    expect(answerOf(String(log.mock.calls[0]?.[0])).read).toBe(1);
  } finally {
    process.exitCode = 0;
    log.mockRestore();
  }
});
