import {
  decisionAnswer,
  decisionKeys,
  decisionQuestion,
  deliveryReportAnswer,
  deliveryReportBody,
  erasureAnswer,
  erasureQuestion,
  liveAnswer,
  processorAnswerBody,
  processorAnswerTaken,
  readyAnswer,
  revocationQuery,
  revocations,
} from '../contracts/http/system';
import type { ApiMetrics } from './metrics';
import type { Route } from './route';
import { route } from './route';
import { routesForAlerts } from './routes-for-alerts';
import { routesForIncidents } from './routes-for-incidents';
import { routesForPeople } from './routes-for-people';
import { routesForReviews } from './routes-for-reviews';
import { routesForStaff } from './routes-for-staff';
import { routesForStores } from './routes-for-stores';
import { routesForWork } from './routes-for-work';
import { listRevocations, publishKeys } from './systems/decision-answer';
import { decide } from './systems/decisions';
import { reportDelivery } from './systems/delivery-reports';
import { checkErasures } from './systems/erasures';
import { docsAsset, docsPage } from './systems/docs-page';
import { live, ready } from './systems/health';
import { takeProcessorAnswer } from './systems/processor-answers';

/** What some routes show of the server that serves them. */
export interface ServerParts {
  readonly metrics: ApiMetrics;
  /** The OpenAPI document as JSON text. */
  readonly openApi: () => string;
}

/**
 * Every route there is. Router, authorisation and OpenAPI document are built from this one table: what is not in it cannot
 * be called, and what has no access rule keeps the server from starting.
 */
export function apiRoutes({ metrics, openApi }: ServerParts): readonly Route[] {
  return [
    ...routesForPeople,
    ...routesForStaff,
    ...routesForReviews,
    ...routesForWork,
    ...routesForIncidents,
    ...routesForAlerts,
    ...routesForStores,
    route({
      name: 'decide',
      method: 'post',
      path: '/v1/decisions',
      about: 'May this person’s data be processed for this purpose?',
      access: { audience: 'system' },
      body: decisionQuestion,
      answer: { status: 200, about: 'The answer, and which requests forbid it.', schema: decisionAnswer },
      handle: decide,
    }),
    route({
      name: 'decisionKeys',
      method: 'get',
      path: '/v1/decisions/keys',
      about: 'Public keys by which a signed answer is checked.',
      access: { audience: 'public' },
      answer: { status: 200, about: 'A JWK set.', schema: decisionKeys },
      handle: publishKeys,
    }),
    route({
      name: 'listRevocations',
      method: 'get',
      path: '/v1/decisions/revocations',
      about: 'About whom kept answers must be dropped, since the register changed.',
      access: { audience: 'system' },
      query: revocationQuery,
      answer: { status: 200, about: 'Keyed hashes, for this caller.', schema: revocations },
      handle: listRevocations,
    }),
    route({
      name: 'checkErasures',
      method: 'post',
      path: '/v1/systems/erasures/check',
      about: 'Before an import: which of these people were deleted, and since when?',
      access: { audience: 'system' },
      body: erasureQuestion,
      answer: { status: 200, about: 'Per identifier, in order.', schema: erasureAnswer },
      handle: checkErasures,
    }),
    route({
      name: 'reportDelivery',
      method: 'post',
      path: '/v1/systems/delivery-reports',
      about: 'Report that a letter was delivered, or that it bounced.',
      access: { audience: 'system' },
      body: deliveryReportBody,
      answer: { status: 200, about: 'How the letter stands now.', schema: deliveryReportAnswer },
      handle: reportDelivery,
    }),
    route({
      name: 'takeProcessorAnswer',
      method: 'post',
      path: '/v1/systems/processor-answers/{token}',
      about:
        'A processor says how far an order is, at the address and signed by the secret given with the order.',
      access: { audience: 'public' },
      body: processorAnswerBody,
      answer: { status: 200, about: 'The answer was taken.', schema: processorAnswerTaken },
      handle: takeProcessorAnswer,
    }),
    route({
      name: 'live',
      method: 'get',
      path: '/health/live',
      about: 'The process runs.',
      access: { audience: 'public' },
      answer: { status: 200, about: 'It does.', schema: liveAnswer },
      handle: live,
    }),
    route({
      name: 'ready',
      method: 'get',
      path: '/health/ready',
      about: 'What the API needs, part by part.',
      access: { audience: 'public' },
      answer: { status: 200, about: 'All parts are up.', schema: readyAnswer, also: [503] },
      handle: ready,
    }),
    route({
      name: 'metrics',
      method: 'get',
      path: '/metrics',
      about: 'Counts for Prometheus: for systems, and without token from the machine itself.',
      access: { audience: 'operations' },
      answer: { status: 200, about: 'Metrics.', media: 'text/plain; version=0.0.4' },
      handle: async () => ({ bytes: await metrics.text() }),
    }),
    route({
      name: 'openApi',
      method: 'get',
      path: '/openapi.json',
      about: 'This document.',
      access: { audience: 'public' },
      answer: { status: 200, about: 'OpenAPI 3.1.', media: 'application/json' },
      handle: () =>
        Promise.resolve({ bytes: openApi(), headers: { 'cache-control': 'public, max-age=300' } }),
    }),
    route({
      name: 'docsPage',
      method: 'get',
      path: '/docs',
      about: 'This document as a page.',
      access: { audience: 'public' },
      answer: { status: 200, about: 'The page.', media: 'text/html' },
      handle: docsPage,
    }),
    route({
      name: 'docsAsset',
      method: 'get',
      path: '/docs/{asset}',
      about: 'Scripts and styles of that page.',
      access: { audience: 'public' },
      answer: { status: 200, about: 'The file.', media: 'text/javascript' },
      handle: docsAsset,
    }),
  ];
}
