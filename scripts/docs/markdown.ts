import type { LocalText } from '../../domain/data-map';

/**
 * A Markdown table with an empty line after it; nothing when there are no rows. Throws for a row of another length than
 * the head: its figures would stand under the wrong words.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const uneven = rows.find((row) => row.length !== head.length);
  if (uneven !== undefined)
    throw new Error(`Expected ${head.length} cells as in "${head.join(', ')}"; got "${uneven.join(', ')}".`);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** A text in both languages, Chinese first. */
export function both(text: LocalText): string {
  return `${text['zh-CN']} / ${text.en}`;
}

/** `1 month`, `45 days`. */
export function period(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}
