import * as packages from '../contracts/http/packages';
import { commandRoute, rolesFor } from './command-route';
import type { Route } from './route';
import { route } from './route';
import { showPackageRecords, withhold } from './staff/package-review';

const request = '/v1/staff/requests/{id}';

/** Routes for the review of a package by staff. */
export const routesForPackages: readonly Route[] = [
  route({
    name: 'showPackageRecords',
    method: 'get',
    path: `${request}/package/records`,
    about: 'Records of one data set of the package, in pages. Each look is recorded as evidence.',
    access: { audience: 'staff', roles: ['operator', 'approver', 'privacyOfficer'] },
    query: packages.packageRecordsQuery,
    answer: { status: 200, about: 'A page.', schema: packages.packageRecordPage },
    handle: showPackageRecords,
  }),
  commandRoute({
    name: 'withhold',
    path: `${request}/package/withholdings`,
    about:
      'Leave records or fields out of the package, each with its reason; it is made anew and approved anew.',
    access: rolesFor('reject'),
    body: packages.withholdingsBody,
    handle: withhold,
  }),
];
