import { writeFileSync } from 'node:fs';
import { instance } from '@viz-js/viz';
import { graphOfDataMap } from '../datamap/graph';
import { readDataMap } from './datamap-file';
import { UsageError } from './usage-error';

/** Options of `habeas datamap graph`. */
export interface GraphCommandOptions {
  readonly out?: string;
  readonly format: string;
  readonly locale: string;
}

/** Draws a data map as SVG, or as DOT for other tools. */
export async function drawFile(file: string, { out, format, locale }: GraphCommandOptions): Promise<void> {
  if (format !== 'svg' && format !== 'dot')
    throw new UsageError('DSR_OPTION_INVALID', `--format: expected svg or dot, got "${format}".`);
  if (locale !== 'en' && locale !== 'zh-CN')
    throw new UsageError('DSR_OPTION_INVALID', `--locale: expected en or zh-CN, got "${locale}".`);
  const checked = readDataMap(file, false);
  if (checked === undefined) return;
  const dot = graphOfDataMap(checked.map, locale);
  const text = format === 'dot' ? dot : (await instance()).renderString(dot, { format: 'svg' });
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
}
