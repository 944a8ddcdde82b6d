import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { RequestState } from '../../domain/request';
import type { CommandAnswer, CommandMessage } from './messages';

/** Wire names of workflows. Never renamed. */
export const workflowTypes = {
  dataSubjectRequest: 'dataSubjectRequestWorkflow',
  mailCode: 'mailCodeWorkflow',
  liftRestriction: 'liftRestrictionWorkflow',
  sweepDeadlines: 'sweepDeadlinesWorkflow',
  reconcile: 'reconcileWorkflow',
  recountClocks: 'recountClocksWorkflow',
  forecast: 'forecastWorkflow',
  startDeferredDeletions: 'startDeferredDeletionsWorkflow',
} as const;

/** Every command reaches the workflow through this one Update; the transition table judges it. */
export const commandUpdate = defineUpdate<CommandAnswer, [CommandMessage]>('command');

/** The state of the request, for support; lists and pages read MongoDB instead. */
export const stateQuery = defineQuery<RequestState>('state');
