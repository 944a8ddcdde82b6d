import { engine } from '../domain/actor';
import { PublicError } from '../domain/errors';
import type { CaseId } from '../domain/ids';
import { parseRequestId } from '../domain/ids';
import type { LedgerLine, Persistence, RequestGateway } from '../domain/ports';
import type { RuleBook } from '../domain/rule-book';

/** What recounting needs. */
export interface RecountDeps {
  readonly books: Pick<Persistence, 'deadlines'>;
  readonly gateway: Pick<RequestGateway, 'command'>;
  /** The law and the calendars as they are loaded now. */
  readonly rules: RuleBook;
}

/** What a round came to. */
export interface Recounted {
  /** Requests that were told to count again. */
  readonly recounted: number;
  /** Requests that could not be told; the next round tells them. */
  readonly left: number;
}

/** Lines read at once. */
const batch = 500;
/** Unanswered commands in one round after which the engine is taken to be unreachable. */
const patience = 20;

/**
 * Tells every request that was counted without a calendar year, and whose year has since been loaded, to count again. The
 * command is named after the years, so that a request is told once however often this runs. Incidents run in hours and
 * have no calendar.
 */
export async function recountClocks(deps: RecountDeps, onProgress: () => void): Promise<Recounted> {
  let recounted = 0;
  let left = 0;
  let unreachable = 0;
  let after: CaseId | undefined;
  for (;;) {
    const lines = await deps.books.deadlines.provisional(after, batch);
    if (lines.length === 0) return { recounted, left };
    after = lines.at(-1)?.caseId;
    for (const [caseId, years] of arrivedYears(lines, deps.rules)) {
      const answer = await tell(deps, caseId, years);
      recounted += answer === 'told' ? 1 : 0;
      left += answer === 'told' ? 0 : 1;
      unreachable += answer === 'unreachable' ? 1 : 0;
      onProgress();
      if (unreachable === patience) return { recounted, left };
    }
    onProgress();
  }
}

/** By case, the versions of the calendar years that have been loaded since its lines were counted. */
function arrivedYears(lines: readonly LedgerLine[], rules: RuleBook): Map<CaseId, ReadonlySet<string>> {
  const found = new Map<CaseId, Set<string>>();
  for (const { caseId, calendarVersion } of lines)
    for (const year of awaitedYears(calendarVersion, rules)) {
      const version = rules.calendars.get(year.calendar)?.years.get(year.year)?.version;
      if (version === undefined) continue;
      const years = found.get(caseId) ?? new Set();
      found.set(caseId, years.add(`${year.calendar}-${year.year}@${version}`));
    }
  return found;
}

interface CalendarYearName {
  readonly calendar: string;
  readonly year: number;
}

/**
 * Years that would settle a provisional count such as `CN-2026@2026.11.21+d21d1f2c6b48 CN-2027@none`: those that were not
 * loaded, and the one after the last where its notice may still re-label the end of that one.
 */
function awaitedYears(calendarVersion: string, rules: RuleBook): CalendarYearName[] {
  const named = [...calendarVersion.matchAll(/(?<= |^)([A-Z][A-Z0-9-]*)-(\d{4})@(\S+)/g)].map(
    ([, calendar = '', year, version]) => ({ calendar, year: Number(year), isMissing: version === 'none' }),
  );
  const last = named.at(-1);
  const missing = named.filter(({ isMissing }) => isMissing);
  if (last === undefined || last.isMissing || !waitsForNext(last, rules)) return missing;
  return [...missing, { calendar: last.calendar, year: last.year + 1 }];
}

function waitsForNext({ calendar, year }: CalendarYearName, rules: RuleBook): boolean {
  return typeof rules.calendars.get(calendar)?.years.get(year)?.unsettledFrom === 'string';
}

/** `refused`: closed meanwhile, or not in its phase. As long as the line says so, the request is told again. */
async function tell(
  deps: RecountDeps,
  caseId: CaseId,
  years: ReadonlySet<string>,
): Promise<'told' | 'refused' | 'unreachable'> {
  const requestId = parseRequestId(caseId);
  if (requestId === undefined) return 'told';
  const updateId = `recount/${[...years].sort().join(' ')}`;
  try {
    await deps.gateway.command(requestId, updateId, { name: 'recomputeClocks', cause: 'calendar' }, engine);
    return 'told';
  } catch (error) {
    const isRefused = error instanceof PublicError && error.code !== 'DSR_UNAVAILABLE';
    return isRefused ? 'refused' : 'unreachable';
  }
}
