import { condition } from '@temporalio/workflow';
import { engine } from '../domain/actor';
import { dueAlert } from '../domain/clock-alerts';
import type { ClockState, DueEvent } from '../domain/clock-state';
import { compareInstants, dueEvents, withFired } from '../domain/clock-state';
import type { EvidenceDraft } from '../domain/evidence';
import { standingOf, standsStill } from '../domain/standing';
import type { RequestRun } from './request-run';
import { isoNow } from './request-run';

/**
 * Watches all clocks of a request, and the time left for proving control of the address, with one timer on whatever is
 * due first.
 *
 * What if a clock moves earlier? The timer is set anew. What if it moves later? The timer stays, fires too early, finds
 * nothing due and is set again: cheaper than two history events for every change. What if clocks are being counted anew?
 * Then none is due until the new dates are there: the old ones may say of time that was paused that it has run out. What
 * if the answer went out? Then nothing runs any more, and the timer ends with the workflow.
 */
export async function watchClocks(run: RequestRun): Promise<void> {
  while (run.isOpen()) {
    await condition(() => !run.isOpen() || nextWakeMs(run) !== undefined);
    const nextMs = nextWakeMs(run);
    if (nextMs === undefined) continue;
    const isEarlier = () => (nextWakeMs(run) ?? nextMs) < nextMs;
    await condition(() => !run.isOpen() || isEarlier(), Math.max(1, nextMs - Date.now()));
    if (run.isOpen()) await fireDue(run, isoNow());
  }
}

/** Instant at which something is due, in ms since 1970. The end of verification is due to the step that waits for it. */
function nextWakeMs(run: RequestRun): number | undefined {
  const [due] = liveEvents(run);
  const instants = [
    ...(due === undefined ? [] : [Date.parse(due.at)]),
    ...(run.isVerificationOpen() ? [run.verificationEndsMs] : []),
  ];
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** What can fall due. A clock that stands still for what was asked of the person cannot, meanwhile. */
function liveEvents({ state, isCounting }: RequestRun): DueEvent[] {
  if (isCounting) return [];
  const standing = standingOf(state);
  return dueEvents(state.clocks.filter((clock) => !standsStill(clock, standing)));
}

/**
 * Reminders and breaches up to an instant become recorded facts and alerts. A breach is owned up to by letter; the
 * request goes on, for a late answer is still owed.
 */
export async function fireDue(run: RequestRun, until: string): Promise<void> {
  const due = liveEvents(run).filter(({ at }) => compareInstants(at, until) <= 0);
  if (due.length === 0) return;
  run.state = { ...run.state, clocks: due.reduce(withFired, run.state.clocks) };
  const now = isoNow();
  const { requestId } = run.state;
  const alerts = due.map((event) =>
    dueAlert(requestId, event, clockOf(run, event)?.deadlineAt ?? event.at, now),
  );
  run.lettersToPost.push(...apologies(run, due));
  await run.record(
    due.map((event) => dueEntry(event, now)),
    { alerts, writeClocks: true },
  );
}

function clockOf({ state }: RequestRun, { regime, clock }: DueEvent): ClockState | undefined {
  return state.clocks.find((candidate) => candidate.regime === regime && candidate.clock === clock);
}

function dueEntry({ kind, regime, clock, threshold, at: dueAt }: DueEvent, at: string): EvidenceDraft {
  const type = kind === 'breach' ? 'clockBreached' : 'reminderDue';
  return {
    key: `${type}/${regime}/${clock}/${threshold}/${dueAt}`,
    type,
    at,
    actor: engine,
    facts: { regime, clock, threshold, dueAt },
  };
}

/** One letter per missed date, to a person who has proven who they are. */
function apologies(run: RequestRun, due: readonly DueEvent[]) {
  const { requestId, verifiedAt, verificationNeeded } = run.state;
  if (verifiedAt === undefined && verificationNeeded) return [];
  const dates = due
    .filter(({ kind }) => kind === 'breach')
    .flatMap((event) => clockOf(run, event) ?? [])
    .flatMap(({ goal, date }) => (goal === 'answer' ? [date] : []));
  return [...new Set(dates)].map((missedDate) => ({
    requestId,
    kind: 'breachApology' as const,
    serial: missedDate,
    missedDate,
  }));
}
