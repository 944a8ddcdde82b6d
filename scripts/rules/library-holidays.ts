import Holidays from 'date-holidays';

/** A day off as the library names it. */
export interface LibraryDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly name: string;
}

const dayInMs = 86_400_000;

/**
 * The public holidays of one year, one entry per day. Bank holidays, observances and parts of days are left out: only a
 * whole public holiday moves a deadline.
 * @param library Country, state and region as the library writes them, e.g. `DE-BE`.
 */
export function libraryDays(library: string, year: number): LibraryDay[] {
  const [country = '', state, region] = library.split('-');
  const found = new Holidays(country, state ?? '', region ?? '').getHolidays(year, 'en');
  return found
    .filter(({ type, date }) => type === 'public' && date.slice(11, 19) === '00:00:00')
    .flatMap(({ date, start, end, name }) =>
      eachDay(date.slice(0, 10), wholeDays(end.getTime() - start.getTime())).map((day) => ({
        date: day,
        name,
      })),
    );
}

/** A day on which the clocks change has 23 or 25 hours; a feast that ends at noon gives no day for its last part. */
const wholeDays = (length: number): number => Math.floor(length / dayInMs + 0.1);

function eachDay(from: string, count: number): string[] {
  const first = Date.parse(`${from}T00:00:00Z`);
  return Array.from({ length: count }, (_, i) => isoDate(first + i * dayInMs));
}

const isoDate = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Dates and blocks `from/to`, separated by blanks, as single dates. */
export function datesOf(days: string): string[] {
  return days.split(' ').flatMap((block) => {
    const [from = '', to = from] = block.split('/');
    return eachDay(from, (Date.parse(to) - Date.parse(from)) / dayInMs + 1);
  });
}
