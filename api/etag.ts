import { sha256 } from './authenticate';

/** Tag of a representation: the request's version, and what exactly was shown of it. */
export function etagOf(version: number, shown: unknown): string {
  return `"${version}-${sha256(JSON.stringify(shown)).slice(0, 12)}"`;
}

/** True when one of the tags in If-None-Match is this one: the caller has it already. */
export function etagKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}

/**
 * True when If-Match names this version. Only the version counts, not what else the tag covers: a download counted down
 * does not make an approval stale.
 */
export function etagMatchesVersion(header: string, version: number): boolean {
  return header
    .split(',')
    .map((part) => part.trim())
    .some((tag) => tag === '*' || /^"(\d{1,15})(?:-[0-9a-f]{12})?"$/.exec(tag)?.[1] === String(version));
}
