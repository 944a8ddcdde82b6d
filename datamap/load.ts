import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { DataMap } from '../domain/data-map';
import { crossCheck } from './cross-checks';
import type { Finding } from './cross-checks';
import type { DataMapProblem } from './data-map-error';
import { checkDetails } from './detail-checks';
import { checkHttpProtocols } from './http-protocol';
import { dataMapSchema } from './schema';
import { findingsOfIssue } from './shape-findings';
import { readSource } from './source';
import { warningsOf } from './warnings';

/**
 * Reads a data map. The version is the SHA-256 of its content in canonical form with all defaults, so comments, order of
 * keys and layout do not change it. The result is frozen.
 * @throws DataMapError with file, line, column and repair of every mistake of the first stage that finds one.
 */
export function loadDataMap(yamlText: string, fileName: string): DataMap {
  return checkDataMap(yamlText, fileName).map;
}

/** A map that is right, and what should not stay in it. */
export interface CheckedDataMap {
  readonly map: DataMap;
  readonly warnings: readonly DataMapProblem[];
  /** Where a part of the map stands in the file, for findings of a live store. */
  readonly problemsAt: (findings: readonly Finding[]) => readonly DataMapProblem[];
}

/**
 * Reads a data map like {@link loadDataMap}, and says as well what is not wrong but open.
 * @throws DataMapError
 */
export function checkDataMap(yamlText: string, fileName: string): CheckedDataMap {
  const source = readSource(yamlText, fileName);
  const parsed = dataMapSchema.safeParse(source.content, { reportInput: true });
  if (!parsed.success) {
    throw source.refusal('DSR_DATAMAP_SHAPE', parsed.error.issues.flatMap(findingsOfIssue));
  }
  const findings = [
    ...crossCheck(parsed.data),
    ...checkDetails(parsed.data),
    ...checkHttpProtocols(parsed.data),
  ];
  if (findings.length > 0) throw source.refusal('DSR_DATAMAP_INCONSISTENT', findings);
  const map = freeze({ version: versionOf(parsed.data), ...parsed.data });
  const warnings = [...source.problemsAt(warningsOf(map)), ...source.reviewComments];
  warnings.sort((a, b) => a.line - b.line || a.column - b.column);
  return { map, warnings, problemsAt: source.problemsAt };
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
