import * as reviews from '../contracts/http/reviews';
import { intakeAnswer } from '../contracts/http/subject';
import { commandRoute, rolesFor } from './command-route';
import { takeInReview } from './people/intake-review';
import type { Route } from './route';
import { route } from './route';
import { decideReview, showReviewDecision } from './staff/review-decision';

/** Routes for complaints and appeals. Anybody may make one at the intake too, and proves the address there. */
export const routesForReviews: readonly Route[] = [
  route({
    name: 'takeInReview',
    method: 'post',
    path: '/v1/requests/{id}/reviews',
    about: 'Complain about this request, or appeal against its refusal, with nothing left to prove.',
    access: { audience: 'subject' },
    body: reviews.reviewBody,
    idempotent: true,
    costly: true,
    answer: { status: 202, about: 'Taken in; Location names the new request.', schema: intakeAnswer },
    handle: takeInReview,
  }),
  commandRoute({
    name: 'decideReview',
    path: '/v1/staff/requests/{id}/review-decision',
    about:
      'Decide a complaint or an appeal, or explain an automated decision; the text stays in the vault and goes into the letter.',
    access: rolesFor('decideReview'),
    body: reviews.reviewDecisionBody,
    handle: decideReview,
  }),
  route({
    name: 'showReviewDecision',
    method: 'get',
    path: '/v1/staff/requests/{id}/review-decision',
    about: 'The decision that lies there, with its reasons. Each look is recorded as evidence.',
    access: { audience: 'staff', roles: ['operator', 'approver', 'privacyOfficer'] },
    answer: { status: 200, about: 'The decision.', schema: reviews.reviewDecisionAnswer },
    handle: showReviewDecision,
  }),
];
