const isoPeriod = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;

/**
 * Last local date `YYYY-MM-DD` of a retention that counts an ISO 8601 period (years, months, weeks, days) from a date
 * or instant. An end on a day that its month has not is the month's last day. Throws on a period of another form.
 */
export function retentionEnd(from: string, period: string): string {
  const parts = isoPeriod.exec(period);
  const start = /^(\d{4})-(\d{2})-(\d{2})/.exec(from);
  if (parts === null || period === 'P' || start === null)
    throw new RangeError(`Expected a period such as P10Y counted from a date, got period ${period}.`);
  const [years, months, weeks, days] = parts.slice(1).map((part) => Number(part || 0)) as Numbers4;
  const [year, month, day] = start.slice(1).map(Number) as [number, number, number];
  const lastDay = new Date(Date.UTC(year + years, month + months, 0)).getUTCDate();
  const end = Date.UTC(year + years, month - 1 + months, Math.min(day, lastDay) + weeks * 7 + days);
  return new Date(end).toISOString().slice(0, 10);
}

type Numbers4 = [number, number, number, number];
