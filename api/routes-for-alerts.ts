import * as alerts from '../contracts/http/alerts';
import { staffRoles } from '../domain/actor';
import type { Access, Route } from './route';
import { route } from './route';
import { acknowledgeAlert, listAlerts, listBreaches } from './staff/alerts';

const everyRole: Access = { audience: 'staff', roles: staffRoles };
/** Whoever can do something about it; an auditor changes nothing. */
const caseworkers: Access = { audience: 'staff', roles: ['operator', 'approver', 'privacyOfficer'] };

/** Routes for alerts and missed deadlines. */
export const routesForAlerts: readonly Route[] = [
  route({
    name: 'listAlerts',
    method: 'get',
    path: '/v1/staff/alerts',
    about: 'Alerts, newest first, in pages.',
    access: everyRole,
    query: alerts.alertListQuery,
    answer: { status: 200, about: 'A page.', schema: alerts.alertPage },
    handle: listAlerts,
  }),
  route({
    name: 'acknowledgeAlert',
    method: 'post',
    path: '/v1/staff/alerts/{alertId}/acknowledgements',
    about: 'Say that the alert was seen. Who said so first stays named.',
    access: caseworkers,
    idempotent: true,
    answer: { status: 200, about: 'The alert.', schema: alerts.alertAnswer },
    handle: acknowledgeAlert,
  }),
  route({
    name: 'listBreaches',
    method: 'get',
    path: '/v1/staff/breaches',
    about: 'The breach register: every deadline that was missed, newest first, in pages.',
    access: everyRole,
    query: alerts.breachListQuery,
    answer: { status: 200, about: 'A page.', schema: alerts.alertPage },
    handle: listBreaches,
  }),
];
