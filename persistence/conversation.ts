import type { Connection } from 'mongoose';
import type { RequestId } from '../domain/ids';
import { PersistenceError } from '../domain/port-errors';
import type { Conversation, ConversationLine } from '../domain/ports';
import { instantOf } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import type { RequestKeys } from './request-keys';
import type { EnvelopeCipher } from './seams';
import { instant, sealed, strictSchema, text } from './strict-schema';

interface LineDocument extends Omit<ConversationLine, 'text'> {
  /** `<requestId>/<lineId>` */
  readonly _id: string;
  readonly requestId: RequestId;
  readonly orderAt: Date;
  readonly sealed: Buffer;
}

const schema = strictSchema<LineDocument>({
  _id: text,
  requestId: text,
  lineId: text,
  from: text,
  at: text,
  orderAt: instant,
  sealed,
});

/** Messages in the collection `conversation`, their text sealed with the request's key. A line is written once. */
export function createConversation(
  connection: Connection,
  keys: RequestKeys,
  cipher: EnvelopeCipher,
): Conversation {
  const lines = connection.model<LineDocument>('ConversationLine', schema, 'conversation');
  const place = (requestId: RequestId, lineId: string): string => `${requestId}/conversation/${lineId}`;
  return {
    add: async (requestId, { lineId, from, at, text: words }) => {
      const key = await keys.obtain(requestId);
      const bytes = Buffer.from(cipher.seal(key, Buffer.from(words, 'utf8'), place(requestId, lineId)));
      const line = { requestId, lineId, from, at, orderAt: instantOf(at), sealed: bytes };
      await upsertUnlessExcluded(() => lines.create({ _id: `${requestId}/${lineId}`, ...line }));
    },
    list: async (requestId) => {
      const found = await lines.find({ requestId }).sort({ orderAt: 1, lineId: 1 }).lean<LineDocument[]>();
      const key = await keys.existing(requestId);
      return found.map((line) => {
        if (key === undefined) throw new PersistenceError('missing', 'There is no data key for the request.');
        const words = cipher.open(key, line.sealed, place(requestId, line.lineId));
        const { lineId, from, at } = line;
        return { lineId, from, at, text: Buffer.from(words).toString('utf8') };
      });
    },
  };
}
