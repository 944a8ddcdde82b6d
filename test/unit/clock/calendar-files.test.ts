import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCalendarYear } from '../../../domain/rules/parse-calendar';

const folder = join(__dirname, '../../../domain/rules/calendars');
const name = { 'zh-CN': '某日', en: 'Some day' };
type Json = Record<string, unknown>;
const edited = (changes: Json) => () =>
  parseCalendarYear({
    ...(JSON.parse(readFileSync(join(folder, 'cn-2026.json'), 'utf8')) as Json),
    ...changes,
  });
const off = (...blocks: readonly [from: string, to: string][]) => ({
  off: blocks.map(([from, to]) => ({ from, to, name })),
  work: [],
});
const work = (...dates: readonly string[]) => ({ off: [], work: dates.map((date) => ({ date, name })) });

test.each<[string, Json, string, RegExp]>([
  ['a day off twice', off(['2026-05-01', '2026-05-01'], ['2026-05-01', '2026-05-01']), 'off[1]', /off\[0\]/],
  [
    'two blocks that share their edge',
    off(['2026-01-01', '2026-01-01'], ['2026-05-01', '2026-05-05'], ['2026-05-05', '2026-05-06']),
    'off[2]',
    /2026-05-05 to 2026-05-06 overlaps off\[1\]/,
  ],
  [
    'a block inside another',
    off(['2026-05-01', '2026-05-05'], ['2026-05-02', '2026-05-02']),
    'off[1]',
    /overlaps/,
  ],
  ['a block that runs backwards', off(['2026-05-05', '2026-05-01']), 'off[0]', /ends .* before it begins/],
  ['a day off of another year', off(['2026-12-31', '2027-01-01']), 'off[0].to', /2027-01-01 is not in 2026/],
  ['a day off that does not exist', off(['2026-02-29', '2026-03-01']), 'off[0].from', /does not exist/],
  ['a make-up day twice', work('2026-01-04', '2026-02-14', '2026-01-04'), 'work[2]', /came twice/],
  ['a make-up day of another year', work('2025-01-04'), 'work[0].date', /not in 2026/],
])('When a calendar file names %s, then it is refused at that entry', (_, changes, path, message) => {
  expect(edited(changes)).toThrow(
    expect.objectContaining({
      code: 'DSR_RULE_CONTRADICTION',
      path,
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
});

test('When blocks follow each other without a shared day, in any order, then the file is read', () => {
  const year = edited(off(['2026-05-03', '2026-05-05'], ['2026-05-01', '2026-05-02']))();
  expect(year.off).toHaveLength(2);
  expect(edited({ ...off(['2028-02-29', '2028-02-29']), year: 2028 })().off).toHaveLength(1);
});

test.each(['official', 'statute', 'library', 'provisional'])(
  'When a calendar file has the status %s, then it is read',
  (status) => {
    expect(edited({ status })().status).toBe(status);
  },
);
