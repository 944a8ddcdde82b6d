import type { Calendar } from '../../domain/calendar';
import type { LocalText } from '../../domain/data-map';
import { clockRights } from '../../domain/regime';
import type { ClockRule, Provenance, Regime } from '../../domain/regime';
import { builtInRules } from '../../domain/rules';

/** The page docs/law.md, drawn from the rule files themselves; a test compares the two. */
export function drawLaw(): string {
  const regimes = [...builtInRules.regimes.values()];
  return [
    '# The law that is loaded',
    '',
    'Drawn from `domain/rules` (`npm run docs`); a test fails when the two differ. An aid, not legal advice: counsel confirms before a controller relies on it.',
    '',
    ...reading,
    '## 2. The rule sets',
    '',
    ...regimes.flatMap((regime, index) => regimePart(regime, `2.${index + 1}`)),
    ...counting,
    ...calendarPart([...builtInRules.calendars.values()]),
  ].join('\n');
}

const reading = [
  '## 1. How to read this page',
  '',
  '- A request may stand under several rule sets at once. Each has its own clock; all are shown, and the earliest is promised.',
  '- **Confidence**: `high`, seen in a public source or plain from the text; `medium`, from knowledge, to confirm; `low`, our own yardstick where the instrument names no number.',
  '- **Starts**: `received`, when the request reached the organisation; `verified`, when identity was proven. A clock that starts with verified identity is counted from receipt until then, which can only be too early.',
  '- **Roll**: `full`, a last day on Saturday, Sunday or a holiday moves to the next working day; `none`, it stays.',
  '- **Promise**: `shorterReplaces`, a shorter period that the controller itself published replaces this one (`DSR_PROMISE_WORKDAYS`).',
  '- Every rule set has a version that seals its content. The version is written into the evidence of every clock.',
  '- The engine carries out `access`, `correction`, `deletion`, `restriction` and `objection`. Clocks of further kinds are loaded for `habeas deadline`.',
  '',
];

function regimePart(regime: Regime, chapter: string): string[] {
  const { id, name, version, effectiveFrom, effectiveTo, counting: articles } = regime;
  const inForce = effectiveTo === null ? `since ${effectiveFrom}` : `${effectiveFrom} to ${effectiveTo}`;
  return [
    `### ${chapter} ${id}: ${name.en}`,
    '',
    `${name['zh-CN']}. In force ${inForce}. Version \`${version}\`. Calendars: ${regime.calendars.join(', ')} (default ${regime.calendar}); zone by default ${regime.zone}. Counting rests on ${Object.values(articles).join(', ')}.`,
    '',
    '**Clocks**',
    '',
    ...table(
      ['Clock', 'For', 'Period', 'Starts', 'Roll', 'Promise', 'Basis', 'Source', 'Confidence'],
      regime.clocks.map((clock) => clockRow(clock)),
    ),
    ...pausePart(regime),
    ...extensionPart(regime),
    '**Grounds of refusal.** Nothing else is a ground. `refuse`: the whole; `redact`: parts are left out; `restrict`: the data stay, blocked.',
    '',
    ...table(
      ['Code', 'For', 'Effect', 'Article', 'Text', 'To put on file', 'Source', 'Confidence'],
      regime.refusalGrounds.map((ground) => [
        `\`${ground.code}\``,
        rightsOf(ground.rights),
        ground.effect,
        ground.article,
        both(ground.text),
        both(ground.evidence),
        ...provenance(ground),
      ]),
    ),
    '**Remedies** that every refusal names:',
    '',
    ...regime.remedies.map((remedy) => `- ${remedy.article}: ${both(remedy.text)}`),
    '',
  ];
}

function clockRow(clock: ClockRule): string[] {
  const { kind, rights, value, unit, startEvent, roll, promise, legalBasis } = clock;
  const period = `${value} ${unit}${value === 1 ? '' : 's'}`;
  return [
    `\`${kind}\``,
    rightsOf(rights),
    period,
    startEvent,
    roll,
    promise,
    legalBasis,
    ...provenance(clock),
  ];
}

function pausePart({ pauses }: Regime): string[] {
  const known = `${pauses.legalBasis}. Source: ${pauses.source}. Confidence: ${pauses.confidence}.`;
  if (pauses.grounds.length === 0) return [`**Pauses**: none. ${known}`, ''];
  return [
    `**Pauses** (\`${pauses.arithmetic}\`): ${known}`,
    '',
    ...pauses.grounds.map(({ reason, article, text }) => `- \`${reason}\` (${article}): ${both(text)}`),
    '',
  ];
}

function extensionPart({ extensions: [extension] }: Regime): string[] {
  if (extension === undefined) return ['**Extension**: none.', ''];
  const { value, unit, times, noticeClock, grounds, legalBasis } = extension;
  const often = times === 1 ? 'once' : `${times} times`;
  return [
    `**Extension**: by ${value} ${unit}${value === 1 ? '' : 's'}, ${often}, declared within the clock \`${noticeClock}\`. ${legalBasis}. Source: ${extension.source}. Confidence: ${extension.confidence}.`,
    '',
    ...grounds.map(({ code, article, text }) => `- \`${code}\` (${article}): ${both(text)}`),
    '',
  ];
}

const counting = [
  '## 3. Counting rules',
  '',
  '### 3.1 The count, step by step',
  '',
  '`habeas deadline … --explain` shows these steps for one request.',
  '',
  '1. The instant becomes a local date in the zone of the place that answers.',
  '2. The day of the event is day zero, also when it is a holiday. `day` adds days; `workday` steps over the working days of the calendar.',
  '3. `month` takes the same day number so many months later, or the last day of that month; always from the start, in one step.',
  '4. An extension replaces the period by the longer one, counted from the same start.',
  '5. Pauses for a lawful reason add their days. Overlapping pauses merge first. With `excludeAskingDay` the day of asking does not count, the day of the answer does.',
  '6. The last day rolls forward where the rule says so.',
  '7. The deadline is the first instant after the last local day: in time means strictly before it.',
  '',
  'Beside every deadline stands the **strict date**: the same count without roll and without pauses. Reminders are measured to the strict date.',
  '',
];

function calendarPart(calendars: readonly Calendar[]): string[] {
  const rows = calendars.map(({ id, name, zone, years }) => [
    id,
    both(name),
    zone,
    [...years.values()].map(({ year, status }) => `${year} (${status})`).join(', '),
    [...new Set([...years.values()].map(({ source }) => source))].join('; '),
  ]);
  return [
    '### 3.2 Calendars',
    '',
    '`official`: published for that year. `statute`: follows from a standing law. A count that touches a year that is not loaded is marked `provisional`; how it is counted then is told in [decision 0002](decisions/0002-legal-clock.md).',
    '',
    ...table(['Calendar', 'Place', 'Zone', 'Years', 'Source'], rows),
  ];
}

function rightsOf(rights: readonly string[]): string {
  return rights.length === clockRights.length ? 'all' : rights.join(', ');
}

function provenance({ source, confidence }: Provenance): string[] {
  return [source, confidence];
}

function both(text: LocalText): string {
  return `${text['zh-CN']} / ${text.en}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
