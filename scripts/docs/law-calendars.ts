import type { Calendar, CalendarYear } from '../../domain/calendar';
import { both, table } from './markdown';

/** The calendars, one line each: years, how sure they are, and where they were read. */
export function calendarPart(calendars: readonly Calendar[]): string[] {
  const rows = calendars.map(({ id, name, zone, years }) => {
    const files = [...years.values()];
    return [id, both(name), zone, yearsOf(files), [...new Set(files.map(({ source }) => source))].join('; ')];
  });
  return [
    '### 3.2 Calendars',
    '',
    '`official`: published for that year. `statute`: follows from a standing law. `library`: taken from a holiday library and not yet compared with an official list; confirm it. `provisional`: a guess. A count that touches a provisional year, or one that is not loaded, is marked `provisional`; how it is counted then is told in [decision 0002](decisions/0002-legal-clock.md).',
    '',
    ...table(['Calendar', 'Place', 'Zone', 'Years', 'Source'], rows),
  ];
}

/** `2024–2026 statute, 2027 provisional`: years of one status that follow each other are one span. */
function yearsOf(files: readonly CalendarYear[]): string {
  const spans: { from: number; to: number; status: string }[] = [];
  for (const { year, status } of [...files].sort((a, b) => a.year - b.year)) {
    const last = spans.at(-1);
    if (last?.status === status && last.to === year - 1) last.to = year;
    else spans.push({ from: year, to: year, status });
  }
  return spans.map(({ from, to, status }) => `${from === to ? from : `${from}–${to}`} ${status}`).join(', ');
}
