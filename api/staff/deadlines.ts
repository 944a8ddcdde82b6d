import type { ClockReading } from '../../domain/clock';
import type { ClockState } from '../../domain/clock-state';
import type { RequestView } from '../../domain/ports';
import { requestReadings } from '../../domain/request-clocks';
import type { ClockHistory } from '../../domain/request-facts';
import { factsOf } from '../../domain/request-facts';
import { findRegime } from '../../domain/rule-book';
import { standingOf, standsStill } from '../../domain/standing';
import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';

/**
 * Every clock of a request with the steps of its count in both languages, counted now from the request's facts. Beside it
 * what is in force: the two differ when rules or calendars changed since, until the request is counted again.
 */
export function explainDeadlines(call: Call): Promise<Answer> {
  const view = viewOf(call);
  const readings = requestReadings(view.regimes, view.right, factsOf(historyOf(view)), call.deps.clocks);
  const items = readings.map((reading) => itemOf(call, view, reading));
  return Promise.resolve({ body: { items } });
}

/** What is known of a request that its clocks follow from. A request that no workflow has begun has no past. */
export function historyOf({ receivedAt, verifiedAt, resume }: RequestView): ClockHistory {
  return {
    receivedAt,
    extendedRegimes: resume?.extendedRegimes ?? [],
    pauses: resume?.pauses ?? [],
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(resume?.fee === undefined ? {} : { fee: resume.fee }),
  };
}

function itemOf({ deps }: Call, view: RequestView, { status: started, ...reading }: ClockReading): object {
  const inForce = view.clocks.find(
    ({ regime, clock }) => regime === reading.regime && clock === reading.clock,
  );
  return {
    ...reading,
    name: findRegime(deps.clocks.rules, reading.regime).name,
    started: started === 'running',
    ...(inForce === undefined ? {} : { inForce: inForceOf(view, inForce, reading.deadlineAt) }),
  };
}

function inForceOf({ resume }: RequestView, clock: ClockState, deadlineAt: string): object {
  const { date, status, extended, extendBefore, ruleVersion, calendarVersion } = clock;
  const standing = resume === undefined ? {} : standingOf(resume);
  return {
    date,
    deadlineAt: clock.deadlineAt,
    status,
    standsStill: standsStill(clock, standing),
    extended,
    extendBefore,
    ruleVersion,
    calendarVersion,
    differs: clock.deadlineAt !== deadlineAt,
  };
}
