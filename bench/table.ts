import type { Figure } from './figure';
import { judge, numberText, targetText } from './figure';

const columns = ['figure', 'value', 'baseline', 'ratio', 'target', ''] as const;

/** A benchmark's figures as a table in Markdown, with its notes below. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [[...columns], ...figures.map(cellsOf)];
  const widths = columns.map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => pad(cell, widths[at] ?? 0, at)).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (isNumeric(at) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  const notes = [...new Set(figures.flatMap(({ note }) => note ?? []))].map((note) => `  * ${note}`);
  return [line(columns), rule, ...rows.slice(1).map(line), ...notes].join('\n');
}

function cellsOf(figure: Figure): string[] {
  const { name, value, unit, baseline, target, note } = figure;
  const { ratio, met } = judge(figure);
  return [
    name + (note === undefined ? '' : ' *'),
    numberText(value) + (unit === undefined ? '' : ` ${unit}`),
    baseline === undefined ? '' : numberText(baseline),
    ratio === undefined ? '' : numberText(ratio),
    target === undefined ? '' : targetText(target),
    met === undefined ? '' : verdictText(met, figure.nature),
  ];
}

function verdictText(met: boolean, nature: Figure['nature']): string {
  if (met) return 'met';
  return nature === 'count' ? 'MISSED' : 'missed (warning)';
}

const isNumeric = (column: number): boolean => column >= 1 && column <= 3;

function pad(cell: string, width: number, column: number): string {
  return isNumeric(column) ? cell.padStart(width) : cell.padEnd(width);
}
