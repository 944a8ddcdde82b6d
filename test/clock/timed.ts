import { waitUntil } from '../../cli/demo/journey';
import type { ClockState } from '../../domain/clock-state';
import { proposalHash, proveIdentity } from '../replay/paths';
import type { TimedRequest } from '../support/clock-lab';

/** When each fact of a type fell due, as it was written down. */
export const dueAts = (request: TimedRequest, type: 'reminderDue' | 'clockBreached') =>
  request.recorded(type).map(({ facts }) => facts['dueAt']);

/** Everything that fell due so far. */
export const allDue = (request: TimedRequest) => [
  ...dueAts(request, 'reminderDue'),
  ...dueAts(request, 'clockBreached'),
];

/** Letters of one kind. */
export const noticesOf = (request: TimedRequest, wanted: string) =>
  request.inputsOf('sendNotice').filter(({ kind }) => kind === wanted);

/** A letter that goes out beside the story, once it does. */
export const letter = (request: TimedRequest, kind: string) =>
  waitUntil(kind, () => Promise.resolve(noticesOf(request, kind)[0]));

/** A fact, once it is written down. */
export const fact = (request: TimedRequest, type: Parameters<TimedRequest['recorded']>[0]) =>
  waitUntil(type, () => Promise.resolve(request.recorded(type)[0]));

/** A request that waits for approval. */
export async function waiting(request: TimedRequest): Promise<TimedRequest> {
  await proveIdentity(request);
  await proposalHash(request);
  return request;
}

/** The first clock of a regime that runs to the answer. */
export async function answerClock(request: TimedRequest, regime: string): Promise<ClockState> {
  const { clocks } = await request.state();
  const found = clocks.find((clock) => clock.regime === regime && clock.goal === 'answer');
  if (found === undefined) throw new Error(`${regime} has no clock.`);
  return found;
}

/** Stores were worked on. */
export const executions = (request: TimedRequest) =>
  request.inputsOf('workOnStores').filter(({ phase }) => phase === 'execute');

/** Ids of alerts of one kind. */
export const alertIds = (request: TimedRequest, kind: string) =>
  request
    .alerts()
    .filter((alert) => alert.kind === kind)
    .map(({ alertId }) => alertId);
