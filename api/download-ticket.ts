import { timingSafeEqual } from 'node:crypto';
import type { RequestId } from '../domain/ids';
import type { ApiDeps } from './deps';

/** How long a download that broke off may be taken up again, in ms. */
const ticketMs = 3_600_000;

/** What a ticket is for: exactly this package of this request. */
export interface TicketSubject {
  readonly requestId: RequestId;
  readonly hash: string;
}

/**
 * A ticket to take up a download that was begun with a mailed code. It is of use only together with the person's token, for
 * one hour, and names nothing.
 */
export function downloadTicket(deps: ApiDeps, subject: TicketSubject, now: string): string {
  const until = (Date.parse(now) + ticketMs).toString(36);
  return `${until}.${signature(deps, subject, until)}`;
}

/** True when the ticket was given for this package and its time is not over. */
export function isTicket(deps: ApiDeps, subject: TicketSubject, now: string, ticket: string): boolean {
  const [until = '', given = ''] = ticket.split('.');
  const expected = signature(deps, subject, until);
  const matches =
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  return matches && Date.parse(now) < parseInt(until, 36);
}

function signature(deps: ApiDeps, { requestId, hash }: TicketSubject, until: string): string {
  return deps.fingerprint(`download ticket ${requestId} ${hash} ${until}`);
}
