import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { buildCalendar } from '../../../domain/calendar';
import { RuleError } from '../../../domain/clock-error';
import { builtInRules } from '../../../domain/rules';
import { parseCalendarYear } from '../../../domain/rules/parse-calendar';
import { parseRegime } from '../../../domain/rules/parse-regime';

const loadedRegimes = () => [...builtInRules.regimes.values()];
const loadedCalendars = () => [...builtInRules.calendars.values()];
const rules = join(__dirname, '../../../domain/rules');
type Json = Record<string, unknown>;
const files = ['regimes', 'calendars'].flatMap((folder) =>
  readdirSync(join(rules, folder)).map((name) => ({
    name: `${folder}/${name}`,
    content: JSON.parse(readFileSync(join(rules, folder, name), 'utf8')) as Json,
  })),
);
const fileOf = (name: string): Json => structuredClone(files.find((file) => file.name === name)!.content);
const fails = (code: string, path: string) => expect.objectContaining({ code, path }) as Error;

describe('what a regime file may not hold', () => {
  const europeanClocks = (fileOf('regimes/eu-gdpr.json')['clocks'] as Json[]).length;
  const edit = (change: (file: Json, clock: Json) => void) => {
    const file = fileOf('regimes/eu-gdpr.json');
    change(file, (file['clocks'] as Json[])[0]!);
    return () => parseRegime(file);
  };
  const cases: readonly [string, string, string, (file: Json, clock: Json) => void][] = [
    ['an unknown field', 'DSR_RULE_FIELD_UNKNOWN', 'colour', (file) => (file['colour'] = 'blue')],
    [
      'an unknown field in a clock',
      'DSR_RULE_FIELD_UNKNOWN',
      'clocks[0].colour',
      (_, clock) => (clock['colour'] = 1),
    ],
    [
      'a unit that is none',
      'DSR_RULE_UNIT_UNKNOWN',
      'clocks[0].unit',
      (_, clock) => (clock['unit'] = 'week'),
    ],
    ['no source', 'DSR_RULE_SOURCE_MISSING', 'clocks[0].source', (_, clock) => delete clock['source']],
    ['an empty source', 'DSR_RULE_SOURCE_MISSING', 'clocks[0].source', (_, clock) => (clock['source'] = '')],
    [
      'no legal basis',
      'DSR_RULE_FIELD_MISSING',
      'clocks[0].legalBasis',
      (_, clock) => delete clock['legalBasis'],
    ],
    ['half a day', 'DSR_RULE_VALUE_INVALID', 'clocks[0].value', (_, clock) => (clock['value'] = 0.5)],
    ['a period of nothing', 'DSR_RULE_VALUE_INVALID', 'clocks[0].value', (_, clock) => (clock['value'] = 0)],
    ['an id that is none', 'DSR_RULE_VALUE_INVALID', 'id', (file) => (file['id'] = 'moon law')],
    ['a version of another form', 'DSR_RULE_VALUE_INVALID', 'version', (file) => (file['version'] = '1.0')],
    [
      'a date that is none',
      'DSR_RULE_VALUE_INVALID',
      'effectiveFrom',
      (file) => (file['effectiveFrom'] = '2018-13-01'),
    ],
    [
      'a right that is none',
      'DSR_RULE_VALUE_INVALID',
      'clocks[0].rights[0]',
      (_, clock) => (clock['rights'] = ['x']),
    ],
    [
      'a text in one language',
      'DSR_RULE_FIELD_MISSING',
      'name.zh-CN',
      (file) => (file['name'] = { en: 'x' }),
    ],
    ['a list that is none', 'DSR_RULE_VALUE_INVALID', 'clocks', (file) => (file['clocks'] = 'all')],
    ['rolling hours', 'DSR_RULE_CONTRADICTION', 'clocks[0].roll', (_, clock) => (clock['unit'] = 'hour')],
    [
      'two clocks for one thing',
      'DSR_RULE_CONTRADICTION',
      'clocks[1].rights',
      (_, clock) => (clock['kind'] = 'extensionNotice'),
    ],
    [
      'two clocks for one thing that overlap by a day',
      'DSR_RULE_CONTRADICTION',
      `clocks[${europeanClocks}].rights`,
      (file, clock) => {
        (file['clocks'] as Json[]).push({ ...clock, effectiveFrom: '2027-01-01' });
        clock['effectiveTo'] = '2027-01-01';
      },
    ],
    [
      'a report to nobody',
      'DSR_RULE_CONTRADICTION',
      `clocks[${europeanClocks - 1}].addressees`,
      (file) => ((file['clocks'] as Json[]).at(-1)!['addressees'] = []),
    ],
    [
      'a second extension for a right',
      'DSR_RULE_CONTRADICTION',
      'extensions[1].rights',
      (file) => (file['extensions'] as Json[]).push((file['extensions'] as Json[])[0]!),
    ],
    [
      'a fee although it is always free',
      'DSR_RULE_CONTRADICTION',
      'fee.grounds',
      (file) => ((file['fee'] as Json)['policy'] = 'always'),
    ],
    [
      'a remedy of its own kind',
      'DSR_RULE_VALUE_INVALID',
      'remedies[0].kind',
      (file) => ((file['remedies'] as Json[])[0]!['kind'] = 'prayer'),
    ],
    [
      'a content of letters that nobody checks',
      'DSR_RULE_VALUE_INVALID',
      'notices[0].blocks[0]',
      (file) => ((file['notices'] as Json[])[0]!['blocks'] = ['poem']),
    ],
    [
      'a note without source',
      'DSR_RULE_SOURCE_MISSING',
      'notes[0].source',
      (file) => delete (file['notes'] as Json[])[0]!['source'],
    ],
    ['no word about minors', 'DSR_RULE_FIELD_MISSING', 'minors', (file) => delete file['minors']],
    [
      'half a month of records',
      'DSR_RULE_VALUE_INVALID',
      'recordKeeping.value',
      (file) => ((file['recordKeeping'] as Json)['value'] = 0.5),
    ],
    [
      'a default calendar not allowed',
      'DSR_RULE_CONTRADICTION',
      'calendar',
      (file) => (file['calendar'] = 'CN'),
    ],
  ];
  test.each(cases)('When it holds %s, then %s points at %s', (_, code, path, change) => {
    expect(edit(change)).toThrow(fails(code, path));
  });

  test('When an extension names a clock that is not there, then it is refused', () => {
    expect(
      edit(
        (file) =>
          (file['clocks'] = (file['clocks'] as Json[]).filter(({ kind }) => kind !== 'respondExtended')),
      ),
    ).toThrow(fails('DSR_RULE_CONTRADICTION', 'extensions[0]'));
  });

  test('When pauses add nothing but name grounds, then it is refused', () => {
    expect(edit((file) => ((file['pauses'] as Json)['arithmetic'] = 'none'))).toThrow(
      fails('DSR_RULE_CONTRADICTION', 'pauses.grounds'),
    );
  });

  test('When it is no object, then it is refused', () => {
    expect(() => parseRegime([])).toThrow(RuleError);
  });
});

