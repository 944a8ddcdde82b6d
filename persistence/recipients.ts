import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { RecipientBook } from '../domain/ports';
import type { RecipientLine, RecipientState } from '../domain/recipient';
import { statesBefore } from '../domain/recipient';
import { boundedLimit, instantOf } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { instant, optionalText, strictSchema, text } from './strict-schema';

interface RecipientDocument extends RecipientLine {
  /** `<requestId>/<storeId>` */
  readonly _id: string;
  /** `answersBy` for comparing. */
  readonly dueAt: Date;
  /** For the partial index: without an answer, and not called silent yet. */
  readonly open: boolean;
}

const schema = strictSchema<RecipientDocument>({
  _id: text,
  requestId: text,
  storeId: text,
  processorId: text,
  state: text,
  askedAt: text,
  answersBy: text,
  answeredAt: optionalText,
  receiptHash: optionalText,
  dueAt: instant,
  open: { type: Boolean, required: true },
});

/** Orders to recipients in the collection `recipients`, one document per request and store. */
export function createRecipientBook(connection: Connection): RecipientBook {
  const lines = connection.model<RecipientDocument>('Recipient', schema, 'recipients');
  const before = (state: keyof typeof statesBefore) =>
    trusted({ $in: statesBefore[state] as RecipientState[] });
  return {
    ask: async (line) => {
      const _id = idOf(line);
      const content = { ...line, _id, state: 'asked' as const, dueAt: instantOf(line.answersBy), open: true };
      await upsertUnlessExcluded(() => lines.create(content));
    },
    answer: async (requestId, storeId, { state, at, receiptHash }) => {
      const hash = receiptHash === undefined ? {} : { receiptHash };
      const change =
        state === 'acknowledged' ? { state, ...hash } : { state, open: false, answeredAt: at, ...hash };
      await lines.updateOne({ _id: idOf({ requestId, storeId }), state: before(state) }, { $set: change });
    },
    overdue: async (now, limit) => {
      const found = await lines
        .find({ open: true, dueAt: trusted({ $lte: instantOf(now) }) })
        .sort({ dueAt: 1 })
        .limit(boundedLimit(limit))
        .lean<RecipientDocument[]>();
      return found.map(lineOf);
    },
    silence: async (overdue) => {
      if (overdue.length === 0) return;
      await lines.updateMany(
        { _id: trusted({ $in: overdue.map(idOf) }), state: before('silent') },
        { $set: { state: 'silent', open: false } },
      );
    },
    list: async (requestId) => {
      const found = await lines.find({ requestId }).sort({ _id: 1 }).lean<RecipientDocument[]>();
      return found.map(lineOf);
    },
  };
}

function idOf({ requestId, storeId }: Pick<RecipientLine, 'requestId' | 'storeId'>): string {
  return `${requestId}/${storeId}`;
}

function lineOf({ _id, dueAt: _dueAt, open: _open, ...line }: RecipientDocument): RecipientLine {
  return line;
}
