import * as work from '../contracts/http/work';
import { staffRoles } from '../domain/actor';
import type { Route } from './route';
import { route } from './route';
import { listWork } from './staff/work';

/** Routes for those who plan the work. */
export const routesForWork: readonly Route[] = [
  route({
    name: 'listWork',
    method: 'get',
    path: '/v1/staff/work',
    about: 'Open requests with their forecasts, those first whose work must begin soonest, in pages.',
    access: { audience: 'staff', roles: staffRoles },
    query: work.workListQuery,
    answer: { status: 200, about: 'A page.', schema: work.workPage },
    handle: listWork,
  }),
];
