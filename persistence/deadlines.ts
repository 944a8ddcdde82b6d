import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import { breachThreshold } from '../domain/alert';
import type { DeadlineLedger, FiredLine, LedgerLine } from '../domain/ports';
import { boundedBatch, instantOf } from './plain-values';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import { json, strictSchema, text } from './strict-schema';

interface LineDocument extends LedgerLine {
  /** `<caseId>/<regime>/<clock>` */
  readonly _id: string;
  /** The next instant at which something of it falls due, for comparing; absent when all has fired. */
  readonly dueAt?: Date;
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
  dueAt: { type: Date },
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
        .limit(boundedBatch(limit))
        .lean<LineDocument[]>();
      return found.map(toLine);
    },
    markFired: async (fired) => {
      if (fired.length === 0) return 0;
      const { matchedCount } = await lines.bulkWrite(fired.map(marking), { ordered: false });
      return matchedCount;
    },
    provisional: async (after, limit) => {
      const found = await lines
        .find({
          provisional: true,
          status: trusted({ $in: ['running', 'paused'] }),
          ...(after === undefined ? {} : { caseId: trusted({ $gt: after }) }),
        })
        .sort({ caseId: 1, regime: 1, clock: 1 })
        .limit(boundedBatch(limit))
        .lean<LineDocument[]>();
      return wholeCases(found.map(toLine), boundedBatch(limit));
    },
  };
}

/** The update that marks what fired. The filter names all that the next instant follows from: a line written anew is another. */
function marking({ line, codes }: FiredLine) {
  const thresholds = line.thresholds.map((threshold) =>
    codes.includes(threshold.code) ? { ...threshold, fired: true } : threshold,
  );
  const isOver = codes.includes(breachThreshold);
  const dueAt = instantOf(nextDueAt({ ...line, thresholds }));
  return {
    updateOne: {
      filter: {
        _id: idOf(line),
        status: line.status,
        deadlineAt: line.deadlineAt,
        // The operator by name: a bare array is taken for a list of alternatives.
        thresholds: trusted({ $eq: line.thresholds }),
      },
      update: isOver
        ? { $set: { thresholds }, $unset: { dueAt: 1 as const } }
        : { $set: { thresholds, dueAt } },
    },
  };
}

/** Without the last case of a full batch, whose other lines may lie beyond it. */
function wholeCases(found: readonly LedgerLine[], limit: number): readonly LedgerLine[] {
  const last = found.at(-1)?.caseId;
  if (found.length < limit || last === found[0]?.caseId) return found;
  return found.filter(({ caseId }) => caseId !== last);
}

function idOf({ caseId, regime, clock }: LedgerLine): string {
  return `${caseId}/${regime}/${clock}`;
}

function contentOf(line: LedgerLine): Omit<LineDocument, '_id'> {
  return { ...toLine(line), dueAt: instantOf(nextDueAt(line)) };
}

/** The first threshold that has not fired, else the deadline itself. */
function nextDueAt({ thresholds, deadlineAt }: Pick<LedgerLine, 'thresholds' | 'deadlineAt'>): string {
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
