import { recipientStandings } from '../../domain/recipient';
import type { RecipientState } from '../../domain/recipient';
import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';

const unanswered: readonly RecipientState[] = ['asked', 'acknowledged', 'silent'];

/** Who was asked for their part of the request, and who has not answered. */
export async function listRecipients(call: Call): Promise<Answer> {
  const { requestId, dataMapVersion } = viewOf(call);
  const { recipients, dataMaps } = call.deps.books;
  const [lines, map] = await Promise.all([recipients.list(requestId), dataMaps.find(dataMapVersion)]);
  const items = recipientStandings(lines).map((standing) => ({
    ...standing,
    title:
      map?.processors.find(({ id }) => id === standing.processorId)?.title[call.locale] ??
      standing.processorId,
    stores: lines.filter(({ processorId }) => processorId === standing.processorId),
  }));
  const open = items.filter(({ state }) => unanswered.includes(state));
  return { body: { items, unanswered: open.map(({ processorId }) => processorId) } };
}
