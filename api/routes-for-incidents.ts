import * as incidents from '../contracts/http/incidents';
import { evidenceAnswer } from '../contracts/http/staff';
import { staffRoles } from '../domain/actor';
import type { Access, Route, RouteRule } from './route';
import { route } from './route';
import { logClosure, logReport } from './staff/incident-course';
import * as register from './staff/incidents';
import { listViolations } from './staff/violations';

const everyRole: Access = { audience: 'staff', roles: staffRoles };
/** Whoever may see personal data; an auditor may not. */
const caseworkers: Access = { audience: 'staff', roles: ['operator', 'approver', 'privacyOfficer'] };
const officer: Access = { audience: 'staff', roles: ['privacyOfficer'] };
/** Refused attempts say what colleagues tried. */
const overseers: Access = { audience: 'staff', roles: ['privacyOfficer', 'auditor'] };
const incident = '/v1/staff/incidents/{incidentId}';

/** A change of the privacy officer: idempotent, honours If-Match, answers with the incident after it. */
function changeRoute<Body>(
  rule: Pick<RouteRule<undefined, Body>, 'name' | 'path' | 'about' | 'handle'> &
    Required<Pick<RouteRule<undefined, Body>, 'body'>>,
): Route {
  const answer = { status: 200, about: 'Done; the incident after it.', schema: incidents.incidentAnswer };
  return route<undefined, Body>({ ...rule, method: 'post', access: officer, idempotent: true, answer });
}

/** Routes for incidents and refused attempts. */
export const routesForIncidents: readonly Route[] = [
  route({
    name: 'logIncident',
    method: 'post',
    path: '/v1/staff/incidents',
    about: 'Log an incident: its clocks run from the discovery.',
    access: caseworkers,
    body: incidents.incidentBody,
    idempotent: true,
    answer: { status: 201, about: 'The incident with its clocks.', schema: incidents.incidentAnswer },
    handle: register.logIncident,
  }),
  route({
    name: 'listIncidents',
    method: 'get',
    path: '/v1/staff/incidents',
    about: 'Incidents, last discovered first, in pages.',
    access: everyRole,
    query: incidents.incidentListQuery,
    answer: { status: 200, about: 'A page.', schema: incidents.incidentPage },
    handle: register.listIncidents,
  }),
  route({
    name: 'showIncident',
    method: 'get',
    path: incident,
    about: 'One incident, with the steps by which each clock was counted. Carries an ETag.',
    access: everyRole,
    answer: { status: 200, about: 'The incident.', schema: incidents.incidentDetail, also: [304] },
    handle: register.showIncident,
  }),
  route({
    name: 'showIncidentWords',
    method: 'get',
    path: `${incident}/words`,
    about: 'The incident in words, which may be personal. Each look is recorded as evidence.',
    access: caseworkers,
    answer: { status: 200, about: 'Description and reason of closing.', schema: incidents.incidentWords },
    handle: register.showIncidentWords,
  }),
  route({
    name: 'showIncidentEvidence',
    method: 'get',
    path: `${incident}/evidence`,
    about: 'The chain of evidence of the incident.',
    access: everyRole,
    answer: { status: 200, about: 'All entries, in order.', schema: evidenceAnswer },
    handle: register.showIncidentEvidence,
  }),
  changeRoute({
    name: 'reportIncident',
    path: `${incident}/reports`,
    about:
      'An addressee was told. A clock is satisfied once all its addressees were told before its deadline.',
    body: incidents.incidentReportBody,
    handle: logReport,
  }),
  changeRoute({
    name: 'closeIncident',
    path: `${incident}/closure`,
    about: 'Close: with nothing once everybody was told, else on a ground with its reason.',
    body: incidents.incidentClosureBody,
    handle: logClosure,
  }),
  route({
    name: 'listViolations',
    method: 'get',
    path: '/v1/staff/violations',
    about: 'Refused attempts, newest first, in pages.',
    access: overseers,
    query: incidents.violationListQuery,
    answer: { status: 200, about: 'A page.', schema: incidents.violationPage },
    handle: listViolations,
  }),
];
