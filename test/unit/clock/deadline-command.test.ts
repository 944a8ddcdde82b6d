import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInRules } from '../../../domain/rules';
import { habeas, spawned } from './deadline-runner';

const folder = mkdtempSync(join(tmpdir(), 'habeas-deadline-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const berlin = '--regime EU-GDPR --right deletion --received 2026-01-31T12:00+01:00 --calendar DE-BE'.split(
  ' ',
);

const page = `Deletion request, received 2026-01-31T12:00+01:00

EU-GDPR  EU General Data Protection Regulation

  Answer: 1 month from receipt
    Last day       Monday 2026-03-02
    Finish before  2026-03-03 00:00 Europe/Berlin (2026-03-02T23:00:00Z)
    Strict day     Saturday 2026-02-28, without roll-forward and suspension
    Work to        Friday 2026-02-20, internal target
    Basis          GDPR art. 12(3)
`;

test('When one request is counted, then a page says until when, in which zone, on which basis, and what is earliest', () => {
  const { status, stdout } = habeas(...berlin, '--target', '20day');
  expect(status).toBe(0);
  expect(stdout.slice(0, page.length)).toBe(page);
  expect(stdout).toMatch(/Confidence {5}high: seen in a public source/);
  expect(stdout).toMatch(/Versions {7}rules \S+; calendar DE-BE-2026@\S+; zone data \S+\n/);
  expect(stdout).not.toContain('Steps');
  expect(stdout).toMatch(/\n\nEarliest: Monday 2026-03-02, EU-GDPR, Answer\. Finish before 2026-03-03 00:00/);
});

test('When it is asked for in Chinese, then everything that is ours is Chinese, labels and steps', () => {
  const { status, stdout } = habeas(...berlin, '--explain', '--lang', 'zh-CN');
  expect(status).toBe(0);
  expect(stdout).toContain('删除请求，收到：2026-01-31T12:00+01:00');
  expect(stdout).toContain('    最后一日  2026-03-02（周一）\n    完成时限  2026-03-03 00:00 Europe/Berlin');
  expect(stdout).toContain('      1.  收到请求：2026-01-31（周六）12:00（Europe/Berlin当地时间）。');
  expect(stdout).toContain('顺延至2026-03-02（周一）。 [Regulation 1182/71 art. 3(4)]');
  expect(stdout).toContain('最早的期限：2026-03-02（周一），EU-GDPR，答复。');
  expect(stdout).not.toMatch(/Last day|Strict|Steps|Earliest|Monday|receipt/);
});

test('When a pause, a promise and several regimes are given, then all clocks are shown and the earliest named', () => {
  const { status, stdout, stderr } = habeas(
    ...'--regime EU-GDPR CN-APP-2019 CN-GBT35273 --right access --received 2026-05-05T09:00+02:00 --calendar DE-BE'.split(
      ' ',
    ),
    ...'--pause 2026-05-06T10:00+02:00/2026-05-12T18:00+02:00/identity --promise 7workday'.split(' '),
  );
  expect([status, stderr]).toEqual([0, '']);
  const [, europe, app, standard] = stdout.split(/\n(?=[A-Z]{2}-[A-Z0-9-]+ {2})/);
  expect(europe).toContain('Last day       Thursday 2026-06-11');
  expect(app).toContain('Last day       Wednesday 2026-05-13');
  expect(standard).toContain('Note           Not started: the period begins when identity is proven.');
  expect(stdout).toContain('Earliest: Wednesday 2026-05-13, CN-APP-2019, Answer.');
});

test('When hours run, then the page names the minute and no strict day', () => {
  const { stdout } = habeas(
    ...'--regime CN-CONTRACT --right incident --received 2026-02-16T09:20+08:00'.split(' '),
  );
  expect(stdout).toContain('Incident, discovered 2026-02-16T09:20+08:00');
  expect(stdout).toContain('Report the incident: 24 hours from discovery');
  expect(stdout).toContain('Finish before  2026-02-17 09:20 Asia/Shanghai (2026-02-17T01:20:00Z)');
  expect(stdout).not.toMatch(/Strict day|Work to/);
});

test('When a date is provisional, then a note says so', () => {
  const { stdout } = habeas(
    ...'--regime CN-APP-2019 --right deletion --received 2026-12-18T10:00+08:00'.split(' '),
  );
  expect(stdout).toContain('Note           Provisional: a calendar year that it needs is not published.');
});

test.each([
  ['--verified', '2026-03-16T17:00Z', '2026-04-16'],
  ['--authority', '2026-03-16T17:00Z', '2026-04-16'],
  ['--fee-paid', '2026-03-17T17:00Z', '2026-04-17'],
])('When %s tells when proof or fee came, then the British clock starts with it', (option, instant, date) => {
  const { lines } = habeas(
    ...'--regime UK-GDPR --right access --received 2026-03-02T10:00Z --json'.split(' '),
    option,
    instant,
  );
  expect(JSON.parse(lines[0]!)).toMatchObject({ clock: 'respond', date });
});

test('When the controller is of a kind that a regime asks for, then its period counts', () => {
  const brazil = '--regime BR-LGPD --right access --received 2026-03-02T09:00-03:00 --json'.split(' ');
  const dateOf = (...more: string[]) =>
    (JSON.parse(habeas(...brazil, ...more).lines[0]!) as { date: string }).date;
  expect([dateOf(), dateOf('--profile', 'small-agent')]).toEqual(['2026-03-17', '2026-04-01']);
});

test.each([
  ['erasure', ['EU-GDPR'], 'Deletion request'],
  ['rectification', ['EU-GDPR'], 'Correction request'],
  ['know', ['US-CA-CCPA'], 'Access request'],
  ['limit', ['EU-GDPR'], 'Restriction request'],
  ['limit', ['EU-GDPR', 'US-CA-CCPA'], 'Request to limit the use of sensitive data'],
  ['withdrawConsent', ['US-CT'], 'Withdrawal of consent'],
])('When the right is called %s under %j, then it is understood as: %s', (word, regimes, heading) => {
  const { stdout } = habeas('--regime', ...regimes, '--right', word, '--received', '2026-03-02T10:00Z');
  expect(stdout.split(',')[0]).toBe(heading);
});

test('When one of two regimes has no clock for the right, then its part says so', () => {
  const { status, stdout } = habeas(
    ...'--regime CN-MIIT24 EU-GDPR --right access --received 2026-03-02T10:00Z'.split(' '),
  );
  expect(status).toBe(0);
  expect(stdout).toContain('These rules have no clock for this kind of request.');
});

test('When the list is asked for, then every regime and calendar is there with its years and their status', () => {
  const { status, lines } = habeas('--list');
  expect(status).toBe(0);
  expect(lines[0]).toBe(`Regimes (${builtInRules.regimes.size})`);
  expect(lines.find((line) => line.includes('EU-GDPR'))).toMatch(
    /^ {2}EU-GDPR +2018-05-25 +EU +EU General Data Protection Regulation$/,
  );
  expect(lines.find((line) => /^ {2}CN /.test(line))).toMatch(
    /^ {2}CN +2025–2026 official +Chinese mainland$/,
  );
  const ids = [...builtInRules.regimes.keys(), ...builtInRules.calendars.keys()];
  expect(ids.filter((id) => !lines.some((line) => line.startsWith(`  ${id} `)))).toEqual([]);
});

test('When the list is asked for as JSON or in Chinese, then it has the same entries', () => {
  const list = JSON.parse(habeas('--list', '--json').stdout) as Record<string, { id: string }[]>;
  expect(list['regimes']?.map(({ id }) => id)).toEqual([...builtInRules.regimes.keys()]);
  expect(list['calendars']?.map(({ id }) => id)).toEqual([...builtInRules.calendars.keys()]);
  const { lines } = habeas('--list', '--lang', 'zh-CN');
  expect(lines[0]).toBe(`规则 (${builtInRules.regimes.size})`);
  expect(lines.some((line) => line.includes('2025–2026 官方公布'))).toBe(true);
});

test("When the controller's own rules are given, then its promise counts, and a mistake is shown with its place", () => {
  const rules = join(folder, 'own.yaml');
  const china = '--regime CN-APP-2019 --right deletion --received 2026-03-02T10:15+08:00 --json'.split(' ');
  const content = (unit: string) =>
    `version: 2026.11.21\nregimes: []\npromises:\n  - { rights: [deletion], value: 7, unit: ${unit}, source: notice }\ntargets: []\ncalendars: []\n`;
  writeFileSync(rules, content('workday'));
  expect(JSON.parse(habeas(...china, '--rules', rules).lines[0]!)).toMatchObject({ date: '2026-03-11' });
  expect(JSON.parse(habeas(...china, '--rules', rules, '--promise', '3day').lines[0]!)).toMatchObject({
    date: '2026-03-05',
  });
  writeFileSync(rules, content('fortnight'));
  const { status, stdout } = habeas(...china, '--rules', rules);
  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: 'DSR_RULE_UNIT_UNKNOWN' });
  expect(stdout).toContain('own.yaml:4:');
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
  ['a part of a regime', ['--regime', 'GDPR', ...berlin.slice(2)], 'Did you mean EU-GDPR or UK-GDPR?'],
  ['a regime in small letters', ['--regime', 'eu-gdpr', ...berlin.slice(2)], 'Did you mean EU-GDPR'],
  ['a mistyped regime', ['--regime', 'US-TXX', ...berlin.slice(2)], 'Did you mean US-TX'],
  [
    'a regime of nowhere',
    ['--regime', 'KINGDOM', ...berlin.slice(2)],
    'KINGDOM is not loaded. habeas deadline --list',
  ],
  [
    'a mistyped calendar',
    [...berlin.slice(0, -1), 'DE_BE'],
    'DSR_CALENDAR_UNKNOWN: Calendar DE_BE is not loaded. Did you mean DE-BE',
  ],
  [
    'a right that nobody has',
    ['--regime', 'EU-GDPR', '--right', 'deletions', '--received', '2026-01-31T12:00Z'],
    'Did you mean deletion',
  ],
  ['a profile that no regime asks for', [...berlin, '--profile', 'small-agent'], 'DSR_PROFILE_UNKNOWN'],
  [
    'a request before the law',
    ['--regime', 'IN-DPDP', '--right', 'complaint', '--received', '2026-01-31T12:00Z'],
    'in force from 2027-05-13',
  ],
  [
    'a right without clock',
    ['--regime', 'CN-MIIT24', '--right', 'access', '--received', '2026-01-31T12:00Z'],
    'there are clocks for complaint',
  ],
  [
    'an extension that nobody allows',
    ['--regime', 'CN-APP-2019', '--right', 'access', '--received', '2026-01-31T12:00Z', '--extended'],
    'DSR_EXTENSION_NOT_ALLOWED',
  ],
  [
    'two questions at once',
    [
      ...berlin,
      '--pause',
      '2026-02-02T10:00Z/2026-02-09T10:00Z/identity',
      '--pause',
      '2026-02-05T10:00Z/2026-02-12T10:00Z/identity',
    ],
    'DSR_PAUSE_OVERLAPS',
  ],
  ['rules that are not there', [...berlin, '--rules', 'nowhere.yaml'], 'DSR_RULES_FILE_UNREADABLE'],
  ['half a target', [...berlin, '--target', '28'], '7workday or 10day'],
  ['a calendar that does not fit', [...berlin.slice(0, -1), 'CN'], 'DSR_CALENDAR_UNKNOWN'],
  ['nothing to count', [], 'DSR_OPTION_MISSING'],
  ['half a pause', [...berlin, '--pause', 'yesterday'], 'FROM/TO/REASON'],
  ['an option that is none', [...berlin, '--fast'], 'unknown option'],
])('When the options name %s, then the reason is shown and the status is 2', (_, options, reason) => {
  const { status, stderr } = habeas(...options);
  expect(status).toBe(2);
  expect(stderr).toContain(reason);
});

test('When help is asked for, then it has examples and every loaded regime', () => {
  const { status, stdout } = habeas('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('Examples:');
  expect([...builtInRules.regimes.keys()].filter((id) => !stdout.includes(id))).toEqual([]);
});
