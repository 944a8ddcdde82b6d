import type { StoreMap } from '../../domain/data-map';
import { locateRows } from './locate-rows';
import type { ProbeProblem } from './mapped-fields';
import type { RowReader } from './row-store';

/** Problems after which a search would fail anyway, and not because somebody is missing. */
const blocking = ['noTable', 'noField', 'notReadable'];

/**
 * Problems of a probe with `canaryMissing` when the store's canary is not found: then an empty answer about anybody else
 * proves nothing. It is searched like a person.
 */
export async function probeCanary(
  store: StoreMap,
  problems: readonly ProbeProblem[],
  reading: <T>(work: (reader: RowReader) => Promise<T>) => Promise<T>,
): Promise<readonly ProbeProblem[]> {
  const { canary } = store;
  if (canary === undefined || problems.some(({ code }) => blocking.includes(code))) return problems;
  const { located } = await reading((reader) => locateRows(reader, [{ ...canary, sharing: 'sole' }]));
  const isFound = located.collections.some(
    ({ keys, elements, sharedKeys }) =>
      keys.length + (sharedKeys?.length ?? 0) + Object.keys(elements ?? {}).length > 0,
  );
  return isFound ? problems : [...problems, { code: 'canaryMissing' }];
}
