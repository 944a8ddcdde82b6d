import { engine } from '../../domain/actor';
import { PublicError } from '../../domain/errors';
import { taskIdOf } from '../../domain/ids';
import type { DeliveryReport, Notice, Persistence } from '../../domain/ports';
import type { Call } from '../call';
import type { Answer } from '../route';

/** What a mail system reports of one letter. */
export interface ReportedDelivery {
  /** Message-ID of the letter, in angle brackets. */
  readonly messageId: string;
  readonly report: DeliveryReport;
  /** Enhanced status code (RFC 3463), e.g. `5.1.1`. */
  readonly code: string;
}

/** Takes a report from a mail system by HTTP. */
export async function reportDelivery(call: Call<undefined, ReportedDelivery>): Promise<Answer> {
  const notice = await takeDeliveryReport(call.deps.books, call.body, call.now);
  if (notice === undefined) throw new PublicError('DSR_NOT_FOUND', 'No letter of ours has this Message-ID.');
  return { body: { status: notice.status } };
}

/**
 * Writes a report down. A bounce is a task for staff and an entry of evidence. What the letter satisfied stays satisfied,
 * for the law asks when it was sent; the task says that nobody has read it. A repeat changes nothing, and finishes what an
 * earlier one began. Returns the notice as it stands then, or `undefined` when we sent no such letter.
 */
export async function takeDeliveryReport(
  books: Pick<Persistence, 'notices' | 'tasks' | 'evidence'>,
  { messageId, report, code }: ReportedDelivery,
  now: string,
): Promise<Notice | undefined> {
  const notice = await books.notices.deliveryReport(messageId, report, code, now);
  if (notice === undefined) return undefined;
  if (notice.status === 'bounced') await askForAnotherWay(books.tasks, notice);
  if (notice.status === 'bounced' || notice.status === 'delivered') await record(books.evidence, notice);
  return notice;
}

/** Letters by whose acceptance a clock is satisfied, or an extension holds. */
const kindsThatSatisfy: readonly string[] = [
  'acknowledgement',
  'extension',
  'refusal',
  'completion',
  'noDataFound',
  'withdrawn',
  'unverified',
  'objectionOutcome',
  'appealOutcome',
  'complaintOutcome',
  'explanation',
];

async function askForAnotherWay(tasks: Persistence['tasks'], notice: Notice): Promise<void> {
  const { requestId, noticeId, kind, statusAt = '' } = notice;
  await tasks.open({
    taskId: taskIdOf(requestId, 'undeliverable', ...noticeId.split('/').slice(1)),
    requestId,
    kind: 'undeliverable',
    openedAt: statusAt,
    reason: kindsThatSatisfy.includes(kind) ? 'bouncedAfterSatisfied' : 'bounced',
  });
}

/** By the instant and code of the first report: whoever reports the same again writes the same entry. */
async function record(evidence: Persistence['evidence'], notice: Notice): Promise<void> {
  const { requestId, noticeId, kind, status, statusAt = '', reportCode = '' } = notice;
  const entry = {
    key: `notice/${noticeId}/${status}`,
    type: status === 'bounced' ? ('noticeBounced' as const) : ('noticeDelivered' as const),
    at: statusAt,
    actor: engine,
    facts: { noticeId, kind, code: reportCode },
  };
  await evidence.append(requestId, [entry]);
}
