import { Temporal } from 'temporal-polyfill';
import type { Calendar } from './calendar';
import { rollForward } from './clock-count';
import type { ClockPause } from './clock-facts';
import { daysBetween, localDateOf } from './local-time';
import type { PauseArithmetic, RollPolicy } from './regime';

/** A pause as local dates: the asking day and the day of the answer. */
export interface LocalPause {
  readonly from: string;
  readonly to: string;
}

/** A deadline after pauses. */
export interface Paused {
  readonly date: string;
  readonly counted: readonly (LocalPause & { readonly days: number })[];
  /** Pauses asked for only when the period had ended already. */
  readonly tooLate: readonly LocalPause[];
}

/** The days on the wall of `zone` on which was asked and answered. The facts must have been checked. */
export function localPauses(
  pauses: readonly ClockPause[],
  zone: string,
): (LocalPause & { reason: string })[] {
  return pauses.map(({ from, to, reason }, i) => ({
    from: localDateOf(from, zone, `pauses[${i}].from`),
    to: localDateOf(to, zone, `pauses[${i}].to`),
    reason,
  }));
}

/**
 * Adds pauses to the last day, before it rolls. Pauses that share a day merge first, so that no day is added twice; days
 * before the start do not count; a question asked after the period has ended revives nothing.
 */
export function addPauses(
  end: string,
  pauses: readonly LocalPause[],
  arithmetic: PauseArithmetic,
  context: { readonly start: string; readonly roll: RollPolicy; readonly calendar: Calendar },
): Paused {
  const counted: (LocalPause & { days: number })[] = [];
  const tooLate: LocalPause[] = [];
  let date = end;
  for (const pause of arithmetic === 'none' ? [] : mergePauses(pauses, context.start)) {
    if (pause.from > rollForward(date, context.roll, context.calendar).date) {
      tooLate.push(pause);
      continue;
    }
    const days = daysBetween(pause.from, pause.to) + (arithmetic === 'includeBothDays' ? 1 : 0);
    date = Temporal.PlainDate.from(date).add({ days }).toString();
    counted.push({ ...pause, days });
  }
  return { date, counted, tooLate };
}

function mergePauses(pauses: readonly LocalPause[], start: string): LocalPause[] {
  const clipped = pauses
    .filter(({ to }) => to >= start)
    .map(({ from, to }) => ({ from: from < start ? start : from, to }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const merged: LocalPause[] = [];
  for (const pause of clipped) {
    const last = merged.at(-1);
    if (last !== undefined && pause.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: last.to > pause.to ? last.to : pause.to };
    else merged.push(pause);
  }
  return merged;
}
