import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { page, pages, proseOf, root } from './pages';

/** Targets of Markdown links that are neither addresses nor places on the same page. */
function linksOf(text: string): string[] {
  const targets = [...proseOf(text).matchAll(/\]\(([^()\s]+(?:\([^()]*\))?[^()\s]*)\)/g)].map(
    (match) => match[1] ?? '',
  );
  return targets.filter((target) => !/^[a-z]+:|^#/.test(target));
}

/** Headings as GitHub turns them into anchors. */
function anchorsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe('links between pages', () => {
  test.each(pages().map(({ path, text }) => [path, text]))(
    'When %s links to a file, then the file is there',
    (path, text) => {
      const missing = linksOf(text).filter(
        (link) => !existsSync(join(root, dirname(path), link.split('#')[0] ?? '')),
      );
      expect(missing).toEqual([]);
    },
  );

  test('When a link names a heading of a page, then the page has it', () => {
    const broken = pages().flatMap(({ path, text }) =>
      linksOf(text).flatMap((link) => {
        const [file = '', anchor] = link.split('#');
        if (anchor === undefined || !file.endsWith('.md')) return [];
        const target = page(join(dirname(path), file));
        return anchorsOf(target).includes(anchor) ? [] : [`${path}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});

describe('paths named in the text', () => {
  const rooms =
    /`((?:activities|api|bench|bin|cli|config|connector-kit|connectors|contracts|crypto|datamap|docs|domain|evidence|examples|mail|persistence|scripts|temporal|test|worker|workflows)\/[\w./-]*)`/g;

  test.each([
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/map.md',
    'docs/technical.md',
    'docs/operations.md',
    'docs/limits.md',
    'docs/data-map.md',
    'docs/product.md',
    'docs/terms.md',
  ])('When %s names a file or folder of ours, then it is there', (path) => {
    const named = [...page(path).matchAll(rooms)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  test('When README leads to a place, then the table has enough of them and each exists', () => {
    const table = page('README.md').split('## Find your way')[1]?.split('\n## ')[0] ?? '';
    const rows = table.split('\n').filter((line) => line.startsWith('| ') && line.includes(']('));
    expect(rows.length).toBeGreaterThanOrEqual(12);
  });
});
