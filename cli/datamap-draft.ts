import { writeFileSync } from 'node:fs';
import { sketchStore } from '../connectors/sketch/sketch-store';
import { draftDataMap } from '../datamap/draft/draft-map';
import { UsageError } from './usage-error';

/** Options of `habeas datamap draft`. */
export interface DraftCommandOptions {
  readonly store?: string;
  readonly out?: string;
  readonly values: boolean;
}

/** Writes a first data map of one store. */
export async function draftStore(variable: string, options: DraftCommandOptions): Promise<void> {
  const connection = connectionIn(variable);
  const storeId = options.store ?? idOf(variable);
  const sketch = await sketchStore(connection, {
    lookAtValues: options.values,
    onProgress: (source) => process.stderr.write(`looked at ${source}\n`),
  });
  const text = draftDataMap(sketch, { storeId, connection: variable });
  if (options.out === undefined) {
    process.stdout.write(text);
    return;
  }
  // Never over a map that somebody has worked on.
  writeFileSync(options.out, text, { flag: 'wx' });
  const reviews = text.match(/REVIEW/g)?.length ?? 0;
  console.log(
    `${options.out}: a first map of ${sketch.collections.length} tables or collections, ${reviews} places to review. ` +
      `Next: npx habeas datamap check ${options.out} --live`,
  );
}

function connectionIn(variable: string): string {
  if (!/^DSR_STORE_[A-Z0-9]+(?:_[A-Z0-9]+)*$/.test(variable))
    throw new UsageError(
      'DSR_OPTION_INVALID',
      `Expected the name of a variable DSR_STORE_…, got "${variable.slice(0, 40)}". A connection itself never belongs on a command line.`,
    );
  const connection = process.env[variable];
  if (connection === undefined || connection === '')
    throw new UsageError(
      'DSR_OPTION_MISSING',
      `${variable} is not set: set it to the connection of the store, such as postgres://….`,
    );
  return connection;
}

function idOf(variable: string): string {
  return variable
    .replace(/^DSR_STORE_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}
