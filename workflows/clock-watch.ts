import { condition } from '@temporalio/workflow';
import { engine } from '../domain/actor';
import type { DueEvent } from '../domain/clock-state';
import { compareInstants, nextDueEvent, withFired } from '../domain/clock-state';
import type { RequestRun } from './request-run';
import { isoNow } from './request-run';

/**
 * Watches all clocks of a request, and the time left for proving control of the address, with one timer on whatever is
 * due first.
 *
 * What if a clock moves earlier? The timer is set anew. What if it moves later? The timer stays, fires too early, finds
 * nothing due and is set again: cheaper than two history events for every change. What if the answer went out? Then
 * nothing runs any more, and the timer ends with the workflow.
 */
export async function watchClocks(run: RequestRun): Promise<void> {
  while (run.isOpen()) {
    const nextMs = nextWakeMs(run);
    if (nextMs === undefined) {
      const seen = run.clockRevision;
      await condition(() => !run.isOpen() || run.clockRevision !== seen);
      continue;
    }
    const isEarlier = () => (nextWakeMs(run) ?? nextMs) < nextMs;
    await condition(() => !run.isOpen() || isEarlier(), Math.max(1, nextMs - Date.now()));
    const due = nextDue(run);
    if (run.isOpen() && due !== undefined && compareInstants(due.at, isoNow()) <= 0) await fire(run, due);
  }
}

/** Instant at which something is due, in ms since 1970. The end of verification is due to the step that waits for it. */
function nextWakeMs(run: RequestRun): number | undefined {
  const due = nextDue(run);
  const instants = [
    ...(due === undefined ? [] : [Date.parse(due.at)]),
    ...(run.isVerificationOpen() ? [run.verificationEndsMs] : []),
  ];
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** A clock that stands still for what was asked of the person cannot fall due meanwhile. */
function nextDue({ state }: RequestRun): DueEvent | undefined {
  const { pausedFor } = state;
  const standsStill = (reasons: readonly string[]) => pausedFor !== undefined && reasons.includes(pausedFor);
  return nextDueEvent(state.clocks.filter((clock) => !standsStill(clock.pauseReasons)));
}

/** A reminder or a breach becomes a recorded fact; a breach is owned up to by letter. The request goes on: a late answer is still owed. */
async function fire(run: RequestRun, due: DueEvent): Promise<void> {
  const clocks = withFired(run.state.clocks, due);
  run.state = { ...run.state, clocks };
  const type = due.kind === 'breach' ? ('clockBreached' as const) : ('reminderDue' as const);
  const facts = { regime: due.regime, clock: due.clock, dueAt: due.at, phase: run.state.phase };
  const entry = {
    key: `${type}/${due.regime}/${due.clock}/${due.at}`,
    type,
    at: isoNow(),
    actor: engine,
    facts,
  };
  await run.record([entry], { clocks });
  if (due.kind === 'breach' && run.state.verifiedAt !== undefined) {
    const missedDate = run.state.clocks.find((clock) => clock.regime === due.regime)?.date ?? '';
    const { requestId, version } = run.state;
    run.lettersToPost.push({
      requestId,
      kind: 'breachApology',
      serial: version,
      oldDate: missedDate,
      regime: due.regime,
    });
  }
}
