import { randomBytes } from 'node:crypto';
import { Client, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Connection, WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { DataConverter } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import type { NativeConnection, WorkflowBundle, WorkflowBundlePath } from '@temporalio/worker';
import { waitUntil } from '../../cli/demo/journey';
import { commandUpdate, stateQuery, workflowTypes } from '../../contracts/temporal/definitions';
import { requestWorkflowId } from '../../contracts/temporal/ids';
import type { CommandAnswer, RequestInput, RequestResult } from '../../contracts/temporal/messages';
import { coreQueue, defaultRegion, storeQueue } from '../../contracts/temporal/queues';
import type { Actor, StaffRole } from '../../domain/actor';
import { parseRequestId } from '../../domain/ids';
import type { Command, RequestState } from '../../domain/request';
import type { RequestKind } from '../../domain/right';
import { createDataConverter } from '../../temporal/data-converter';
import type { AllActivities } from './fake-activities';

/** The real workflows with fake activities, on a real server. */
export interface Lab {
  /** Starts a request; what it does not say is that of a plain request received now. */
  begin(right: RequestKind, parts?: Partial<RequestInput>): Promise<LabRequest>;
  stop(): Promise<void>;
}

/** One request in the lab. */
export interface LabRequest {
  readonly handle: WorkflowHandle;
  readonly requestId: RequestInput['requestId'];
  command(command: Command, actor: Actor): Promise<CommandAnswer>;
  state(): Promise<RequestState>;
  /** The state once `accept` likes it. */
  when(what: string, accept: (state: RequestState) => boolean): Promise<RequestState>;
  result(): Promise<RequestResult>;
}

/** Where the lab runs. */
export interface LabPlace {
  readonly connection: Connection;
  readonly nativeConnection: NativeConnection;
  readonly namespace: string;
  readonly workflowBundle: WorkflowBundle | WorkflowBundlePath;
  readonly activities: AllActivities;
  /** UTC instant with which requests begin; default the machine's. */
  readonly now?: () => Promise<number>;
}

/** The same key in every lab, so that a history recorded in one is read in another. Secures nothing. */
export async function labDataConverter(): Promise<DataConverter> {
  const unused = () => Promise.reject(new Error('The lab encrypts payloads and nothing else.'));
  const derive = () => Promise.resolve(Buffer.alloc(32, 'habeas-test-codec-key'));
  return createDataConverter({ generate: unused, unwrap: unused, derive });
}

/** Starts workers for both queues. */
export async function startLab(place: LabPlace): Promise<Lab> {
  const dataConverter = await labDataConverter();
  const { connection, namespace, now = () => Promise.resolve(Date.now()) } = place;
  const client = new Client({ connection, namespace, dataConverter });
  const workers = await createWorkers(place, dataConverter);
  const running = workers.map((worker) => worker.run());
  return {
    begin: async (right, parts = {}) => {
      const input = { ...plainInput(right, await now()), ...parts };
      const handle = await client.workflow.start(workflowTypes.dataSubjectRequest, {
        taskQueue: coreQueue,
        workflowId: requestWorkflowId(input.requestId),
        args: [input],
      });
      return labRequest(handle, input.requestId);
    },
    stop: async () => {
      workers.forEach((worker) => worker.shutdown());
      await Promise.all(running);
    },
  };
}

function createWorkers(place: LabPlace, dataConverter: DataConverter): Promise<Worker[]> {
  const { nativeConnection, namespace, workflowBundle, activities } = place;
  const shared = {
    connection: nativeConnection,
    namespace,
    dataConverter,
    activities: { ...activities },
    identity: 'habeas-lab',
    shutdownGraceTime: 0,
  };
  return Promise.all([
    Worker.create({ ...shared, taskQueue: coreQueue, workflowBundle }),
    Worker.create({ ...shared, taskQueue: storeQueue(defaultRegion) }),
  ]);
}

/** A request id that nobody else has: lower-case base 32 without letters that look like digits. */
export function freshRequestId(): RequestInput['requestId'] {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  const text = [...randomBytes(20)].map((byte) => letters[byte % letters.length]).join('');
  return parseRequestId(`req_${text}`)!;
}

function plainInput(right: RequestKind, nowMs: number): RequestInput {
  return {
    requestId: freshRequestId(),
    right,
    regimes: ['CN-GBT35273'],
    controllerId: 'hailan',
    receivedAt: new Date(nowMs).toISOString(),
    verificationNeeded: true,
    balanceNeeded: false,
    verificationDays: 7,
  };
}

function labRequest(handle: WorkflowHandle, requestId: RequestInput['requestId']): LabRequest {
  const state = () => handle.query(stateQuery);
  return {
    handle,
    requestId,
    state,
    command: (command, actor) => handle.executeUpdate(commandUpdate, { args: [{ command, actor }] }),
    when: (what, accept) =>
      waitUntil(what, async () => {
        const now = await state();
        return accept(now) ? now : undefined;
      }),
    result: () => handle.result() as Promise<RequestResult>,
  };
}

/** The code with which a command was refused. Fails when it was taken. */
export async function refusalCode(taken: Promise<unknown>): Promise<string | null | undefined> {
  try {
    await taken;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
      return error.cause.type;
    throw error;
  }
  throw new Error('The command was taken; a refusal was expected.');
}

/** A member of staff. */
export const staff = (id: string, role: StaffRole): Actor => ({ kind: 'staff', id, role });
/** The person who asks. */
export const subject: Actor = { kind: 'subject' };
/** The sample of staff. */
export const operator = staff('wei-operator', 'operator');
export const approver = staff('tang-approver', 'approver');
export const officer = staff('shen-privacy', 'privacyOfficer');
