/** One mistake in a data map: where it is, what it is, and how to repair it. */
export interface DataMapProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Path in the map, e.g. `stores[0].collections[2].key`; empty for the whole file. */
  readonly path: string;
  readonly problem: string;
  readonly repair: string;
}

/**
 * What kind of mistakes a data map has. Each stage is reached only when the ones before it found nothing:
 * the file cannot be read as YAML; it is not of the form; its parts do not fit together.
 */
export type DataMapErrorCode = 'DSR_DATAMAP_UNREADABLE' | 'DSR_DATAMAP_SHAPE' | 'DSR_DATAMAP_INCONSISTENT';

/** A data map was refused. {@link problems} lists every mistake of the stage that was reached, in order of lines. */
export class DataMapError extends Error {
  readonly code: DataMapErrorCode;
  readonly problems: readonly DataMapProblem[];
  constructor(code: DataMapErrorCode, problems: readonly DataMapProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'DataMapError';
    this.code = code;
    this.problems = problems;
  }
}

/** A problem as one line that editors and terminals can follow: `file:line:column: problem. Repair.` */
export function formatProblem(problem: DataMapProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`;
  const path = problem.path === '' ? '' : ` (${problem.path})`;
  return `${where}: ${problem.problem}${path}. ${problem.repair}`;
}
