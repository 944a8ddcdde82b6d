import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { Client, WorkflowStartOptions } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { commandUpdate, workflowTypes } from '../contracts/temporal/definitions';
import { codeWorkflowId, liftingWorkflowId, requestWorkflowId } from '../contracts/temporal/ids';
import { coreQueue } from '../contracts/temporal/queues';
import type { RequestInput } from '../contracts/temporal/messages';
import { PublicError, isErrorCode } from '../domain/errors';
import type { RequestId } from '../domain/ids';
import type { RequestGateway, RequestView, Restarter } from '../domain/ports';
import { restartState } from '../domain/resume-state';
import type { TemporalClient } from './client';

/** Longest wait in ms for an answer to a command: longer means that no worker is there. */
const commandTimeoutMs = 15_000;

/** What the gateway needs besides the server. */
export interface GatewayOptions {
  /** Reads a request's public half, from which its workflow starts. */
  readonly find: (requestId: RequestId) => Promise<RequestView | undefined>;
  readonly verificationDays: number;
  readonly liftWarningMs: number;
}

/** The engine as the API sees it, over a Temporal client; besides, how the reconciler has a lost request go on. */
export function createRequestGateway(
  temporal: TemporalClient,
  options: GatewayOptions,
): RequestGateway & Restarter {
  const { client } = temporal;
  return {
    start: async (requestId) => {
      const view = await options.find(requestId);
      if (view === undefined) throw new PublicError('DSR_NOT_FOUND');
      await startOnce(client, workflowTypes.dataSubjectRequest, requestWorkflowId(requestId), [
        inputOf(view, options),
      ]);
    },
    restart: async (requestId) => {
      const view = await options.find(requestId);
      if (view === undefined) throw new PublicError('DSR_NOT_FOUND');
      const state = restartState(view);
      const input = { ...inputOf(view, options), ...(state === undefined ? {} : { state }) };
      return restartLost(client, workflowTypes.dataSubjectRequest, requestWorkflowId(requestId), input);
    },
    command: async (requestId, updateId, command, actor) => {
      const handle = client.workflow.getHandle(requestWorkflowId(requestId));
      try {
        return await client.withDeadline(Date.now() + commandTimeoutMs, () =>
          handle.executeUpdate(commandUpdate, { updateId, args: [{ command, actor }] }),
        );
      } catch (error) {
        throw publicErrorOf(error);
      }
    },
    mailCode: async (requestId, purpose, key) => {
      await startOnce(client, workflowTypes.mailCode, codeWorkflowId(requestId, purpose, key), [
        { requestId, purpose },
      ]);
    },
    liftRestriction: async (requestId, actor) => {
      const input = { requestId, actor, warningMs: options.liftWarningMs };
      await startOnce(client, workflowTypes.liftRestriction, liftingWorkflowId(requestId), [input]);
    },
    ready: () => temporal.ready(),
  };
}

function inputOf(view: RequestView, options: GatewayOptions): RequestInput {
  const { requestId, right, regimes, controllerId, receivedAt, verificationNeeded, about, verifiedAt } = view;
  return {
    requestId,
    right,
    regimes,
    controllerId,
    receivedAt,
    verificationNeeded,
    // Direct marketing alone needs neither proof nor weighing; the intake decided that once.
    balanceNeeded: right === 'objection' && verificationNeeded,
    verificationDays: options.verificationDays,
    ...(about === undefined ? {} : { about }),
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
  };
}

/** A second start of the same id is the first one's: at-least-once callers see one effect. */
async function startOnce(client: Client, type: string, workflowId: string, args: unknown[]): Promise<void> {
  const start: WorkflowStartOptions = {
    taskQueue: coreQueue,
    workflowId,
    args,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  };
  try {
    await client.withDeadline(Date.now() + commandTimeoutMs, () => client.workflow.start(type, start));
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw publicErrorOf(error);
  }
}

/**
 * Starts an id anew whose last execution was terminated, cancelled, failed or timed out, or of which the server knows
 * nothing. One that runs or has completed is left alone: the server itself refuses, whoever asks at the same time.
 */
async function restartLost(
  client: Client,
  type: string,
  workflowId: string,
  input: RequestInput,
): Promise<boolean> {
  const start: WorkflowStartOptions = {
    taskQueue: coreQueue,
    workflowId,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  };
  try {
    await client.withDeadline(Date.now() + commandTimeoutMs, () => client.workflow.start(type, start));
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw publicErrorOf(error);
  }
}

/** What went wrong, in the words of the catalogue. */
function publicErrorOf(error: unknown): Error {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const code = error.cause.type ?? '';
    if (isErrorCode(code)) return new PublicError(code, error.cause.message);
  }
  if (error instanceof WorkflowNotFoundError)
    return new PublicError('DSR_WRONG_PHASE', 'The request is closed and takes no more commands.');
  return new PublicError(
    'DSR_UNAVAILABLE',
    'The workflow engine gave no answer in time; the same call may be repeated.',
  );
}
