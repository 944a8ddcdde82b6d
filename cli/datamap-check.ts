import { formatProblem } from '../datamap/data-map-error';
import type { CheckedDataMap } from '../datamap/load';
import type { DataMap } from '../domain/data-map';
import { readDataMap } from './datamap-file';
import type { LiveProblem } from './datamap-live';
import { askStores } from './datamap-live';
import { refusedStatus } from './usage-error';

/** Options of `habeas datamap check`. */
export interface CheckOptions {
  readonly live?: true;
  readonly store?: string;
  readonly strict?: true;
  readonly json?: true;
}

/** Exit status when a store is not as the map says. */
const disagreesStatus = 3;

/** Says what a data map holds, what is wrong or open in it, and with `--live` where the stores disagree. */
export async function checkFile(file: string, options: CheckOptions): Promise<void> {
  const json = options.json === true;
  const checked = readDataMap(file, json);
  if (checked === undefined) return;
  if (options.store !== undefined && !isStore(checked.map, options.store)) {
    const known = checked.map.stores.map(({ id }) => id).join(', ');
    console.error(`There is no store ${options.store} in ${file}; expected one of ${known}.`);
    process.exitCode = refusedStatus;
    return;
  }
  const live = options.live === true ? await askStores(checked, options.store, json) : undefined;
  if (json) printJson(checked, live);
  else printText(file, checked, live);
  const isWrong = live?.some(({ weight }) => weight === 'error') === true;
  if (isWrong) process.exitCode = disagreesStatus;
  else if (options.strict === true && checked.warnings.length > 0) process.exitCode = refusedStatus;
}

function isStore(map: DataMap, id: string): boolean {
  return map.stores.some((store) => store.id === id);
}

function printJson({ map, warnings }: CheckedDataMap, live: readonly LiveProblem[] | undefined): void {
  const found = live === undefined ? {} : { live };
  const ok = live?.some(({ weight }) => weight === 'error') !== true;
  console.log(JSON.stringify({ ok, ...summarise(map), warnings, ...found }));
}

function printText(
  file: string,
  { map, warnings }: CheckedDataMap,
  live: readonly LiveProblem[] | undefined,
): void {
  for (const warning of warnings) console.error(`open: ${formatProblem(warning)}`);
  for (const problem of live ?? [])
    console.error(`${problem.weight}: ${formatProblem(problem)} [${problem.code}]`);
  const { stores, collections, fields, version } = summarise(map);
  const open = warnings.length === 0 ? '' : ` ${warnings.length} open.`;
  const count = (weight: LiveProblem['weight']) => live?.filter((one) => one.weight === weight).length ?? 0;
  const asked =
    live === undefined ? '' : ` Live: ${count('error')} to repair, ${count('warning')} to look at.`;
  console.log(
    `${file}: ${counted(stores, 'store')}, ${counted(collections, 'collection')}, ${counted(fields, 'field')}.${open}${asked} Version ${version}`,
  );
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function summarise(map: DataMap): { stores: number; collections: number; fields: number; version: string } {
  const collections = map.stores.flatMap((store) => store.collections);
  const fields = collections.flatMap((each) => [...each.fields, ...(each.elements?.fields ?? [])]);
  return {
    stores: map.stores.length,
    collections: collections.length,
    fields: fields.length,
    version: map.version,
  };
}
