import type { Calendar, CalendarYear } from '../domain/calendar';
import type { RuleBook } from '../domain/rule-book';
import { alignColumns } from './columns';
import { statusNames } from './deadline-words';
import type { Language } from './deadline-words';

const headings = {
  regimes: { 'zh-CN': '规则', en: 'Regimes' },
  regimeColumns: {
    'zh-CN': ['编号', '生效日期', '默认日历', '名称'],
    en: ['Id', 'In force from', 'Calendar', 'Name'],
  },
  calendars: { 'zh-CN': '日历', en: 'Calendars' },
  calendarColumns: { 'zh-CN': ['编号', '年份与状态', '名称'], en: ['Id', 'Years and status', 'Name'] },
} as const;

/** Every loaded regime and calendar as two tables. */
export function listText({ regimes, calendars }: RuleBook, lang: Language): string {
  const laws = [...regimes.values()].map(({ id, effectiveFrom, effectiveTo, calendar, name }) => [
    id,
    effectiveTo === null ? effectiveFrom : `${effectiveFrom} – ${effectiveTo}`,
    calendar,
    name[lang],
  ]);
  const places = [...calendars.values()].map((calendar) => [
    calendar.id,
    yearsText(calendar, lang),
    calendar.name[lang],
  ]);
  return [
    `${headings.regimes[lang]} (${laws.length})`,
    ...alignColumns([headings.regimeColumns[lang], ...laws], '  '),
    '',
    `${headings.calendars[lang]} (${places.length})`,
    ...alignColumns([headings.calendarColumns[lang], ...places], '  '),
  ].join('\n');
}

/** The same for programs. */
export function listJson({ regimes, calendars }: RuleBook): object {
  return {
    regimes: [...regimes.values()].map(
      ({ id, version, name, effectiveFrom, effectiveTo, calendar, calendars: usable }) => ({
        id,
        version,
        name,
        effectiveFrom,
        effectiveTo,
        calendar,
        calendars: usable,
      }),
    ),
    calendars: [...calendars.values()].map(({ id, name, zone, years }) => ({
      id,
      name,
      zone,
      years: sortedYears({ years }).map(({ year, status, version, source }) => ({
        year,
        status,
        version,
        source,
      })),
    })),
  };
}

/** `2024–2028 statute`, or one span per status. */
function yearsText(calendar: Calendar, lang: Language): string {
  const spans: { from: number; to: number; status: CalendarYear['status'] }[] = [];
  for (const { year, status } of sortedYears(calendar)) {
    const last = spans.at(-1);
    if (last?.status === status && last.to === year - 1) last.to = year;
    else spans.push({ from: year, to: year, status });
  }
  return spans
    .map(({ from, to, status }) => `${from === to ? from : `${from}–${to}`} ${statusNames[status][lang]}`)
    .join(lang === 'en' ? ', ' : '，');
}

function sortedYears({ years }: Pick<Calendar, 'years'>): CalendarYear[] {
  return [...years.values()].sort((a, b) => a.year - b.year);
}
