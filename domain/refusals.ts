import type { Actor } from './actor';
import { actorClass } from './actor';
import { clockRefusalOf } from './clock-refusals';
import { refusal } from './refusal';
import type { Refusal } from './refusal';
import { openSlot } from './proposal';
import type { Command, OpenTask, Proposal, RequestState } from './request';
import { commandTable } from './request-table';
import { decisionRefusal, exclusionRefusal, reviewRefusal } from './review';
import { worksAs } from './right';

/** What a validator knows besides the state. */
export interface CommandContext {
  /** UTC instant at which the command arrived. */
  readonly now: string;
}

/** Why `command` by `actor` may not happen now, or `undefined` when it may. Reads only; a validator may call it. */
export function refusalOf(
  state: RequestState,
  command: Command,
  actor: Actor,
  context: CommandContext,
): Refusal | undefined {
  const rule = commandTable[command.name];
  if (!rule.actors.includes(actorClass(actor)))
    return refusal(
      'DSR_ROLE_NOT_ALLOWED',
      `${command.name} takes ${rule.actors.join(' or ')}, not ${actorClass(actor)}.`,
    );
  if (rule.rights !== undefined && !rule.rights.includes(state.right))
    return refusal(
      'DSR_WRONG_RIGHT',
      `${command.name} exists for ${rule.rights.join(', ')}, not for ${state.right}.`,
    );
  if (!rule.phases.includes(state.phase))
    return refusal(
      'DSR_WRONG_PHASE',
      `${command.name} takes phase ${rule.phases.join(' or ')}; the request is ${state.phase}.`,
    );
  if (state.ending !== undefined || state.closing === true)
    return refusal('DSR_WRONG_PHASE', 'The request is about to close and takes no more commands.');
  return refusalOfContent(state, command, actor, context);
}

function refusalOfContent(
  state: RequestState,
  command: Command,
  actor: Actor,
  context: CommandContext,
): Refusal | undefined {
  switch (command.name) {
    case 'resolveIdentity':
      return taskRefusal(state, command.taskId, ['resolveIdentity']);
    case 'assignRecords':
      return taskRefusal(state, command.taskId, ['assignRecords']);
    case 'recordGuardian':
      return taskRefusal(state, command.taskId, ['recordGuardian']);
    case 'tellConsequences':
      return taskRefusal(state, command.taskId, ['accountCheck']);
    case 'approve':
      return exclusionRefusal(state.review, actor) ?? approvalRefusal(state, command.hash, actor);
    case 'reject':
      return exclusionRefusal(state.review, actor) ?? proposalRefusal(state.proposal, command.hash);
    case 'refuse':
      return refuseRefusal(state, command.ground);
    case 'confirmChange':
      return changeRefusal(state, command.hash);
    case 'decideObjection':
      return objectionRefusal(state, command);
    case 'decideReview':
      return decisionRefusal(state, command) ?? reviewRefusal(state, actor);
    case 'completeTask':
      return completionRefusal(state, command, actor);
    case 'extend':
    case 'pause':
    case 'resume':
    case 'demandFee':
    case 'recordFee':
    case 'changeRegimes':
    case 'recomputeClocks':
      return clockRefusalOf(state, command, context.now);
    case 'verifyIdentity':
    case 'withdraw':
      return undefined;
  }
}

function taskRefusal(
  state: RequestState,
  taskId: string,
  kinds: readonly OpenTask['kind'][],
): Refusal | undefined {
  const task = state.openTasks.find((open) => open.taskId === taskId);
  if (task === undefined) return refusal('DSR_TASK_UNKNOWN', `Task ${taskId} is not open on this request.`);
  return kinds.includes(task.kind)
    ? undefined
    : refusal(
        'DSR_TASK_WRONG_KIND',
        `Task ${taskId} is of kind ${task.kind}; expected ${kinds.join(' or ')}.`,
      );
}

