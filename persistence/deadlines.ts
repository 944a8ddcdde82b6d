import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { DeadlineLedger, LedgerLine } from '../domain/ports';
import { boundedLimit, instantOf } from './plain-values';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import { instant, strictSchema, text } from './strict-schema';

interface LineDocument extends LedgerLine {
  /** `<requestId>/<regime>/<clock>` */
  readonly _id: string;
  /** `strictAt` for comparing. */
  readonly orderAt: Date;
}

const schema = strictSchema<LineDocument>({
  _id: text,
  requestId: text,
  regime: text,
  clock: text,
  deadlineAt: text,
  strictAt: text,
  provisional: { type: Boolean, required: true },
  status: text,
  orderAt: instant,
});

/** Deadlines in the collection `deadlines`, swept by their partial index without Temporal. */
export function createDeadlineLedger(connection: Connection): DeadlineLedger {
  const lines = connection.model<LineDocument>('Deadline', schema, 'deadlines');
  return {
    write: async (requestId, given) => {
      const upserts = given.map((line) => ({
        updateOne: {
          filter: { _id: idOf(line) },
          update: { $set: contentOf({ ...line, requestId }) },
          upsert: true,
        },
      }));
      // Written before the others are removed: a crash in between leaves a line too many, never one too few.
      if (upserts.length > 0) await repeatOnDuplicate(() => lines.bulkWrite(upserts, { ordered: true }));
      await lines.deleteMany({ requestId, _id: trusted({ $nin: given.map(idOf) }) });
    },
    read: async (requestId) => {
      const found = await lines.find({ requestId }).sort({ regime: 1, clock: 1 }).lean<LineDocument[]>();
      return found.map(toLine);
    },
    due: async (before, limit) => {
      const found = await lines
        .find({ status: 'running', orderAt: trusted({ $lt: instantOf(before) }) })
        .sort({ orderAt: 1 })
        .limit(boundedLimit(limit))
        .lean<LineDocument[]>();
      return found.map(toLine);
    },
  };
}

function idOf({ requestId, regime, clock }: LedgerLine): string {
  return `${requestId}/${regime}/${clock}`;
}

function contentOf(line: LedgerLine): Omit<LineDocument, '_id'> {
  return { ...toLine(line), orderAt: instantOf(line.strictAt) };
}

function toLine(document: LedgerLine): LedgerLine {
  const { requestId, regime, clock, deadlineAt, strictAt, provisional, status } = document;
  return { requestId, regime, clock, deadlineAt, strictAt, provisional, status };
}
