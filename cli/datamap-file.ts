import { readFileSync } from 'node:fs';
import { DataMapError, formatProblem } from '../datamap/data-map-error';
import type { CheckedDataMap } from '../datamap/load';
import { checkDataMap } from '../datamap/load';
import { refusedStatus } from './usage-error';

/** Reads a data map for a command; says what is wrong and sets the exit status when it cannot be used. */
export function readDataMap(file: string, json: boolean): CheckedDataMap | undefined {
  try {
    return checkDataMap(readFileSync(file, 'utf8'), file);
  } catch (error) {
    process.exitCode = refusedStatus;
    if (error instanceof DataMapError) refuse(error, json);
    else cannotRead(file, error, json);
    return undefined;
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
