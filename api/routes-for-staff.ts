import { emptyBody } from '../contracts/http/primitives';
import * as staff from '../contracts/http/staff';
import { messageAnswer, messageBody, messagesAnswer } from '../contracts/http/subject';
import { staffRoles } from '../domain/actor';
import { commandRoute, rolesFor } from './command-route';
import { readMessagesAsStaff, writeMessageAsStaff } from './conversation';
import type { Access, Route } from './route';
import { route } from './route';
import { routesForClocks } from './routes-for-clocks';
import { routesForPackages } from './routes-for-packages';
import { borrowFile, returnFile } from './staff/borrowings';
import * as commands from './staff/commands';
import { listRecipients } from './staff/recipients';
import { listRefusedUses } from './staff/refused-uses';
import * as requests from './staff/requests';
import * as tasks from './staff/tasks';

const everyRole: Access = { audience: 'staff', roles: staffRoles };
/** Whoever may see personal data; an auditor may not. */
const caseworkers: Access = { audience: 'staff', roles: ['operator', 'approver', 'privacyOfficer'] };
const request = '/v1/staff/requests/{id}';

/** Routes for staff. */
export const routesForStaff: readonly Route[] = [
  route({
    name: 'listRequests',
    method: 'get',
    path: '/v1/staff/requests',
    about: 'Requests, newest first, in pages.',
    access: everyRole,
    query: staff.requestListQuery,
    answer: { status: 200, about: 'A page.', schema: staff.requestPage },
    handle: requests.listRequests,
  }),
  route({
    name: 'showRequest',
    method: 'get',
    path: request,
    about: 'One request, without anything personal. Carries an ETag.',
    access: everyRole,
    answer: { status: 200, about: 'The request.', schema: staff.staffRequestDetail, also: [304] },
    handle: requests.showRequest,
  }),
  route({
    name: 'showPersonal',
    method: 'get',
    path: `${request}/personal`,
    about: 'What the person claims. Each look is recorded as evidence with its purpose.',
    access: caseworkers,
    query: staff.personalQuery,
    answer: { status: 200, about: 'The claims.', schema: staff.personalAnswer },
    handle: requests.showPersonal,
  }),
  route({
    name: 'showEvidence',
    method: 'get',
    path: `${request}/evidence`,
    about: 'The chain of evidence.',
    access: everyRole,
    answer: { status: 200, about: 'All entries, in order.', schema: staff.evidenceAnswer },
    handle: requests.showEvidence,
  }),
  route({
    name: 'listRecipients',
    method: 'get',
    path: `${request}/recipients`,
    about: 'Processors and recipients that were asked for their part, and who has not answered.',
    access: everyRole,
    answer: { status: 200, about: 'One entry per recipient.', schema: staff.recipientsAnswer },
    handle: listRecipients,
  }),
  route({
    name: 'listRefusedUses',
    method: 'get',
    path: `${request}/refused-uses`,
    about: 'Which systems asked to use the data although this restriction or objection stood against it.',
    access: everyRole,
    answer: { status: 200, about: 'Counts, latest day first, at most 1,000.', schema: staff.refusedUses },
    handle: listRefusedUses,
  }),
  route({
    name: 'readMessagesAsStaff',
    method: 'get',
    path: `${request}/messages`,
    about: 'The conversation. Each look is recorded as evidence.',
    access: caseworkers,
    answer: { status: 200, about: 'All lines, oldest first.', schema: messagesAnswer },
    handle: readMessagesAsStaff,
  }),
  route({
    name: 'writeMessageAsStaff',
    method: 'post',
    path: `${request}/messages`,
    about: 'Write to the person.',
    access: caseworkers,
    body: messageBody,
    idempotent: true,
    answer: { status: 201, about: 'The line.', schema: messageAnswer },
    handle: writeMessageAsStaff,
  }),
  route({
    name: 'reviewPackage',
    method: 'get',
    path: `${request}/package`,
    about:
      'The package for review, whole or the part that Range asks for. Each look is recorded as evidence.',
    access: caseworkers,
    answer: { status: 200, about: 'The package.', media: 'application/zip', also: [206] },
    handle: requests.reviewPackage,
  }),
  commandRoute({
    name: 'approve',
    path: `${request}/approvals`,
    about: 'Approve exactly what the hash names.',
    access: rolesFor('approve'),
    body: staff.approvalBody,
    handle: commands.approve,
  }),
  commandRoute({
    name: 'reject',
    path: `${request}/rejections`,
    about: 'Send the proposal back; it is made anew.',
    access: rolesFor('reject'),
    body: staff.rejectionBody,
    handle: commands.reject,
  }),
  commandRoute({
    name: 'refuse',
    path: `${request}/refusals`,
    about: 'Propose to refuse on a ground of the catalogue; a second person approves.',
    access: rolesFor('refuse'),
    body: staff.refusalBody,
    handle: commands.refuse,
  }),
  ...routesForPackages,
  ...routesForClocks,
  commandRoute({
    name: 'decideObjection',
    path: `${request}/objection-decision`,
    about: 'Decide an objection after weighing it; the text of the balance stays in the vault.',
    access: rolesFor('decideObjection'),
    body: staff.objectionDecisionBody,
    handle: commands.decideObjection,
  }),
  route({
    name: 'liftRestriction',
    method: 'post',
    path: `${request}/restriction-lifting`,
    about: 'Begin to lift a restriction in force; the person is warned first.',
    access: { audience: 'staff', roles: ['approver', 'privacyOfficer'] },
    body: emptyBody,
    idempotent: true,
    answer: { status: 202, about: 'The warning is on its way.', schema: staff.liftingAnswer },
    handle: commands.liftRestriction,
  }),
  route({
    name: 'listTasks',
    method: 'get',
    path: '/v1/staff/tasks',
    about: 'Tasks, those first whose work must begin soonest, in pages; open ones by default.',
    access: everyRole,
    query: staff.taskListQuery,
    answer: { status: 200, about: 'A page.', schema: staff.taskPage },
    handle: tasks.listTasks,
  }),
  route({
    name: 'showTask',
    method: 'get',
    path: '/v1/staff/tasks/{taskId}',
    about:
      'One task; with the people or records that it is about, when it has any (recorded as evidence; not for auditors).',
    access: everyRole,
    answer: { status: 200, about: 'The task.', schema: staff.taskDetail },
    handle: tasks.showTask,
  }),
  route({
    name: 'borrowFile',
    method: 'post',
    path: '/v1/staff/tasks/{taskId}/borrowings',
    about: 'Write down who has the paper file that a task is about, and since when.',
    access: rolesFor('completeTask'),
    body: staff.borrowingBody,
    idempotent: true,
    answer: { status: 200, about: 'The task.', schema: staff.taskDetail },
    handle: borrowFile,
  }),
  route({
    name: 'returnFile',
    method: 'post',
    path: '/v1/staff/tasks/{taskId}/returns',
    about: 'Write down that the paper file is back.',
    access: rolesFor('completeTask'),
    idempotent: true,
    answer: { status: 200, about: 'The task.', schema: staff.taskDetail },
    handle: returnFile,
  }),
  commandRoute({
    name: 'completeTask',
    path: '/v1/staff/tasks/{taskId}/completion',
    about:
      'Complete a task: {choice} for resolveIdentity, {question, records} for assignRecords, {proofCode} for recordGuardian, else {result, witnesses}.',
    access: rolesFor(
      'resolveIdentity',
      'assignRecords',
      'recordGuardian',
      'tellConsequences',
      'completeTask',
    ),
    body: staff.taskCompletion,
    handle: tasks.completeTask,
  }),
];
