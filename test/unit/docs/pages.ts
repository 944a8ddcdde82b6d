import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The repository's root. */
export const root = join(__dirname, '../../..');

/** One page of documentation, its path from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The pages at the root and all of `docs/`. */
export function pages(): Page[] {
  const atRoot = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => relative(root, join(root, 'docs', name)));
  return [...atRoot, ...inDocs].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** One page. */
export function page(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** A page without its blocks of code. */
export function proseOf(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '');
}
