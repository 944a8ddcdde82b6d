import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { DataMapError, formatProblem } from '../datamap/data-map-error';
import { loadDataMap } from '../datamap/load';
import type { DataMap } from '../domain/data-map';

/** Exit status when a data map has mistakes or cannot be read. */
const refusedStatus = 2;

/** `habeas datamap check FILE [--json]`: says what a data map holds, or where its mistakes are (exit status 2). */
export function datamapCommand(): Command {
  const datamap = new Command('datamap').description('Work with data maps');
  datamap
    .command('check')
    .description(
      'Check a data map; every mistake is shown with file, line, column and repair (exit status 2)',
    )
    .argument('<file>', 'YAML file of the data map')
    .option('--json', 'print the result as one JSON object')
    .action((file: string, options: { readonly json?: boolean }) => {
      check(file, options.json === true);
    });
  return datamap;
}

function check(file: string, json: boolean): void {
  let map: DataMap;
  try {
    map = loadDataMap(readFileSync(file, 'utf8'), file);
  } catch (error) {
    process.exitCode = refusedStatus;
    if (error instanceof DataMapError) refuse(error, json);
    else cannotRead(file, error, json);
    return;
  }
  const summary = summarise(map);
  if (json) console.log(JSON.stringify({ ok: true, ...summary }));
  else {
    const { stores, collections, fields, version } = summary;
    console.log(
      `${file}: ${stores} stores, ${collections} collections, ${fields} fields. Version ${version}`,
    );
  }
}

function refuse(error: DataMapError, json: boolean): void {
  if (json) console.log(JSON.stringify({ ok: false, code: error.code, problems: error.problems }));
  else {
    for (const problem of error.problems) console.error(formatProblem(problem));
    console.error(`${error.problems.length} to repair (${error.code}).`);
  }
}

function cannotRead(file: string, error: unknown, json: boolean): void {
  const reason = error instanceof Error ? error.message : String(error);
  const code = 'DSR_DATAMAP_UNREADABLE';
  if (json) console.log(JSON.stringify({ ok: false, code, problems: [], reason }));
  else console.error(`${file}: cannot be read: ${reason} (${code})`);
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
