import type { ClockKind, ClockRight, Regime } from '../../domain/regime';
import { builtInRules } from '../../domain/rules';
import { calendarPart } from './law-calendars';
import { regimePart } from './law-regime';
import { period, table } from './markdown';

const built = 'Drawn from `domain/rules` (`npm run docs`); a test fails when the two differ.';
const aid = 'An aid, not legal advice: counsel confirms before a controller relies on it.';

/** Rule sets by page: one page would be too large to be shown by code hosts. */
const furtherPages: Readonly<
  Record<string, { readonly title: string; readonly holds: (id: string) => boolean }>
> = {
  'docs/law-us.md': { title: 'United States', holds: (id) => id.startsWith('US-') },
  'docs/law-other.md': { title: 'other countries', holds: (id) => !/^(CN|EU|UK|US)-/.test(id) },
};

/** The pages of the law, drawn from the rule files themselves; a test compares the two. */
export const lawPages: Readonly<Record<string, () => string>> = {
  'docs/law.md': drawFirstPage,
  ...Object.fromEntries(
    Object.entries(furtherPages).map(([page, { title, holds }]) => [
      page,
      () => drawFurtherPage(title, holds),
    ]),
  ),
};

const regimes: readonly Regime[] = inOrder([...builtInRules.regimes.values()]);

/** How to read it, all figures at a glance, China, the European Union and the United Kingdom, and how days are counted. */
function drawFirstPage(): string {
  const isElsewhere = ({ id }: Regime): boolean => Object.values(furtherPages).some(({ holds }) => holds(id));
  const here = regimes.filter((regime) => !isElsewhere(regime));
  return [
    '# The law that is loaded',
    '',
    `${built} ${aid}`,
    '',
    ...reading,
    '## 2. The rule sets',
    '',
    ...glance(regimes),
    ...here.flatMap((regime, index) => regimePart(regime, `2.${index + 1}`)),
    'The rule sets of the [United States](law-us.md) and of [other countries](law-other.md) have pages of their own.',
    '',
    ...counting,
    ...calendarPart([...builtInRules.calendars.values()]),
  ].join('\n');
}

function drawFurtherPage(title: string, holds: (id: string) => boolean): string {
  return [
    `# The law that is loaded: ${title}`,
    '',
    `${built} ${aid} [The law](law.md) says how to read this page, and has all figures at a glance.`,
    '',
    '## The rule sets',
    '',
    ...regimes.filter(({ id }) => holds(id)).flatMap((regime, index) => regimePart(regime, `${index + 1}.`)),
  ].join('\n');
}

/** The first market first; then by place and instrument. */
function inOrder(loaded: readonly Regime[]): Regime[] {
  const places = ['CN', 'EU', 'UK', 'US'];
  const rank = ({ id }: Regime): number => {
    const found = places.indexOf(id.slice(0, 2));
    return found < 0 ? places.length : found;
  };
  return [...loaded].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

const reading = [
  '## 1. How to read this page',
  '',
  '- A request may stand under several rule sets at once. Each has its own clocks; all are shown, and the earliest is promised.',
  '- **Confidence**: `high`, seen in a public source or plain from the text; `medium`, from knowledge, to confirm; `low`, our own yardstick where the instrument names no number.',
  '- **Clocks**: `acknowledge`, until receipt is confirmed; `respond`, until the answer; `respondExtended`, the whole period once extended, from the same start; `extensionNotice`, until the person knows of the extension; `notifyOutcome`, until the outcome is told; `notifyRecipients`, until recipients are told; `incidentReport`, until an incident is reported.',
  '- **Starts**: `received`, when the request reached the organisation; `verified`, when identity was proven; `latest`, the latest of receipt, proof of identity or authority, and fee; `discovered`, when an incident was noticed. A clock that starts with verified identity is counted from receipt until then, which can only be too early.',
  '- **Roll**: `full`, a last day on Saturday, Sunday or a holiday moves to the next working day; `sunHol`, one on Sunday or a holiday does; `none`, it stays.',
  '- **Promise**: `shorterReplaces`, a shorter period that the controller itself published replaces this one (`DSR_PROMISE_WORKDAYS`, `DSR_RULES_FILE`).',
  '- **Only**: `profile`, a kind of controller for which this clock stands in for the one without profile; the days on which receipt must fall; who is told.',
  '- **Effect** of a ground: `refuse`, the whole; `redact`, parts are left out; `restrict`, the data stay, blocked.',
  '- **Fee**: `always`, always free; `unlessAbusive`, free but for unfounded, excessive or repeated requests; `timesPerYear`, free so often in twelve months; `costBased`, always possible within the cost.',
  '- **Source**: the number in the list of sources under the rule set.',
  '- Every rule set has a version that seals its content. The version is written into the evidence of every clock.',
  '- The engine carries out `access`, `correction`, `deletion`, `restriction`, `objection`, `complaint` and `appeal`, and keeps the clocks of an `incident`. Clocks of further kinds are loaded for `habeas deadline`.',
  '',
];

/** The figures that people look for first; the chapters below have all of them. */
function glance(loaded: readonly Regime[]): string[] {
  const head = [
    'Rule set',
    'Access',
    'Correction',
    'Deletion',
    'Extended',
    'Acknowledge',
    'Complaint',
    'Appeal',
    'Incident',
  ];
  const rows = loaded.map((regime) => [
    regime.id,
    figure(regime, 'respond', 'access'),
    figure(regime, 'respond', 'correction'),
    figure(regime, 'respond', 'deletion'),
    figure(regime, 'respondExtended', 'access'),
    figure(regime, 'acknowledge', 'access'),
    figure(regime, 'respond', 'complaint'),
    figure(regime, 'respond', 'appeal'),
    figure(regime, 'incidentReport', 'incident'),
  ]);
  return [
    'At a glance, for controllers without profile; `*` marks our own yardstick (confidence `low`).',
    '',
    ...table(head, rows),
  ];
}

function figure({ clocks }: Regime, kind: ClockKind, right: ClockRight): string {
  const clock = clocks.find(
    (rule) => rule.kind === kind && rule.rights.includes(right) && rule.profile === null,
  );
  if (clock === undefined) return '–';
  return `${period(clock.value, clock.unit)}${clock.confidence === 'low' ? ' *' : ''}`;
}

const counting = [
  '## 3. Counting rules',
  '',
  '### 3.1 The count, step by step',
  '',
  '`habeas deadline … --explain` shows these steps for one request.',
  '',
  '1. The instant becomes a local date in the zone of the place that answers.',
  '2. The day of the event is day zero, also when it is a holiday. `day` adds days; `workday` and `businessDay` step over the working days of the calendar; `hour` is exact elapsed time: it neither rolls nor pauses.',
  '3. `month` takes the same day number so many months later, or the last day of that month; always from the start, in one step.',
  '4. An extension replaces the period by the longer one, counted from the same start.',
  '5. Pauses for a lawful reason add their days. Overlapping pauses merge first. With `excludeAskingDay` the day of asking does not count, the day of the answer does; with `includeBothDays` both do.',
  '6. The last day rolls forward where the rule says so.',
  '7. The deadline is the first instant after the last local day: in time means strictly before it.',
  '',
  'Beside every deadline stands the **strict date**: the same count without roll and without pauses. A controller may aim at an earlier **target**. Reminders are measured to the target, or to the strict date without one.',
  '',
];
