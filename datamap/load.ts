import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { DataMap } from '../domain/data-map';
import { crossCheck } from './cross-checks';
import { dataMapSchema } from './schema';
import { findingsOfIssue } from './shape-findings';
import { readSource } from './source';

/**
 * Reads a data map. The version is the SHA-256 of its content in canonical form with all defaults, so comments, order of
 * keys and layout do not change it. The result is frozen.
 * @throws DataMapError with file, line, column and repair of every mistake of the first stage that finds one.
 */
export function loadDataMap(yamlText: string, fileName: string): DataMap {
  const source = readSource(yamlText, fileName);
  const parsed = dataMapSchema.safeParse(source.content, { reportInput: true });
  if (!parsed.success) {
    throw source.refusal('DSR_DATAMAP_SHAPE', parsed.error.issues.flatMap(findingsOfIssue));
  }
  const findings = crossCheck(parsed.data);
  if (findings.length > 0) throw source.refusal('DSR_DATAMAP_INCONSISTENT', findings);
  return freeze({ version: versionOf(parsed.data), ...parsed.data });
}

function versionOf(map: Omit<DataMap, 'version'>): string {
  const canonical = canonicalize(map);
  if (canonical === undefined) throw new TypeError('A data map has a canonical form.');
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
