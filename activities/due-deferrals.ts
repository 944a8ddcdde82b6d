import type { DueDeferral, Persistence } from '../domain/ports';

/** What the search for due work needs. */
export interface DeferralDeps {
  readonly books: Pick<Persistence, 'deferrals'>;
  /** UTC now as ISO text. */
  readonly now: () => string;
}

/** Lines read in one round: each request is one short workflow, and the next hour brings the next round. */
const mostLines = 500;

/** Requests of which a deferred deletion is due today. */
export function dueDeferrals({ books, now }: DeferralDeps): Promise<readonly DueDeferral[]> {
  return books.deferrals.due(now().slice(0, 10), mostLines);
}