function completionRefusal(
  state: RequestState,
  command: Extract<Command, { name: 'completeTask' }>,
  actor: Actor,
): Refusal | undefined {
  const kinds = ['paperArchive', 'processorAnswer', 'storeTrouble'] as const;
  const wrongTask = taskRefusal(state, command.taskId, kinds);
  if (wrongTask !== undefined) return wrongTask;
  const task = state.openTasks.find((open) => open.taskId === command.taskId);
  // Destruction of paper cannot be re-queried: two people who saw it are its proof (product.md S12).
  const destroysPaper =
    task?.kind === 'paperArchive' && worksAs(state.right, 'deletion') && command.result === 'done';
  if (destroysPaper && othersAmong(command.witnesses, actor).size < 2)
    return refusal(
      'DSR_WITNESSES_MISSING',
      'Name two different witnesses of the destruction, neither of them yourself.',
    );
  // A processor is believed on its own word, which is kept where nobody can change it: here is its fingerprint.
  const isWord = command.result === 'done' || command.result === 'nothingFound';
  if (task?.kind === 'processorAnswer' && isWord && command.certificateHash === undefined)
    return refusal('DSR_CERTIFICATE_MISSING', 'Give certificateHash, the SHA-256 of the answer.');
  return undefined;
}

/** Witnesses besides whoever reports: nobody witnesses their own deed. */
function othersAmong(witnesses: readonly string[], actor: Actor): ReadonlySet<string> {
  const others = new Set(witnesses);
  if (actor.kind === 'staff') others.delete(actor.id);
  return others;
}

function proposalRefusal(proposal: Proposal | undefined, hash: string): Refusal | undefined {
  if (proposal === undefined)
    return refusal('DSR_NOTHING_TO_APPROVE', 'No proposal is open on this request.');
  if (proposal.hash !== hash)
    return refusal('DSR_PLAN_STALE', 'The hash is not that of the open proposal; read the request again.');
  return undefined;
}

function approvalRefusal(state: RequestState, hash: string, actor: Actor): Refusal | undefined {
  const stale = proposalRefusal(state.proposal, hash);
  if (stale !== undefined) return stale;
  const proposal = state.proposal;
  if (proposal === undefined || actor.kind !== 'staff')
    return refusal('DSR_ROLE_NOT_ALLOWED', 'Only staff approve.');
  const tookPart =
    (proposal.preparedBy.kind === 'staff' && proposal.preparedBy.id === actor.id) ||
    proposal.approvals.some((approval) => approval.staffId === actor.id);
  if (tookPart)
    return refusal('DSR_SAME_PERSON', 'You prepared or approved this already; another person must.');
  const roles = openSlot(proposal);
  if (roles === undefined) return refusal('DSR_ALREADY_DECIDED', 'All approvals are given.');
  return roles.includes(actor.role)
    ? undefined
    : refusal('DSR_ROLE_NOT_ALLOWED', `This approval takes ${roles.join(' or ')}, not ${actor.role}.`);
}

function refuseRefusal(state: RequestState, ground: string): Refusal | undefined {
  if (state.phase === 'reviewing' && !worksAs(state.right, 'access'))
    return refusal(
      'DSR_WRONG_PHASE',
      'The stores were worked on already; only a disclosure can still be refused now.',
    );
  if (state.proposal?.kind === 'refusal')
    return refusal('DSR_ALREADY_DECIDED', 'A refusal is proposed already; approve or reject it.');
  return groundRefusal(state, ground);
}

/** An objection falls only on a ground of the law; that it stands needs none. */
function objectionRefusal(
  state: RequestState,
  { decision, ground }: Extract<Command, { name: 'decideObjection' }>,
): Refusal | undefined {
  if (state.objection?.decision !== 'open')
    return refusal('DSR_ALREADY_DECIDED', 'This objection needs no decision, or has one.');
  return decision === 'stands' ? undefined : groundRefusal(state, ground);
}

function groundRefusal(state: RequestState, ground: string): Refusal | undefined {
  if (state.refusalGrounds.includes(ground)) return undefined;
  const known = state.refusalGrounds.join(', ') || 'none';
  return refusal('DSR_GROUND_UNKNOWN', `Ground ${ground} is unknown; known: ${known}.`);
}

function changeRefusal(state: RequestState, hash: string): Refusal | undefined {
  if (state.change === undefined || state.change.hash !== hash)
    return refusal('DSR_CHANGE_STALE', 'The hash is not that of the change that awaits confirmation.');
  return state.change.confirmedAt === undefined
    ? undefined
    : refusal('DSR_ALREADY_DECIDED', 'The change is confirmed already.');
}