describe('what a calendar file may not hold', () => {
  const edit = (change: (file: Json) => void) => {
    const file = fileOf('calendars/cn-2026.json');
    change(file);
    return () => parseCalendarYear(file);
  };
  const newYear = { from: '2026-01-01', to: '2026-01-01', name: { 'zh-CN': '元旦', en: 'New Year' } };
  const block = { from: '2027-01-01', to: '2027-01-01', name: { 'zh-CN': '元旦', en: 'New Year' } };
  const cases: readonly [string, string, string, (file: Json) => void][] = [
    ['an unknown field', 'DSR_RULE_FIELD_UNKNOWN', 'colour', (file) => (file['colour'] = 1)],
    ['no source', 'DSR_RULE_SOURCE_MISSING', 'source', (file) => delete file['source']],
    ['a status of its own', 'DSR_RULE_VALUE_INVALID', 'status', (file) => (file['status'] = 'rumour')],
    ['an eighth weekday', 'DSR_RULE_VALUE_INVALID', 'weekend', (file) => (file['weekend'] = [8])],
    ['a flag that is none', 'DSR_RULE_VALUE_INVALID', 'makeUpDays', (file) => (file['makeUpDays'] = 'yes')],
    ['a day of another year', 'DSR_RULE_CONTRADICTION', 'off[0].from', (file) => (file['off'] = [block])],
    [
      'a block that runs backwards',
      'DSR_RULE_CONTRADICTION',
      'off[0]',
      (file) => (file['off'] = [{ ...block, from: '2026-02-02', to: '2026-02-01' }]),
    ],
    [
      'make-up days without the word',
      'DSR_RULE_CONTRADICTION',
      'work',
      (file) => (file['makeUpDays'] = false),
    ],
    [
      'a day off twice',
      'DSR_RULE_CONTRADICTION',
      'off[1]',
      (file) => (file['off'] = [newYear, { ...newYear, to: '2026-01-03' }]),
    ],
    [
      'a make-up day twice',
      'DSR_RULE_CONTRADICTION',
      'work[1]',
      (file) => ((file['work'] as Json[])[1] = (file['work'] as Json[])[0]!),
    ],
    [
      'a make-up day off',
      'DSR_RULE_CONTRADICTION',
      'work[0]',
      (file) => (file['work'] = [{ date: '2026-01-01', name: block.name }]),
    ],
  ];
  test.each(cases)('When it holds %s, then %s points at %s', (_, code, path, change) => {
    expect(edit(change)).toThrow(fails(code, path));
  });

  test('When files of two places are put together, then they are refused', () => {
    const years = ['calendars/cn-2026.json', 'calendars/fr-2026.json'].map((name) =>
      parseCalendarYear(fileOf(name)),
    );
    expect(() => buildCalendar(years)).toThrow(RuleError);
    expect(() => buildCalendar([years[0]!, years[0]!])).toThrow(RuleError);
    expect(() => buildCalendar([])).toThrow(RuleError);
  });
});

describe('versions', () => {
  test.each(files)('When $name is edited, then its version must be raised', ({ content }) => {
    const { version, ...rest } = content;
    const hash = createHash('sha256').update(canonicalize(rest)!).digest('hex').slice(0, 12);
    const date = String(version).split('+')[0];
    // Not equal? Set a new date and this hash in the file's `version`.
    expect(version).toBe(`${date ?? ''}+${hash}`);
  });

  test('When the rules are loaded, then every file in the folders is among them, under its own name', () => {
    const years = loadedCalendars().flatMap(({ id, years }) =>
      [...years.keys()].map((year) => `${id}-${year}`),
    );
    const names = [
      ...loadedRegimes().map(({ id }) => `regimes/${id}`),
      ...years.map((year) => `calendars/${year}`),
    ];
    expect(names.map((name) => `${name.toLowerCase()}.json`).sort()).toEqual(
      files.map(({ name }) => name).sort(),
    );
  });
});
