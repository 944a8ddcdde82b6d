export { dataSubjectRequestWorkflow } from './data-subject-request';
export { liftRestrictionWorkflow } from './lift-restriction';
export { mailCodeWorkflow } from './mail-code';
export { sweepDeadlinesWorkflow } from './sweep-deadlines';
