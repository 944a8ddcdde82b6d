import type { ClockFactsInput, RecordInput } from '../contracts/temporal/messages';
import type { Actor } from '../domain/actor';
import type { Command, RequestState } from '../domain/request';
import { factsOf } from '../domain/request-facts';
import { standingOf } from '../domain/standing';

/** What is written down with an event or a command, besides its evidence. */
export interface Extras extends Partial<
  Pick<RecordInput, 'openTasks' | 'closeTasks' | 'storeReport' | 'identityChoice' | 'assignment' | 'alerts'>
> {
  /** True when the facts changed that clocks follow from: they are counted anew. */
  readonly countClocks?: boolean;
  /** True when the clocks themselves changed, or whether they stand still. */
  readonly writeClocks?: boolean;
}

/** What follows from a command for the books. `before` is the state in which it was taken. */
export function extrasOf(before: RequestState, command: Command, actor: Actor, at: string): Extras {
  const by = actor.kind === 'staff' ? actor.id : actor.kind;
  switch (command.name) {
    case 'resolveIdentity':
      return {
        identityChoice: { taskId: command.taskId, choice: command.choice },
        closeTasks: [{ taskId: command.taskId, by, at, result: 'resolved' }],
      };
    case 'assignRecords':
      return {
        ...assignmentOf(before, command),
        closeTasks: [{ taskId: command.taskId, by, at, result: 'assigned' }],
      };
    case 'recordGuardian':
      return { closeTasks: [{ taskId: command.taskId, by, at, result: 'recorded' }] };
    case 'tellConsequences':
      return { closeTasks: [{ taskId: command.taskId, by, at, result: 'told' }] };
    case 'completeTask':
      return completionExtras(before, command, by, at);
    case 'verifyIdentity':
    case 'resume':
    case 'recordFee':
    case 'changeRegimes':
    case 'recomputeClocks':
      return { countClocks: true };
    case 'pause':
    case 'demandFee':
      return { writeClocks: true };
    case 'approve':
    case 'reject':
    case 'refuse':
    case 'confirmChange':
    case 'decideObjection':
    case 'decideReview':
    case 'extend':
    case 'withdraw':
      return {};
  }
}

/** The store about which staff were asked, with the name of their answers. */
function assignmentOf(
  before: RequestState,
  { taskId, answersHash }: Extract<Command, { name: 'assignRecords' }>,
): Pick<Extras, 'assignment'> {
  const storeId = before.openTasks.find((open) => open.taskId === taskId)?.storeId;
  return storeId === undefined ? {} : { assignment: { storeId, answersHash } };
}

/** What follows from a report of staff on one store: the task is closed and, unless it is to be tried again, the outcome stands. */
function completionExtras(
  before: RequestState,
  command: Extract<Command, { name: 'completeTask' }>,
  by: string,
  at: string,
): Extras {
  const closeTasks = [{ taskId: command.taskId, by, at, result: command.result }];
  const task = before.openTasks.find((open) => open.taskId === command.taskId);
  const storeId = task?.storeId;
  // Only where no machine answers is the word of staff the proof. An automatic store is asked itself again.
  const isByHand = task?.kind === 'paperArchive' || task?.kind === 'processorAnswer';
  const isWord = isByHand ? command.result !== 'retry' : command.result === 'cannotBeDone';
  if (!isWord || storeId === undefined) return { closeTasks };
  const { result, witnesses, certificateHash } = command;
  const receipt = certificateHash === undefined ? {} : { receiptHash: certificateHash };
  return { closeTasks, storeReport: { storeId, result, witnesses: witnesses.length, ...receipt, at } };
}

/** The clocks, or the facts that they follow from, as the books need them at the moment of writing. */
export function clockPart(
  state: RequestState,
  { countClocks, writeClocks }: Extras,
): Pick<RecordInput, 'clocks' | 'clockFacts' | 'standing'> {
  const standing = standingOf(state);
  if (countClocks === true) return { standing, clockFacts: clockFacts(state) };
  return writeClocks === true ? { standing, clocks: state.clocks } : {};
}

function clockFacts(state: RequestState): ClockFactsInput {
  const { receivedAt: _known, ...facts } = factsOf(state);
  const { regimes, clocks: before, acknowledgedAt } = state;
  return { ...facts, regimes, before, ...(acknowledgedAt === undefined ? {} : { acknowledgedAt }) };
}
