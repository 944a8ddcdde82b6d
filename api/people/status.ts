import type { Notice, RequestView } from '../../domain/ports';
import { recipientReport, recipientStandings } from '../../domain/recipient';
import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';
import { nextBeforeProof, nextForSubject } from './next-step';

/** The status: brief for the intake's token, full for the subject's. */
export async function showStatus(call: Call): Promise<Answer> {
  const view = viewOf(call);
  if (call.caller.kind !== 'subject') return { body: briefStatus(call, view) };
  const notices = await call.deps.books.notices.list(view.requestId);
  const recipients = await recipientsOf(call, view);
  return { body: { ...withDeadlines(view), ...subjectOnly(call, view, notices), recipients } };
}

/** Who was asked for their part, and what they answered (GDPR art 19). */
async function recipientsOf({ deps, locale }: Call, { requestId, dataMapVersion }: RequestView) {
  const standings = recipientStandings(await deps.books.recipients.list(requestId));
  if (standings.length === 0) return [];
  const map = await deps.books.dataMaps.find(dataMapVersion);
  return standings.map((standing) => {
    const title = map?.processors.find(({ id }) => id === standing.processorId)?.title;
    const { answer, at } = recipientReport(standing, title ?? sameInBoth(standing.processorId));
    return { name: title?.[locale] ?? standing.processorId, answer, at };
  });
}

const sameInBoth = (text: string) => ({ 'zh-CN': text, en: text });

/**
 * Before anybody proved who they are, neither outcome nor counts may show: they tell whether there are data
 * (SECURITY.md S1).
 */
function briefStatus(call: Call, view: RequestView): object {
  const { requestId, right, phase, receivedAt, verifiedAt } = view;
  return {
    requestId,
    right,
    phase,
    receivedAt,
    verified: verifiedAt !== undefined,
    next: nextBeforeProof(view, call.locale),
  };
}

/** The view with its deadlines in the person's form. */
function withDeadlines(view: RequestView): object {
  return { ...view, deadlines: view.clocks };
}

function subjectOnly(call: Call, view: RequestView, notices: readonly Notice[]): object {
  return {
    verified: view.verifiedAt !== undefined,
    notices: notices.map(({ kind, status, acceptedAt }) => ({ kind, status, acceptedAt })),
    next: nextForSubject(view, call.locale, call.now),
  };
}
