import type { ConversationLine } from '../domain/ports';
import type { Call } from './call';
import { viewOf } from './call';
import type { Answer } from './route';
import { noteView } from './staff/note-view';

/** The conversation, as the person reads it. */
export async function readMessages(call: Call): Promise<Answer> {
  return { body: { items: await call.deps.books.conversation.list(viewOf(call).requestId) } };
}

/** The conversation, as staff read it: recorded, since people write about themselves in it. */
export async function readMessagesAsStaff(call: Call): Promise<Answer> {
  await noteView(call, 'messages', 'correspondence');
  return readMessages(call);
}

/** Adds a line of the person. */
export function writeMessage(call: Call<undefined, { text: string }>): Promise<Answer> {
  return addLine(call, 'subject');
}

/** Adds a line of staff. */
export function writeMessageAsStaff(call: Call<undefined, { text: string }>): Promise<Answer> {
  return addLine(call, 'staff');
}

async function addLine(
  call: Call<undefined, { text: string }>,
  from: ConversationLine['from'],
): Promise<Answer> {
  // The same call again makes the same id.
  const line: ConversationLine = {
    lineId: `line_${call.repeatId}`,
    from,
    at: call.now,
    text: call.body.text,
  };
  await call.deps.books.conversation.add(viewOf(call).requestId, line);
  return { body: line };
}
