import { phases } from '../../domain/request';
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
  return rules.flatMap(([name, rule]: [string, TransitionRule]) =>
    rule.to === undefined
      ? []
      : phases
          .filter((phase) => rule.phases.includes(phase) && phase !== rule.to)
          .map((phase) => `  ${phase} --> ${rule.to ?? phase}: ${name}`),
  );
}

function table(rules: Readonly<Record<string, TransitionRule>>): string[] {
  const rows = Object.entries(rules).map(([name, rule]) => {
    const rights = rule.rights?.join(', ') ?? 'all';
    return `| \`${name}\` | ${rule.phases.join(', ')} | ${rule.actors.join(', ')} | ${rights} | ${rule.to ?? 'stays'} | ${rule.effect} |`;
  });
  return [
    '| Name | Phases | Actors | Rights | Then | Effect |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}
