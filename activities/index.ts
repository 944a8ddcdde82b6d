import type { RecordInput, RecordResult } from '../contracts/temporal/messages';
import type {
  AcknowledgeInput,
  AskProcessorInput,
  AnswerInput,
  AnswerResult,
  CloseInput,
  IdentifyResult,
  JoinInput,
  JoinResult,
  LetterResult,
  ProposalResult,
  ReviewOpening,
  StartResult,
  StoreBatchInput,
  StoreBatchResult,
  StoreStepInput,
  StoreStepResult,
} from '../contracts/temporal/messages';
import type { RequestId } from '../domain/ids';
import { acknowledgeRequest, startClocks } from './acknowledge-request';
import { askProcessor } from './ask-processor';
import type { AskedProcessor } from './ask-processor';
import { buildPackage } from './build-package';
import { closeRequest } from './close-request';
import type { CoreDeps, StoreDeps } from './deps';
import { enterRegister } from './enter-register';
import type { RegisterInput } from './enter-register';
import { identifySubject } from './identify-subject';
import { joinIdentity } from './join-identity';
import { finishLifting, liftStoreMarks, warnOfLifting } from './lift-restriction';
import type { LiftingInput, WarningInput } from './lift-restriction';
import { mailCode } from './mail-code';
import type { MailCodeInput } from './mail-code';
import { openReview } from './open-review';
import { proposePlan } from './propose-plan';
import type { ProposeInput } from './propose-plan';
import { recordFacts } from './record-facts';
import { sendAnswer } from './send-answer';
import { sendRequestNotice } from './send-notice';
import type { NoticeInput } from './send-notice';
import { deleteDeferred } from './stores/delete-deferred';
import type { DeferredInput } from './stores/delete-deferred';
import { workOnStore, workOnStores } from './stores/work-on-stores';

import { tellDeferredDone } from './tell-deferred-done';

export type { CoreDeps, EngineSettings, StoreDeps } from './deps';
export type { NoticeInput } from './send-notice';

/** Activities that touch MongoDB and the mail server, and no data store. */
export interface CoreActivities {
  recordFacts(input: RecordInput): Promise<RecordResult>;
  startClocks(input: { requestId: RequestId }): Promise<StartResult>;
  acknowledgeRequest(input: AcknowledgeInput): Promise<LetterResult>;
  sendNotice(input: NoticeInput): Promise<LetterResult>;
  mailCode(input: MailCodeInput): Promise<void>;
  enterRegister(input: RegisterInput): Promise<void>;
  proposePlan(input: ProposeInput): Promise<ProposalResult>;
  openReview(input: { requestId: RequestId }): Promise<ReviewOpening>;
  buildPackage(input: ProposeInput): Promise<ProposalResult>;
  askProcessor(input: AskProcessorInput): Promise<AskedProcessor>;
  sendAnswer(input: AnswerInput): Promise<AnswerResult>;
  closeRequest(input: CloseInput): Promise<void>;
  warnOfLifting(input: WarningInput): Promise<void>;
  finishLifting(input: LiftingInput): Promise<void>;
  tellDeferredDone(input: { requestId: RequestId }): Promise<void>;
}

/** Activities that call data stores; they run where the stores' credentials are. */
export interface StoreActivities {
  identifySubject(input: { requestId: RequestId }): Promise<IdentifyResult>;
  joinIdentity(input: JoinInput): Promise<JoinResult>;
  workOnStores(input: StoreBatchInput): Promise<StoreBatchResult>;
  workOnStore(input: StoreStepInput): Promise<StoreStepResult>;
  liftStoreMarks(input: { requestId: RequestId }): Promise<void>;
  deleteDeferred(input: DeferredInput): Promise<void>;
}

/** Binds the core activities to what they need. */
export function createCoreActivities(deps: CoreDeps): CoreActivities {
  return {
    recordFacts: (input) => recordFacts(deps, input),
    startClocks: (input) => startClocks(deps, input),
    acknowledgeRequest: (input) => acknowledgeRequest(deps, input),
    sendNotice: (input) => sendRequestNotice(deps, input),
    mailCode: (input) => mailCode(deps, input),
    enterRegister: (input) => enterRegister(deps, input),
    proposePlan: (input) => proposePlan(deps, input),
    openReview: (input) => openReview(deps, input),
    buildPackage: (input) => buildPackage(deps, input),
    askProcessor: (input) => askProcessor(deps, input),
    sendAnswer: (input) => sendAnswer(deps, input),
    closeRequest: (input) => closeRequest(deps, input),
    warnOfLifting: (input) => warnOfLifting(deps, input),
    finishLifting: (input) => finishLifting(deps, input),
    tellDeferredDone: (input) => tellDeferredDone(deps, input),
  };
}

/** Binds the store activities to what they need. */
export function createStoreActivities(deps: StoreDeps): StoreActivities {
  return {
    identifySubject: (input) => identifySubject(deps, input),
    joinIdentity: (input) => joinIdentity(deps, input),
    workOnStores: (input) => workOnStores(deps, input),
    workOnStore: (input) => workOnStore(deps, input),
    liftStoreMarks: (input) => liftStoreMarks(deps, input),
    deleteDeferred: (input) => deleteDeferred(deps, input),
  };
}
