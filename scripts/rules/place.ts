import type { CalendarYear } from '../../domain/calendar';

type Status = CalendarYear['status'];

/** One calendar that the seed script writes. */
export interface Place {
  /** ISO country or subdivision, or a name of ours such as `US-FED`. */
  readonly id: string;
  /** Country, state and region as date-holidays writes them; `null` where every day is listed in `holiday-corrections.ts`. */
  readonly library: string | null;
  readonly zone: string;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  /** How sure each year is; a year that is not named gets no file, so the engine counts early there and says so. */
  readonly years: Partial<Record<Status, readonly number[]>>;
}

/** Date on which library and sources were read; set it anew when the library is raised or a source read again. */
export const retrieved = '2026-11-21';

/** Years of a standing law. */
const all = [2024, 2025, 2026, 2027, 2028];
/** Every year follows from a law that was compared. */
export const statute = { statute: all };
/** Every year is the library's alone. */
export const unconfirmed = { library: all };
/** The attribution that the library's licence asks for, in every file that came from it. */
export const seed = 'Seeded from date-holidays (CC BY 3.0)';
/** How the movable days came about. */
export const easter = 'Movable days computed from the Gregorian Easter';

/** A place whose law was compared with the library for every year. */
export const compared = (id: string, zone: string, zh: string, en: string, source: string): Place => ({
  id,
  library: id,
  zone,
  zh,
  en,
  source,
  years: statute,
});
