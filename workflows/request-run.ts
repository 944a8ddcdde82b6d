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
  RecordResult,
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
import { clockPart, extrasOf } from './command-effects';
import type { Extras } from './command-effects';
import { lettersOwed } from './letters-owed';
import type { RequestLetter } from './letters-owed';

/**
 * One request while it runs: its state, the commands it takes, and its bookkeeping. What happens in which order is told
 * in data-subject-request.ts.
 */
export class RequestRun {
  state: RequestState;
  /** Letters that are to go out beside the story; see letter-post.ts. */
  readonly lettersToPost: RequestLetter[] = [];
  /** Letters on their way. */
  posting = 0;
  /** The highest version that the books hold. */
  writtenVersion: number;
  /** Facts that are not written down yet. Nothing irreversible starts while it is above zero. */
  private recording = 0;
  /** Counts of the clocks under way. */
  private counting = 0;
  /** Ends when everything asked for so far is written down. */
  private lastRecord: Promise<void> = Promise.resolve();
  private readonly input: RequestInput;

  constructor(input: RequestInput) {
    this.input = input;
    this.state = input.state ?? newRequestState(input, input.balanceNeeded);
    this.writtenVersion = input.writtenVersion ?? 0;
    // A workflow that was lost may have owed letters; one that merely goes on sends none twice.
    if (input.state !== undefined) this.lettersToPost.push(...lettersOwed(input.state));
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

  /** True while clocks are being counted anew: the old dates say nothing any more. */
  get isCounting(): boolean {
    return this.counting > 0;
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
    const { version } = this.state;
    await this.record(
      [commandEvidence(this.state, command, actor, at)],
      extrasOf(before, command, actor, at),
    );
    this.lettersToPost.push(...lettersOwed(this.state, version));
    return { version: this.state.version, phase: this.state.phase };
  }

  /** Names a refusal proposal uniquely, so that approving one never approves a later one. */
  private refusalHash(command: Command): string {
    return command.name === 'refuse' ? `refusal:${command.ground}:${this.state.version}` : '';
  }

  /** Lets an event of the engine happen. Its record is written by {@link record} or by the next activity's bookkeeping. */
  apply(event: RequestEvent): void {
    this.state = afterEvent(this.state, event);
  }

  /** Lets an event happen and writes it down at once. */
  async applyAndRecord(event: RequestEvent, extras: Extras = {}): Promise<void> {
    this.apply(event);
    await this.record([eventEvidence(this.state, event, isoNow())], extras);
  }

  /**
   * Writes evidence and the projection of the state as it is now. One record after the other: two counts of the clocks at
   * once could leave the older dates in the books.
   */
  record(entries: readonly EvidenceDraft[], extras: Extras = {}): Promise<void> {
    const { requestId, version } = this.state;
    const facts = { requestId, version, projection: projectionOf(this.state), entries };
    this.recording += 1;
    if (extras.countClocks === true) this.counting += 1;
    const written = this.lastRecord.then(() => this.write(facts, extras));
    this.lastRecord = written;
    return written;
  }

  private async write(facts: RecordInput, extras: Extras): Promise<void> {
    const { countClocks, writeClocks: _part, ...others } = extras;
    const { counted } = await books.recordFacts({ ...facts, ...others, ...clockPart(this.state, extras) });
    this.noteWritten(facts.version);
    if (counted !== undefined) this.takeCounted(counted);
    if (countClocks === true) this.counting -= 1;
    this.recording -= 1;
  }

  /** The books hold this version. */
  noteWritten(version: number): void {
    this.writtenVersion = Math.max(this.writtenVersion, version);
  }

  /** Clocks counted anew; what fired while they were counted has fired. */
  private takeCounted({ clocks, refusalGrounds, feeRules }: NonNullable<RecordResult['counted']>): void {
    this.state = {
      ...this.state,
      clocks: carryOver(this.state.clocks, clocks),
      refusalGrounds,
      feeRules,
    };
  }

  /** Opens a task for staff, has the request wait for it, and returns when it is done or the request is to end. */
  async openTask(task: NonNullable<RecordInput['openTasks']>[number]): Promise<void> {
    const { taskId, kind, storeId } = task;
    // A workflow that was lost may have asked already.
    const known = this.state.openTasks.find((open) => open.kind === kind && open.storeId === storeId);
    const open = known ?? { taskId, kind, ...(storeId === undefined ? {} : { storeId }) };
    if (known === undefined)
      await this.applyAndRecord({ name: 'taskOpened', task: open }, { openTasks: [task] });
    await this.waitFor(() => this.state.openTasks.every((other) => other.taskId !== open.taskId));
  }

  /**
   * Waits until `ready`, or until the request is to end, with every accepted command written down. Returns false when it
   * is to end.
   */
  async waitFor(ready: () => boolean): Promise<boolean> {
    await condition(() => this.recording === 0 && (this.isEnding() || ready()));
    return !this.isEnding();
  }

  /** Waits until everything is written down. */
  async allWritten(): Promise<void> {
    await condition(() => this.recording === 0);
  }

  /** Takes no more commands: what the answer says is fixed, and everything before it is written down. */
  async fixAnswer(): Promise<void> {
    await this.allWritten();
    this.state = { ...this.state, closing: true };
  }

  /** Starts a fresh history with the same state when the server advises it. */
  async continueAsNewIfAdvised(): Promise<void> {
    if (!workflowInfo().continueAsNewSuggested) return;
    const isIdle = () => this.recording === 0 && this.lettersToPost.length === 0 && this.posting === 0;
    await condition(() => allHandlersFinished() && isIdle());
    const { state, writtenVersion } = this;
    await continueAsNew<(input: RequestInput) => Promise<unknown>>({ ...this.input, state, writtenVersion });
  }
}

/** UTC now, as workflow time: the same on every replay. */
export function isoNow(): string {
  return new Date().toISOString();
}

/** Id of a task that is to be opened now: the version tells it from every other of its kind. */
export function newTaskId(state: RequestState, ...about: readonly string[]): string {
  return taskIdOf(state.requestId, state.version, ...about);
}
