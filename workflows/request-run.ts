import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { commandUpdate, stateQuery } from '../contracts/temporal/definitions';
import type {
  CommandAnswer,
  CommandMessage,
  RecordInput,
  RequestInput,
} from '../contracts/temporal/messages';
import { carryOver } from '../domain/clock-state';
import type { EvidenceDraft } from '../domain/evidence';
import { commandEvidence, eventEvidence } from '../domain/evidence-of';
import { taskIdOf } from '../domain/ids';
import type { Command, RequestEvent, RequestState } from '../domain/request';
import { refusalOf } from '../domain/refusals';
import { afterCommand, afterEvent, newRequestState } from '../domain/transitions';
import { projectionOf } from '../domain/projection';
import { books } from './activity-stubs';
import type { RequestLetter } from './letter-post';

/**
 * One request while it runs: its state, the commands it takes, and its bookkeeping. What happens in which order is told
 * in data-subject-request.ts.
 */
export class RequestRun {
  state: RequestState;
  /** Grows whenever clocks change, so that the clock watch looks again. */
  clockRevision = 0;
  /** Facts that are not written down yet. Nothing irreversible starts while it is above zero. */
  private recording = 0;
  /** Letters that go out beside the story, oldest first; see letter-post.ts. */
  readonly lettersToPost: RequestLetter[] = [];
  private readonly input: RequestInput;

  constructor(input: RequestInput) {
    this.input = input;
    this.state = input.state ?? newRequestState(input, input.balanceNeeded);
    setHandler(stateQuery, () => this.state);
    // Registered before the first await: an Update without handler would be rejected.
    setHandler(commandUpdate, (message) => this.take(message), {
      validator: (message: CommandMessage) => this.validate(message),
    });
  }

  /** True until the request is closed. A method, like the next: what it says changes during every await. */
  isOpen(): boolean {
    return this.state.phase !== 'closed';
  }

  /** True when the request is to close without (further) work. */
  isEnding(): boolean {
    return this.state.ending !== undefined;
  }

  /** Instant at which an unverified request ends, in ms since 1970. */
  get verificationEndsMs(): number {
    return Date.parse(this.state.receivedAt) + this.input.verificationDays * 86_400_000;
  }

  /** True while the person can still prove control of the address. */
  isVerificationOpen(): boolean {
    const { phase, verifiedAt } = this.state;
    return phase === 'verifying' && verifiedAt === undefined && Date.now() < this.verificationEndsMs;
  }

  private validate({ command, actor }: CommandMessage): void {
    const refused = refusalOf(this.state, command, actor, { now: isoNow() });
    if (refused !== undefined) throw ApplicationFailure.nonRetryable(refused.detail, refused.code);
  }

  private async take({ command, actor }: CommandMessage): Promise<CommandAnswer> {
    const at = isoNow();
    const before = this.state;
    // The state changes before the first await: a second command is judged against it, not against the past.
    this.state = afterCommand(this.state, command, actor, at, this.refusalHash(command));
    const entry = commandEvidence(this.state, command, actor, at);
    const by = actor.kind === 'staff' ? actor.id : actor.kind;
    await this.record([entry], this.extrasOf(before, command, by, at));
    this.lettersToPost.push(...lettersOf(before, command, this.state.version));
    return { version: this.state.version, phase: this.state.phase };
  }

  /** Names a refusal proposal uniquely, so that approving one never approves a later one. */
  private refusalHash(command: Command): string {
    return command.name === 'refuse' ? `refusal:${command.ground}:${this.state.version}` : '';
  }

  private extrasOf(before: RequestState, command: Command, by: string, at: string): Partial<RecordInput> {
    switch (command.name) {
      case 'resolveIdentity':
        return {
          identityChoice: { taskId: command.taskId, choice: command.choice },
          closeTasks: [{ taskId: command.taskId, by, at, result: 'resolved' }],
        };
      case 'recordGuardian':
        return { closeTasks: [{ taskId: command.taskId, by, at, result: 'recorded' }] };
      case 'completeTask':
        return completionExtras(before, command, by, at);
      case 'verifyIdentity':
      case 'extend':
      case 'resume':
        return { clockFacts: this.clockFacts() };
      case 'approve':
      case 'reject':
      case 'refuse':
      case 'confirmChange':
      case 'decideObjection':
      case 'pause':
      case 'withdraw':
        return {};
    }
  }

  private clockFacts() {
    const { verifiedAt, extendedRegimes } = this.state;
    const pauses = this.state.pauses.flatMap((pause) =>
      pause.to === undefined ? [] : [{ ...pause, to: pause.to }],
    );
    return { ...(verifiedAt === undefined ? {} : { verifiedAt }), extendedRegimes, pauses };
  }

