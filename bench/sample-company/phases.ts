import type { Figure } from '../figure';
import type { StatementKind } from '../wire/postgres-wire';
import type { MeasuredRight } from './journey';

/** Time in which an activity worked. */
export interface PhaseWindow {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A statement with the phase in which it came. */
export interface PhasedStatement {
  readonly phase: string;
  readonly kind: StatementKind;
  readonly table?: string;
}

/** The phase at an instant: of several, the one that began last; `between` when there is none. */
export function phaseAt(windows: readonly PhaseWindow[], atMs: number): string {
  const around = windows.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  return around.sort((a, b) => b.fromMs - a.fromMs)[0]?.name ?? 'between';
}

/** Statements of one store, in all and for the busiest table of each phase. */
export function statementFigures(
  right: MeasuredRight,
  store: string,
  statements: readonly PhasedStatement[],
): Figure[] {
  const onTables = statements.filter(({ kind }) => kind === 'table');
  const phases = [...new Set(onTables.map(({ phase }) => phase))];
  const total: Figure[] = [
    {
      name: `statements on ${store}, ${right}`,
      nature: 'count',
      value: statements.length,
      ...(store.startsWith('shop') ? { baseline: right === 'access' ? 48 : 90 } : {}),
    },
    { name: `  of them on tables, ${right}`, nature: 'count', value: onTables.length },
  ];
  return [
    ...total,
    ...phases.map((phase): Figure => {
      const tables = onTables.filter((statement) => statement.phase === phase);
      const perTable = Object.values(tally(tables.map(({ table }) => table ?? '')));
      const mean = (tables.length / perTable.length).toFixed(1);
      return {
        name: `  on the busiest table in ${phase} (mean of ${perTable.length}: ${mean}), ${right}`,
        nature: 'count',
        value: Math.max(...perTable),
        target: { of: 'value', atMost: 2 },
      };
    }),
  ];
}

/** How often each word occurs, most frequent first, for people. */
export function countBy(words: readonly string[]): string {
  const sorted = Object.entries(tally(words)).sort(([, a], [, b]) => b - a);
  return sorted.map(([word, count]) => `${count} ${word}`).join(', ');
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
