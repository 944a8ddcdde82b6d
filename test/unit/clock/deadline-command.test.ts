import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadlineCommand } from '../../../cli/deadline';
import vectors from '../../fixtures/deadline-vectors.json';

const root = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'habeas-deadline-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The command as people start it; dear, so once or twice only. */
function spawned(...options: string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['bin/habeas.cjs', 'deadline', ...options], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr, lines: stdout.trim().split('\n') };
}

/** The command in this process. */
function habeas(...options: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(`${line}\n`)),
    jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(`${line}\n`)),
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${String(code)}`);
    }),
  ];
  let status = 0;
  try {
    const command = deadlineCommand();
    command.configureOutput({
      writeOut: (text) => void out.push(text),
      writeErr: (text) => void err.push(text),
    });
    command.parse(options, { from: 'user' });
    status = Number(process.exitCode ?? 0);
  } catch (error) {
    status = Number(/^exit (\d)$/.exec((error as Error).message)![1]);
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
  return { status, stdout: out.join(''), stderr: err.join(''), lines: out.join('').trim().split('\n') };
}
function file(content: string): string {
  const path = join(folder, 'vectors.json');
  writeFileSync(path, content);
  return path;
}
const berlin = '--regime EU-GDPR --right deletion --received 2026-01-31T12:00+01:00 --calendar DE-BE'.split(
  ' ',
);

test('When the vectors are counted as JSON, then each has its line: ours exact, others unsupported', () => {
  const { status, lines, stderr } = spawned(
    '--vectors',
    'test/fixtures/deadline-vectors.json',
    '--json',
    '--check',
  );
  expect([status, stderr]).toEqual([0, '']);
  const answers = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(answers.map(({ id }) => id)).toEqual(vectors.map(({ id }) => id));
  for (const [i, answer] of answers.entries()) {
    const { id, regime, clock, expectDate, expectInstant } = vectors[i]!;
    if (['CN-APP-2019', 'CN-GBT35273', 'EU-GDPR'].includes(regime)) {
      expect(Object.keys(answer)).toEqual(['id', 'date', 'instant', 'strictDate', 'provisional']);
      expect(answer).toMatchObject({ date: expectDate, instant: expectInstant, provisional: false });
    } else
      expect(answer).toEqual({
        id,
        status: 'unsupported',
        unsupported: true,
        regime,
        ...(clock ? { clock } : {}),
      });
  }
});

test('When a vector expects another date, then the table marks it and --check ends with 1', () => {
  const path = file(JSON.stringify([{ ...vectors[0], expectDate: '2026-03-24' }]));
  const { status, stdout } = habeas('--vectors', path, '--check');
  expect(status).toBe(1);
  expect(stdout).toContain('EXPECTED 2026-03-24');
  expect(stdout).toContain('1 counted, 1 differ');
});

test('When one vector cannot be counted, then its line says why, the others are counted and the status is 2', () => {
  const path = file(JSON.stringify([{ ...vectors[0], received: '2026-03-02T10:15:00' }, vectors[1]]));
  const { status, lines } = habeas('--vectors', path, '--json');
  expect(status).toBe(2);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    id: 'CN-01',
    status: 'refused',
    error: 'DSR_INSTANT_WITHOUT_OFFSET',
  });
  expect(JSON.parse(lines[1]!)).toMatchObject({ id: 'CN-03', date: '2026-03-13' });
});

test.each([
  ['is not JSON', '[{"id": "A-1",\n "regime": }]', 'DSR_VECTORS_UNREADABLE', 'vectors.json:2:'],
  ['is no list', '{"id": "A-1"}', 'DSR_VECTORS_INVALID', 'expected a JSON list'],
  [
    'lacks a field',
    '[{"id":"A-1","regime":"EU-GDPR","right":"access"}]',
    'DSR_VECTORS_INVALID',
    '[0] (A-1) received',
  ],
  [
    'has a field of the wrong kind',
    '[{"id":"A-1","regime":"EU-GDPR","right":"access","received":"x","pauses":[{"from":1,"to":"x","reason":"x"}]}]',
    'DSR_VECTORS_INVALID',
    '[0] (A-1) pauses.0.from',
  ],
])(
  'When the vector file %s, then code and place are shown and the status is 2',
  (_, content, code, place) => {
    const { status, stderr, stdout } = habeas('--vectors', file(content));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(code);
    expect(stderr).toContain(place);
  },
);

test('When one request is explained in Chinese, then every step comes with its article', () => {
  const { status, stdout } = habeas(...berlin, '--explain', '--lang', 'zh-CN');
  expect(status).toBe(0);
  expect(stdout).toContain('EU-GDPR respond: 2026-03-02  before 2026-03-02T23:00:00Z  strict 2026-02-28');
  expect(stdout).toContain(
    '跳过2026-02-28至2026-03-01（周末），顺延至2026-03-02（周一）。  (Regulation 1182/71 art. 3(4))',
  );
});

test('When a pause, a promise and several regimes are given, then all clocks are shown and the earliest named', () => {
  const { status, stdout, stderr } = habeas(
    ...'--regime EU-GDPR CN-APP-2019 CN-GBT35273 --right access --received 2026-05-05T09:00+02:00 --calendar DE-BE'.split(
      ' ',
    ),
    ...'--pause 2026-05-06T10:00+02:00/2026-05-12T18:00+02:00/identity --promise 7workday'.split(' '),
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('EU-GDPR respond: 2026-06-11');
  expect(stdout).toContain(
    'CN-GBT35273 respond: 2026-06-04  before 2026-06-04T16:00:00Z  strict 2026-06-04  [not started]',
  );
  expect(stdout).toContain('Earliest: 2026-05-13 (CN-APP-2019 respond)');
});

test('When the command is started wrongly from a shell, then its exit status is 2', () => {
  expect(spawned(...berlin, '--fast').status).toBe(2);
  expect(spawned(...berlin.slice(0, -1), 'CN').status).toBe(2);
});

test('When one request is counted as JSON, then the reading comes with the zone data of the host', () => {
  const { status, lines } = habeas(...berlin, '--extended', '--json');
  expect(status).toBe(0);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      clock: 'respondExtended',
      date: '2026-04-30',
      tzdataVersion: process.versions['tz'],
    }),
  ]);
});

test.each([
  ['a regime that is not loaded', ['--regime', 'UK-GDPR', ...berlin.slice(2)], 'DSR_REGIME_UNKNOWN'],
  ['a calendar that does not fit', [...berlin.slice(0, -1), 'CN'], 'DSR_CALENDAR_UNKNOWN'],
  ['nothing to count', [], 'DSR_OPTION_MISSING'],
  ['half a pause', [...berlin, '--pause', 'yesterday'], 'FROM/TO/REASON'],
  ['an option that is none', [...berlin, '--fast'], 'unknown option'],
])('When the options name %s, then the reason is shown and the status is 2', (_, options, reason) => {
  const { status, stderr } = habeas(...options);
  expect(status).toBe(2);
  expect(stderr).toContain(reason);
});

test('When help is asked for, then it has examples', () => {
  const { status, stdout } = habeas('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('Examples:');
});
