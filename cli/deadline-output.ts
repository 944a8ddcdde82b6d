import type { ClockReading } from '../domain/clock';
import { periodText, dayText } from '../domain/clock-words';
import type { LocalText } from '../domain/data-map';
import { localTimeOf } from '../domain/local-time';
import type { ClockRight } from '../domain/regime';
import type { RuleBook } from '../domain/rule-book';
import { alignColumns } from './columns';
import type { Language } from './deadline-words';
import { clockNames, confidenceNames, rightNames, startNames, words } from './deadline-words';

/** How to show readings. */
export interface Showing {
  readonly lang: Language;
  /** Each step of the count with its article. */
  readonly explain: boolean;
  /** Version of the host's zone data, where it tells. */
  readonly zoneData?: string;
}

/** A request's clocks as a page for people: regime by regime, then the earliest of all. */
export function readingsText(
  request: { readonly right: ClockRight; readonly receivedAt: string; readonly regimes: readonly string[] },
  readings: readonly ClockReading[],
  first: ClockReading,
  book: RuleBook,
  show: Showing,
): string {
  const { lang } = show;
  const event = request.right === 'incident' ? words.discovered : words.received;
  const head = `${rightNames[request.right][lang]}${lang === 'en' ? ', ' : '，'}${event[lang]}${lang === 'en' ? ' ' : '：'}${request.receivedAt}`;
  const parts = request.regimes.map((id) => {
    const name = book.regimes.get(id)?.name[lang] ?? '';
    const own = readings.filter(({ regime }) => regime === id);
    const clocks =
      own.length === 0 ? [`  ${words.noClock[lang]}`] : own.map((reading) => clockText(reading, show));
    return [`${id}  ${name}`, ...clocks].join('\n\n');
  });
  return [head, ...parts, earliestText(first, lang)].join('\n\n');
}

function clockText(reading: ClockReading, show: Showing): string {
  const { lang } = show;
  const lines = [`  ${headlineOf(reading, lang)}`, ...alignColumns(fieldsOf(reading, show), '    ')];
  return show.explain
    ? [...lines, `    ${words.steps[lang]}`, ...stepLines(reading, lang, '      ')].join('\n')
    : lines.join('\n');
}

/** The clock in words: `Answer: 1 month from receipt`. */
function headlineOf({ clock, period, startEvent }: ClockReading, lang: Language): string {
  const length = periodText(period.value, period.unit)[lang];
  const start = startNames[startEvent][lang];
  return lang === 'en'
    ? `${clockNames[clock].en}: ${length} ${start}`
    : `${clockNames[clock]['zh-CN']}：${start}${length}`;
}

function fieldsOf(reading: ClockReading, { lang, zoneData }: Showing): string[][] {
  const { date, deadlineAt, strictDate, targetDate, zone, period } = reading;
  const { legalBasis, confidence, source } = reading;
  const strict = `${dateText(strictDate)[lang]}${lang === 'en' ? ', ' : '，'}${words.strictMeaning[lang]}`;
  const aim =
    targetDate === strictDate ? '' : lang === 'en' ? `, ${words.ownAim.en}` : `，${words.ownAim[lang]}`;
  return [
    [words.lastDay, dateText(date)[lang]] as const,
    [words.before, momentText(deadlineAt, zone, lang)] as const,
    // Hours neither roll nor pause nor take an aim of the controller.
    ...(period.unit === 'hour'
      ? []
      : [[words.strictDay, strict] as const, [words.target, `${dateText(targetDate)[lang]}${aim}`] as const]),
    ...notesOf(reading).map((note) => [words.note, note[lang]] as const),
    [words.basis, legalBasis] as const,
    [words.confidence, confidenceNames[confidence][lang]] as const,
    [words.source, source] as const,
    [words.versions, versionsText(reading, lang, zoneData)] as const,
  ].map(([label, value]) => [label[lang], value]);
}

function notesOf({ provisional, status }: ClockReading): LocalText[] {
  return [
    ...(status === 'notStarted' ? [words.notStarted] : []),
    ...(provisional ? [words.provisional] : []),
  ];
}

function versionsText(
  { ruleVersion, calendarVersion }: ClockReading,
  lang: Language,
  zoneData: string | undefined,
): string {
  return [
    `${words.rules[lang]} ${ruleVersion}`,
    calendarVersion === 'none' ? words.noCalendar[lang] : `${words.calendar[lang]} ${calendarVersion}`,
    ...(zoneData === undefined ? [] : [`${words.zoneData[lang]} ${zoneData}`]),
  ].join(lang === 'en' ? '; ' : '；');
}

/** Each step of a count with its article. */
export function stepLines({ steps }: ClockReading, lang: Language, indent: string): string[] {
  return alignColumns(
    steps.map((step, i) => {
      const article = step.article === undefined ? '' : ` [${step.article}]`;
      return [`${i + 1}.`, `${lang === 'en' ? step.en : step.zh}${article}`];
    }),
    indent,
  );
}

function earliestText(first: ClockReading, lang: Language): string {
  const { regime, clock, date, deadlineAt, zone } = first;
  const name = clockNames[clock][lang];
  const before = momentText(deadlineAt, zone, lang);
  return lang === 'en'
    ? `${words.earliest.en}: ${dateText(date).en}, ${regime}, ${name}. Finish before ${before}.`
    : `${words.earliest[lang]}：${dateText(date)[lang]}，${regime}，${name}。须在${before}之前完成。`;
}

/** `2026-03-03 00:00 Europe/Berlin (2026-03-02T23:00:00Z)`. */
function momentText(instant: string, zone: string, lang: Language): string {
  const local = `${localTimeOf(instant, zone)} ${zone}`;
  return lang === 'en' ? `${local} (${instant})` : `${local}（${instant}）`;
}

/** A date with its weekday. */
export function dateText(date: string): LocalText {
  return dayText({ date, weekday: new Date(`${date}T00:00:00Z`).getUTCDay() || 7 });
}
