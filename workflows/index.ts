export { dataSubjectRequestWorkflow } from './data-subject-request';
export { deferredDeletionWorkflow, startDeferredDeletionsWorkflow } from './deferred-deletions';
export { forecastWorkflow } from './forecast';
export { liftRestrictionWorkflow } from './lift-restriction';
export { mailCodeWorkflow } from './mail-code';
export { sweepDeadlinesWorkflow } from './sweep-deadlines';
export { reconcileWorkflow } from './reconcile';
export { recountClocksWorkflow } from './recount-clocks';
