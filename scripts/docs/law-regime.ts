import type { LocalText } from '../../domain/data-map';
import { clockRights } from '../../domain/regime';
import type { ClockRule, Ground, Provenance, Regime, RuleText } from '../../domain/regime';
import { both, period, table } from './markdown';

/** Sources of one rule set, numbered in the order in which its rules name them: most rules share a few. */
class Sources {
  readonly #texts: string[] = [];

  /** Cells of a table: number of the source, confidence. */
  cells({ source, confidence }: Provenance): string[] {
    return [String(this.#numberOf(source)), confidence];
  }

  /** The same for a sentence. */
  words(rule: Provenance): string {
    const [number = '', confidence = ''] = this.cells(rule);
    return `Source ${number}, ${confidence}.`;
  }

  list(): string[] {
    return ['**Sources**', '', ...this.#texts.map((text, index) => `${index + 1}. ${text}`), ''];
  }

  #numberOf(source: string): number {
    const known = this.#texts.indexOf(source);
    return known >= 0 ? known + 1 : this.#texts.push(source);
  }
}

/** Everything that a rule set holds, as one chapter. */
export function regimePart(regime: Regime, chapter: string): string[] {
  const sources = new Sources();
  return [
    `### ${chapter} ${regime.id}: ${regime.name.en}`,
    '',
    ...introduction(regime),
    ...clockPart(regime, sources),
    ...pausePart(regime, sources),
    ...extensionPart(regime, sources),
    ...feePart(regime, sources),
    ...refusalPart(regime, sources),
    ...remedyPart(regime, sources),
    ...noticePart(regime, sources),
    ...peoplePart(regime, sources),
    ...sources.list(),
  ];
}

function introduction(regime: Regime): string[] {
  const { name, version, effectiveFrom, effectiveTo, territories, calendars, counting } = regime;
  const inForce = effectiveTo === null ? `since ${effectiveFrom}` : `${effectiveFrom} to ${effectiveTo}`;
  return [
    `${name['zh-CN']}. Protects the people of ${territories.join(', ')}. In force ${inForce}. Version \`${version}\`. Calendars: ${calendars.join(', ')} (default ${regime.calendar}); zone by default ${regime.zone}. Counting rests on ${[...new Set(Object.values(counting))].join(', ')}.`,
    '',
  ];
}

function clockPart({ clocks }: Regime, sources: Sources): string[] {
  const head = [
    'Clock',
    'For',
    'Period',
    'Starts',
    'Roll',
    'Promise',
    'Only',
    'Basis',
    'Source',
    'Confidence',
  ];
  const rows = clocks.map((clock) => [
    `\`${clock.kind}\``,
    rightsOf(clock.rights),
    period(clock.value, clock.unit),
    clock.startEvent,
    clock.roll,
    clock.promise,
    limitsOf(clock),
    clock.legalBasis,
    ...sources.cells(clock),
  ]);
  return ['**Clocks**', '', ...table(head, rows)];
}

/** For whom and when alone a clock runs, and who is told. */
function limitsOf({ profile, effectiveFrom, effectiveTo, addressees }: ClockRule): string {
  const limits = [
    profile === null ? '' : `profile \`${profile}\``,
    effectiveFrom === null ? '' : `from ${effectiveFrom}`,
    effectiveTo === null ? '' : `to ${effectiveTo}`,
    ...addressees.map(({ text }) => `told: ${both(text)}`),
  ];
  return limits.filter(Boolean).join('; ') || '–';
}

function pausePart({ pauses }: Regime, sources: Sources): string[] {
  const known = `${sentence(pauses.legalBasis)} ${sources.words(pauses)}`;
  if (pauses.grounds.length === 0) return [`**Pauses**: none. ${known}`, ''];
  return [
    `**Pauses** (\`${pauses.arithmetic}\`): ${known}`,
    '',
    ...pauses.grounds.map(
      ({ reason, rights, article, text }) =>
        `- \`${reason}\` (${article}; ${rightsOf(rights)}): ${both(text)}`,
    ),
    '',
  ];
}

function extensionPart({ extensions }: Regime, sources: Sources): string[] {
  if (extensions.length === 0) return ['**Extension**: none.', ''];
  return extensions.flatMap((extension) => {
    const { rights, value, unit, times, replaces, clock, noticeClock, grounds, legalBasis } = extension;
    const often = times === 1 ? 'once' : `${times} times`;
    return [
      `**Extension** of \`${replaces}\` for ${rightsOf(rights)}: by ${period(value, unit)}, ${often}; the whole is in \`${clock}\`, and the person is told with reasons within \`${noticeClock}\`. ${sentence(legalBasis)} ${sources.words(extension)}`,
      '',
      ...grounds.map(groundLine),
      '',
    ];
  });
}

function feePart({ fee }: Regime, sources: Sources): string[] {
  const { policy, freePerYear, workWaits, clock, estimateFirst, text, legalBasis, grounds } = fee;
  const facts = [
    ...(freePerYear === null ? [] : [`${freePerYear} requests in twelve months are free`]),
    workWaits ? 'the work may wait for payment' : 'the work does not wait for payment',
    clock === 'runsOn' ? 'the clock runs on' : 'the clock starts with payment',
    ...(estimateFirst ? ['the amount is announced first'] : []),
  ];
  return [
    `**Fee** (\`${policy}\`): ${both(text)} ${sentence(capital(facts.join('; ')))} ${sentence(legalBasis)} ${sources.words(fee)}`,
    '',
    ...grounds.map(groundLine),
    ...(grounds.length === 0 ? [] : ['']),
  ];
}

function groundLine({ code, article, text }: Ground): string {
  return `- \`${code}\` (${article}): ${both(text)}`;
}

function refusalPart({ refusalGrounds }: Regime, sources: Sources): string[] {
  if (refusalGrounds.length === 0) return ['**Grounds of refusal**: none.', ''];
  const head = ['Code', 'For', 'Effect', 'Article', 'Text', 'To put on file', 'Source', 'Confidence'];
  const rows = refusalGrounds.map((ground) => [
    `\`${ground.code}\``,
    rightsOf(ground.rights),
    ground.effect,
    ground.article,
    both(ground.text),
    both(ground.evidence),
    ...sources.cells(ground),
  ]);
  return ['**Grounds of refusal.** Nothing else is a ground.', '', ...table(head, rows)];
}

function remedyPart({ remedies }: Regime, sources: Sources): string[] {
  const head = ['Remedy', 'Text', 'Time limit', 'Where', 'Article', 'Source', 'Confidence'];
  const rows = remedies.map((remedy) => [
    remedy.kind,
    both(remedy.text),
    orDash(remedy.timeLimit),
    orDash(remedy.address),
    remedy.article,
    ...sources.cells(remedy),
  ]);
  return ['**Remedies** that every refusal names', '', ...table(head, rows)];
}

function noticePart({ notices }: Regime, sources: Sources): string[] {
  if (notices.length === 0) return ['**Letters**: none to a person.', ''];
  const head = ['Letter', 'For', 'Must say', 'In writing', 'Basis', 'Source', 'Confidence'];
  const rows = notices.map((notice) => [
    `\`${notice.notice}\``,
    rightsOf(notice.rights),
    notice.blocks.join(', '),
    notice.inWriting ? 'yes' : 'not demanded',
    notice.legalBasis,
    ...sources.cells(notice),
  ]);
  return ['**Letters**', '', ...table(head, rows)];
}

function peoplePart(regime: Regime, sources: Sources): string[] {
  const { agents, minors, deceased, recordKeeping, silence, notes } = regime;
  const age = minors.age === null ? 'Minors' : `Minors under ${minors.age}`;
  const kept =
    recordKeeping.value === null || recordKeeping.unit === null
      ? 'Records'
      : `Records: ${period(recordKeeping.value, recordKeeping.unit)}`;
  const named: readonly (readonly [string, RuleText])[] = [
    ['Agents', agents],
    [age, minors],
    ['The dead', deceased],
    [kept, recordKeeping],
    ...(silence === null ? [] : [['Silence', silence] as const]),
    ...notes.map((note) => ['Note', note] as const),
  ];
  const rows = named.map(([topic, rule]) => [topic, both(rule.text), rule.article, ...sources.cells(rule)]);
  return [
    '**Who may act, records, and what else it says**',
    '',
    ...table(['About', 'Text', 'Article', 'Source', 'Confidence'], rows),
  ];
}

function rightsOf(rights: readonly string[]): string {
  return rights.length === clockRights.length ? 'all' : rights.join(', ');
}

function orDash(text: LocalText | null): string {
  return text === null ? '–' : both(text);
}

const sentence = (text: string): string => (/[.。]$/.test(text) ? text : `${text}.`);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
