import type { AlertDraft } from '../domain/alert';
import type { Persistence } from '../domain/ports';
import type { RecipientLine } from '../domain/recipient';

/** Lines looked at in one sweep; the next minute looks at the rest. */
const mostLines = 500;

/**
 * Calls recipients silent whose time to answer is over, and alerts staff, once per order. The alert is written first: a kill
 * in between raises it again, which changes nothing.
 */
export async function sweepRecipients(
  books: Pick<Persistence, 'recipients' | 'alerts'>,
  now: string,
): Promise<number> {
  const overdue = await books.recipients.overdue(now, mostLines);
  if (overdue.length === 0) return 0;
  const raised = await books.alerts.raise(overdue.map((line) => silentAlert(line, now)));
  await books.recipients.silence(overdue);
  return raised;
}

function silentAlert({ requestId, storeId, answersBy }: RecipientLine, now: string): AlertDraft {
  return {
    alertId: `recipientSilent/${requestId}/${storeId}`,
    kind: 'recipientSilent',
    level: 'supervisor',
    caseId: requestId,
    deadlineAt: answersBy,
    about: storeId,
    raisedAt: now,
    raisedBy: 'sweep',
  };
}
