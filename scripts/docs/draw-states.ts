import { phases } from '../../domain/request';
import type { Phase } from '../../domain/request';
import { commandTable, eventTable } from '../../domain/request-table';
import type { TransitionRule } from '../../domain/request-table';

/** The page docs/request-states.md, drawn from the transition table itself; a test compares the two. */
export function drawStates(): string {
  return [
    '# The states of a request',
    '',
    'Drawn from the transition table in `domain/request-table.ts` (`npm run docs`); a test fails when the two differ.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> received',
    ...moves(),
    '  closed --> [*]',
    '```',
    '',
    '## Commands: what people ask',
    '',
    ...table(commandTable),
    '',
    '## Events: what the engine establishes',
    '',
    ...table(eventTable),
    '',
  ].join('\n');
}

function moves(): string[] {
  const rules = Object.entries({ ...commandTable, ...eventTable });
  return rules.flatMap(([name, rule]: [string, TransitionRule]) => [
    ...movesTo(rule.to, name, rule),
    ...movesTo(rule.reviewTo, `${name} (complaint, appeal)`, rule),
  ]);
}

function movesTo(to: Phase | undefined, name: string, rule: TransitionRule): string[] {
  if (to === undefined) return [];
  return phases
    .filter((phase) => rule.phases.includes(phase) && phase !== to)
    .map((phase) => `  ${phase} --> ${to}: ${name}`);
}

function thenOf({ to, reviewTo }: TransitionRule): string {
  const then = to ?? 'stays';
  return reviewTo === undefined ? then : `${then}; complaint, appeal: ${reviewTo}`;
}

function table(rules: Readonly<Record<string, TransitionRule>>): string[] {
  const rows = Object.entries(rules).map(([name, rule]) => {
    const rights = rule.rights?.join(', ') ?? 'all';
    return `| \`${name}\` | ${rule.phases.join(', ')} | ${rule.actors.join(', ')} | ${rights} | ${thenOf(rule)} | ${rule.effect} |`;
  });
  return [
    '| Name | Phases | Actors | Kinds | Then | Effect |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}
