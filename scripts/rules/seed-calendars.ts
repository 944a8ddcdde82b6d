import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalendarYear } from '../../domain/calendar';
import type { LocalText } from '../../domain/data-map';
import { europe, germany } from './european-places';
import { corrections } from './holiday-corrections';
import type { Correction } from './holiday-corrections';
import { nameOf } from './holiday-names';
import { datesOf, libraryDays } from './library-holidays';
import { retrieved } from './place';
import type { Place } from './place';
import { america, asiaAndSouth, restOfEurope } from './world-places';

const places: readonly Place[] = [...europe, ...germany, ...restOfEurope, ...america, ...asiaAndSouth];
const folder = join(__dirname, '../../domain/rules/calendars');

/** One day off with its name. */
interface DayOff {
  readonly date: string;
  readonly name: LocalText;
}

/**
 * `npm run rules:calendars`: writes the calendars of `european-places.ts` and `world-places.ts` from the library and the
 * corrections, then seals them. A second run changes nothing. Chinese calendars are typed in from the notices and never touched.
 */
function seedAll(): void {
  useUtc();
  const written = places.flatMap((place) => yearsOf(place).filter((year) => seed(place, year)));
  console.log(`calendars: ${places.length} places, ${written.length} files written anew`);
}

/** The library reads the host's clock in places: on a host far from Greenwich a holiday would move by a day. */
function useUtc(): void {
  process.env['TZ'] = 'UTC';
  if (new Date(2026, 6, 1).getTimezoneOffset() !== 0)
    throw new Error('The host zone could not be set to UTC; run with TZ=UTC.');
}

const yearsOf = ({ years }: Place): (readonly [number, CalendarYear['status']])[] =>
  Object.entries(years).flatMap(([status, list]) =>
    list.map((year) => [year, status as CalendarYear['status']] as const),
  );

/** True when the file's text changed. */
function seed(place: Place, [year, status]: readonly [number, CalendarYear['status']]): boolean {
  const file = join(folder, `${place.id.toLowerCase()}-${year}.json`);
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // An unchanged file keeps its version; a changed one is given its own by the sealing that follows.
  const version = /"version": "([^"]*)"/.exec(old)?.[1] ?? '';
  const text = format(
    { ...place, year, status, version },
    blocksOf(correct(place.id, year, fromLibrary(place, year))),
  );
  if (text === old) return false;
  writeFileSync(file, text);
  return true;
}

function fromLibrary({ id, library }: Place, year: number): DayOff[] {
  if (library === null) return [];
  const days = libraryDays(library, year).filter(({ name }) => !isDropped(id, name));
  return days.map(({ date, name }) => ({ date, name: nameOf(id, name) }));
}

const isDropped = (id: string, name: string): boolean =>
  correctionsOf(id).some((one) => 'drop' in one && one.drop.includes(name.replace(' (substitute day)', '')));

const correctionsOf = (id: string): readonly Correction[] => corrections[id] ?? [];

/** What the table takes away and adds; two holidays on one date are one day off with both names. */
function correct(id: string, year: number, days: readonly DayOff[]): DayOff[] {
  const own = correctionsOf(id);
  const removed = own.flatMap((one) => ('remove' in one ? datesOf(one.remove) : []));
  const added = own.flatMap((one) =>
    'add' in one ? datesOf(one.add).map((date) => ({ date, name: { 'zh-CN': one.zh, en: one.en } })) : [],
  );
  const kept = days.filter(({ date }) => !removed.includes(date));
  const inYear = [...kept, ...added].filter(({ date }) => date.startsWith(`${year}-`));
  const byDate = new Map<string, DayOff>();
  for (const { date, name } of inYear) byDate.set(date, { date, name: joined(byDate.get(date)?.name, name) });
  return [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

function joined(first: LocalText | undefined, second: LocalText): LocalText {
  if (first === undefined || first.en === second.en) return second;
  return { 'zh-CN': `${first['zh-CN']}、${second['zh-CN']}`, en: `${first.en} and ${second.en}` };
}

/** Days of one holiday that follow each other are one block. */
function blocksOf(days: readonly DayOff[]): CalendarYear['off'] {
  const blocks: { from: string; to: string; name: LocalText }[] = [];
  for (const { date, name } of days) {
    const last = blocks.at(-1);
    if (last?.name.en === name.en && datesOf(`${last.to}/${date}`).length === 2) last.to = date;
    else blocks.push({ from: date, to: date, name });
  }
  return blocks;
}

type Head = Place & Pick<CalendarYear, 'year' | 'status' | 'version'>;

/** The layout of all calendar files: one line per holiday, so that a change reads as one line. */
function format(head: Head, off: CalendarYear['off']): string {
  const text = JSON.stringify;
  const name = (zh: string, en: string): string => `{ "zh-CN": ${text(zh)}, "en": ${text(en)} }`;
  const holidays = off.map(
    (block) =>
      `    { "from": "${block.from}", "to": "${block.to}", "name": ${name(block.name['zh-CN'], block.name.en)} }`,
  );
  return [
    '{',
    `  "calendar": "${head.id}",`,
    `  "year": ${head.year},`,
    `  "version": "${head.version}",`,
    `  "name": ${name(head.zh, head.en)},`,
    `  "zone": "${head.zone}",`,
    `  "status": "${head.status}",`,
    `  "source": ${text(head.source)},`,
    `  "retrieved": "${retrieved}",`,
    '  "weekend": [6, 7],',
    '  "makeUpDays": false,',
    '  "unsettledFrom": null,',
    '  "off": [',
    holidays.join(',\n'),
    '  ],',
    '  "work": []',
    '}',
    '',
  ].join('\n');
}

seedAll();
