import type { AlertDraft, AlertLevel } from './alert';
import { earliestClock } from './clock-state';
import type { ClockState } from './clock-state';
import type { KeptForecast, Standing, TrackRecord } from './forecast';
import { forecastOf } from './forecast';
import type { RequestView } from './ports';
import type { KnownRequest } from './remaining-work';
import { remainingWork } from './remaining-work';
import { standingOf, standsStill } from './standing';

/** Keys of all the work that is left of a request: what must be known to forecast it. */
export function keysOfWork(known: KnownRequest, now: string): string[] {
  return remainingWork(known, now).flatMap(({ work }) => work.map(({ key }) => key));
}

/** The forecast of an open request. A clock that stands still presses nobody: it is as if it were not there. */
export function forecastRequest(
  known: KnownRequest,
  records: readonly TrackRecord[],
  now: string,
): KeptForecast {
  const forecast = forecastOf(now, remainingWork(known, now), clocksThatGoOn(known.view), records);
  return { ...forecast, at: now };
}

function clocksThatGoOn({ clocks, resume }: RequestView): ClockState[] {
  const standing = resume === undefined ? {} : standingOf(resume);
  return clocks.filter((clock) => !standsStill(clock, standing));
}

/** Who is told of a promise in danger. */
const levels: readonly { readonly standing: Standing; readonly level: AlertLevel }[] = [
  { standing: 'atRisk', level: 'operator' },
  { standing: 'cannotKeep', level: 'supervisor' },
];

/**
 * The alerts that a standing calls for. A promise that can be kept no more calls for both: those who do the work must
 * know, and those who answer for it. While the person has not proven who they are, nobody here could do anything, and
 * whoever never does would be warned of: then only the reminders of the clocks speak.
 */
export function promiseAlerts(view: RequestView, { standing, at }: KeptForecast): AlertDraft[] {
  const worst = levels.findIndex((level) => level.standing === standing);
  const { requestId, phase } = view;
  if (phase === 'received' || phase === 'verifying') return [];
  const clock = earliestClock(clocksThatGoOn(view), 'answer');
  if (clock === undefined) return [];
  return levels.slice(0, worst + 1).map(({ standing: about, level }) => ({
    alertId: `promiseAtRisk/${requestId}/${about}`,
    kind: 'promiseAtRisk',
    level,
    caseId: requestId,
    regime: clock.regime,
    clock: clock.clock,
    deadlineAt: clock.deadlineAt,
    about,
    raisedAt: at,
    raisedBy: 'sweep',
  }));
}
