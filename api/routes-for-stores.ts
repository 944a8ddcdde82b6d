import * as stores from '../contracts/http/stores';
import type { Route } from './route';
import { route } from './route';
import { releaseStore } from './staff/store-release';

/** Routes for those who answer for the stores. */
export const routesForStores: readonly Route[] = [
  route({
    name: 'releaseStore',
    method: 'post',
    path: '/v1/staff/stores/{storeId}/release',
    about:
      'Let deletions in a store go on that were stopped because they were out of the ordinary; requests that wait for it try again.',
    access: { audience: 'staff', roles: ['privacyOfficer'] },
    idempotent: true,
    body: stores.storeReleaseBody,
    answer: { status: 200, about: 'What was set going.', schema: stores.storeReleaseAnswer },
    handle: releaseStore,
  }),
];
