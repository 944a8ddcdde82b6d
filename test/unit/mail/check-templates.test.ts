import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNotices } from '../../../mail/notices/check-templates';
import { noticeFolder } from '../../../mail/notices/render-notice';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'habeas-letters-'));
  cpSync(noticeFolder, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function damage(file: string, from: string | RegExp, to: string): void {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has no ${String(from)}`);
  writeFileSync(path, after);
}

describe('template check', () => {
  test('When the templates are as shipped, then they pass', () => {
    expect(() => loadNotices()).not.toThrow();
  });

  test.each<[string, string, string | RegExp, string, RegExp]>([
    [
      'a refusal without its article',
      'zh-CN/refusal.njk',
      '{{ f.list(refusedLines) }}',
      '',
      /zh-CN\/refusal\.njk .*ground/,
    ],
    [
      'a refusal without remedies',
      'en/refusal.njk',
      '{{ f.list(remedyLines) }}',
      '',
      /en\/refusal\.njk .*remedy/,
    ],
    [
      'an extension without its new date',
      'en/extension.njk',
      /\["New date".*?\], /,
      '',
      /en\/extension\.njk .*new date/,
    ],
    [
      'a letter without the officer',
      'forms/letter.text.njk',
      '{{ controller.officer }}',
      '',
      /letter\.text\.njk.*privacy officer/,
    ],
    [
      'a letter without complaint routes',
      'forms/letter.html.njk',
      '{{ route }}',
      '',
      /letter\.html\.njk.*complaint route/,
    ],
    [
      'a completion without its stores',
      'zh-CN/completion.njk',
      '{{ f.report(stores, words.report) }}',
      '',
      /zh-CN\/completion\.njk .*store/,
    ],
    [
      'a variable that nobody gives',
      'en/withdrawn.njk',
      'You withdrew',
      '{{ nobody }} withdrew',
      /en\/withdrawn\.njk.*undefined/,
    ],
    ['a broken tag', 'en/withdrawn.njk', 'You withdrew', '{% if %} withdrew', /en\/withdrawn\.njk/],
    [
      'an image',
      'en/withdrawn.njk',
      'You withdrew',
      '<img src="https://t.example/1.gif"> You withdrew',
      /load no images/,
    ],
  ])('When there is %s, then the start fails and names the file', (_what, file, from, to, expected) => {
    damage(file, from, to);
    expect(() => loadNotices({ folder })).toThrow(expected);
  });

  test('When a file is missing or belongs to nothing, then the start fails and names it', () => {
    writeFileSync(join(folder, 'en', 'farewell.njk'), 'Bye');
    expect(() => loadNotices({ folder })).toThrow(/en\/farewell\.njk/);
    rmSync(join(folder, 'en', 'farewell.njk'));
    rmSync(join(folder, 'zh-CN', 'extension.njk'));
    expect(() => loadNotices({ folder })).toThrow(/zh-CN\/extension\.njk/);
  });
});
