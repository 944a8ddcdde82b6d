import type { Locale } from '../domain/data-map';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** A local date `YYYY-MM-DD` in words: `2026年3月23日`, `23 March 2026`. Other text is returned as it is. */
export function dateInWords(date: string, locale: Locale): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const month = months[Number(match?.[2]) - 1];
  if (match === null || month === undefined) return date;
  const year = Number(match[1]);
  const day = Number(match[3]);
  return locale === 'zh-CN' ? `${year}年${Number(match[2])}月${day}日` : `${day} ${month} ${year}`;
}

/** The local date of a UTC instant in words. */
export function dateOfInstant(instant: string, zone: string, locale: Locale): string {
  return dateInWords(localParts(instant, zone).date, locale);
}

/** A UTC instant as local date and time with its zone: `23 March 2026, 09:05 (Asia/Shanghai)`. */
export function momentInWords(instant: string, zone: string, locale: Locale): string {
  const { date, time } = localParts(instant, zone);
  const day = dateInWords(date, locale);
  return locale === 'zh-CN' ? `${day} ${time}（${zone}）` : `${day}, ${time} (${zone})`;
}

function localParts(instant: string, zone: string): { date: string; time: string } {
  const parts = formatOf(zone).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { date: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` };
}

/** Making a format takes a thousand times as long as using it, and packages write a date in each row. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}
