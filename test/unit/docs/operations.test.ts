import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiKeys, sharedKeys, watchKeys, workerKeys } from '../../../config/keys';
import type { ConfigKey } from '../../../config/keys';
import { page, root } from './pages';

const chapter = (title: string): string => {
  const text = page('docs/operations.md').split(`\n### ${title}\n`)[1];
  if (text === undefined) throw new Error(`docs/operations.md has no chapter "${title}".`);
  return text.split(/\n##/)[0] ?? '';
};

/** Rows of the tables of a chapter: name of the variable → its cell "Default". */
function rowsOf(title: string): ReadonlyMap<string, string> {
  const rows = chapter(title)
    .split('\n')
    .filter((line) => line.startsWith('| `DSR_'));
  return new Map(
    rows.map((line) => {
      const [name = '', fallback = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      return [name.replaceAll('`', ''), fallback];
    }),
  );
}

function defaultOf({ fallback, optional }: ConfigKey<unknown>): string {
  if (fallback !== undefined) return `\`${fallback}\``;
  return optional === undefined ? 'required' : 'none';
}

const shared = Object.keys(sharedKeys);
const own = (keys: Readonly<Record<string, ConfigKey<unknown>>>) =>
  Object.entries(keys).filter(([name]) => !shared.includes(name));

describe('variables of the environment', () => {
  test.each([
    ['Shared', Object.entries(sharedKeys)],
    ['API', own(apiKeys)],
    ['Worker', own(workerKeys)],
    ['Watch', own(watchKeys).filter(([name]) => !(name in workerKeys))],
  ] as const)(
    'When the configuration of %s changes, then docs/operations.md lists the same keys and defaults',
    (title, keys) => {
      const expected = keys.map(([name, key]): [string, string] => [name, defaultOf(key)]);
      expect([...rowsOf(title)].sort()).toEqual(expected.sort());
    },
  );

  test('When code reads a variable past the configuration, then docs/operations.md lists it', () => {
    const known = new Set([
      ...rowsOf('Shared').keys(),
      ...rowsOf('API').keys(),
      ...rowsOf('Worker').keys(),
      ...rowsOf('Quick start and tests').keys(),
    ]);
    const named = ['cli', 'scripts', 'test/support', 'bin'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|mjs|cjs)$/.test(name))
        .flatMap(
          (name) => readFileSync(join(root, folder, name), 'utf8').match(/env\['DSR_[A-Z_]+'\]/g) ?? [],
        ),
    );
    const names = new Set(named.map((text) => text.slice("env['".length, -2)));
    expect([...names].filter((name) => !known.has(name) && !name.startsWith('DSR_STORE_'))).toEqual([]);
  });
});
