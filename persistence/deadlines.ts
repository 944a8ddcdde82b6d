import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { DeadlineLedger, LedgerLine } from '../domain/ports';
import { boundedLimit, instantOf } from './plain-values';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import { instant, json, strictSchema, text } from './strict-schema';

interface LineDocument extends LedgerLine {
  /** `<caseId>/<regime>/<clock>` */
  readonly _id: string;
  /** The next instant at which something of it falls due, for comparing. */
  readonly dueAt: Date;
}

const schema = strictSchema<LineDocument>({
  _id: text,
  caseId: text,
  regime: text,
  clock: text,
  deadlineAt: text,
  strictAt: text,
  targetAt: text,
  provisional: { type: Boolean, required: true },
  calendarVersion: text,
  status: text,
  thresholds: json,
  dueAt: instant,
});

/** Deadlines in the collection `deadlines`, swept by their partial index without Temporal. */
export function createDeadlineLedger(connection: Connection): DeadlineLedger {
  const lines = connection.model<LineDocument>('Deadline', schema, 'deadlines');
  return {
    write: async (caseId, given) => {
      const upserts = given.map((line) => ({
        updateOne: {
          filter: { _id: idOf(line) },
          update: { $set: contentOf({ ...line, caseId }) },
          upsert: true,
        },
      }));
      // Written before the others are removed: a crash in between leaves a line too many, never one too few.
      if (upserts.length > 0) await repeatOnDuplicate(() => lines.bulkWrite(upserts, { ordered: true }));
      await lines.deleteMany({ caseId, _id: trusted({ $nin: given.map(idOf) }) });
    },
    read: async (caseId) => {
      const found = await lines.find({ caseId }).sort({ regime: 1, clock: 1 }).lean<LineDocument[]>();
      return found.map(toLine);
    },
    due: async (until, limit) => {
      const found = await lines
        .find({ status: 'running', dueAt: trusted({ $lte: instantOf(until) }) })
        .sort({ dueAt: 1 })
        .limit(boundedLimit(limit))
        .lean<LineDocument[]>();
      return found.map(toLine);
    },
  };
}

function idOf({ caseId, regime, clock }: LedgerLine): string {
  return `${caseId}/${regime}/${clock}`;
}

function contentOf(line: LedgerLine): Omit<LineDocument, '_id'> {
  return { ...toLine(line), dueAt: instantOf(nextDueAt(line)) };
}

/** The first threshold that has not fired, else the deadline itself. */
function nextDueAt({ thresholds, deadlineAt }: LedgerLine): string {
  return thresholds.find(({ fired }) => !fired)?.at ?? deadlineAt;
}

function toLine(document: LedgerLine): LedgerLine {
  const { caseId, regime, clock, deadlineAt, strictAt, targetAt, provisional } = document;
  const { calendarVersion, status, thresholds } = document;
  return {
    caseId,
    regime,
    clock,
    deadlineAt,
    strictAt,
    targetAt,
    provisional,
    calendarVersion,
    status,
    thresholds,
  };
}