  /** Lets an event of the engine happen. Its record is written by {@link record} or by the next activity's bookkeeping. */
  apply(event: RequestEvent): void {
    this.state = afterEvent(this.state, event);
  }

  /** Lets an event happen and writes it down at once. */
  async applyAndRecord(event: RequestEvent, extras: Partial<RecordInput> = {}): Promise<void> {
    this.apply(event);
    await this.record([eventEvidence(this.state, event, isoNow())], extras);
  }

  /** Writes evidence and the projection of the state as it is now. */
  async record(entries: readonly EvidenceDraft[], extras: Partial<RecordInput> = {}): Promise<void> {
    const { requestId, version } = this.state;
    const projection = projectionOf(this.state);
    this.recording += 1;
    try {
      const result = await books.recordFacts({ requestId, version, projection, entries, ...extras });
      if (result.clocks !== undefined) this.takeClocks(result.clocks);
    } finally {
      this.recording -= 1;
    }
  }

  /** Clocks computed anew; what fired while they were computed has fired. */
  private takeClocks(clocks: RequestState['clocks']): void {
    this.state = { ...this.state, clocks: carryOver(this.state.clocks, clocks) };
    this.clockRevision += 1;
  }

  /** Opens a task for staff and has the request wait for it. */
  async openTask(task: NonNullable<RecordInput['openTasks']>[number]): Promise<void> {
    const { taskId, kind, storeId } = task;
    const open = { taskId, kind, ...(storeId === undefined ? {} : { storeId }) };
    await this.applyAndRecord({ name: 'taskOpened', task: open }, { openTasks: [task] });
  }

  /**
   * Waits until `ready`, or until the request is to end, with every accepted command written down. Returns false when it
   * is to end.
   */
  async waitFor(ready: () => boolean): Promise<boolean> {
    await condition(() => this.recording === 0 && (this.isEnding() || ready()));
    return !this.isEnding();
  }

  /** Takes no more commands: what the answer says is fixed, and everything before it is written down. */
  async fixAnswer(): Promise<void> {
    await condition(() => this.recording === 0);
    this.state = { ...this.state, closing: true };
  }

  /** Starts a fresh history with the same state when the server advises it. */
  async continueAsNewIfAdvised(): Promise<void> {
    if (!workflowInfo().continueAsNewSuggested) return;
    await condition(() => allHandlersFinished() && this.recording === 0 && this.lettersToPost.length === 0);
    await continueAsNew<(input: RequestInput) => Promise<unknown>>({ ...this.input, state: this.state });
  }
}

/** UTC now, as workflow time: the same on every replay. */
export function isoNow(): string {
  return new Date().toISOString();
}

/** Id of the task on one store in one round. */
export function storeTaskId(state: RequestState, storeId: string, attempt: number): string {
  return taskIdOf(state.requestId, `${state.round}.${attempt}`, storeId);
}

/** Id of the one task of a kind that concerns the request as a whole. */
export function requestTaskId(state: RequestState, kind: string): string {
  return taskIdOf(state.requestId, state.version, kind);
}

/** What follows from a report of staff on one store: the task is closed and, unless it is to be tried again, the outcome stands. */
function completionExtras(
  before: RequestState,
  command: Extract<Command, { name: 'completeTask' }>,
  by: string,
  at: string,
): Partial<RecordInput> {
  const closeTasks = [{ taskId: command.taskId, by, at, result: command.result }];
  const task = before.openTasks.find((open) => open.taskId === command.taskId);
  const storeId = task?.storeId;
  // Only on paper is the word of staff the proof. An automatic store is asked itself again, whatever they say was done.
  const isWord =
    task?.kind === 'paperArchive' ? command.result !== 'retry' : command.result === 'cannotBeDone';
  if (!isWord || storeId === undefined) return { closeTasks };
  return {
    closeTasks,
    storeReport: { storeId, result: command.result, witnesses: command.witnesses.length, at },
  };
}

/** What the person must be told of a command at once: more time is taken, or something is asked of them. */
function lettersOf(before: RequestState, command: Command, serial: number): RequestLetter[] {
  const { requestId } = before;
  switch (command.name) {
    case 'extend': {
      const oldDate = before.clocks.find((clock) => clock.regime === command.regime)?.date ?? '';
      return [
        { requestId, kind: 'extension', serial, regime: command.regime, ground: command.ground, oldDate },
      ];
    }
    case 'pause':
      return [{ requestId, kind: 'pauseQuestion', serial, ground: command.reason }];
    default:
      return []; // every other command is answered by the story itself
  }
}
