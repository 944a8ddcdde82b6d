import { mongo } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { TrackRecord } from '../domain/forecast';
import type { WorkTime, WorkTimes } from '../domain/ports';
import { isDuplicate } from './driver-errors';
import { boundedBatch, instantOf } from './plain-values';
import { count, instant, strictSchema, text } from './strict-schema';

interface TimeDocument extends Omit<WorkTime, 'timeId' | 'endedAt'> {
  readonly _id: string;
  /** For sorting, and for forgetting. */
  readonly endedAt: Date;
}

const schema = strictSchema<TimeDocument>({ _id: text, key: text, tookMs: count, endedAt: instant });

/** What work took in the collection `work_times`. An index that expires forgets the old ones. */
export function createWorkTimes(connection: Connection): WorkTimes {
  const times = connection.model<TimeDocument>('WorkTime', schema, 'work_times');
  return {
    note: (given) => note(times, given),
    lately: async (keys, limit = 200) => {
      const records = await Promise.all(keys.map((key) => recordOf(times, key, boundedBatch(limit))));
      return records.filter(({ tookMs }) => tookMs.length > 0);
    },
  };
}

/** One insert for all: those that are there already stay as they are, and keep nobody out. */
async function note(times: Model<TimeDocument>, given: readonly WorkTime[]): Promise<void> {
  if (given.length === 0) return;
  const inserts = given.map(({ timeId, key, tookMs, endedAt }) => ({
    insertOne: { document: { _id: timeId, key, tookMs, endedAt: instantOf(endedAt) } },
  }));
  try {
    await times.bulkWrite(inserts, { ordered: false, throwOnValidationError: true });
  } catch (error) {
    if (!onlyDuplicates(error)) throw error;
  }
}

function onlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError) || !isDuplicate(error)) return false;
  return [error.writeErrors].flat().every(({ code }) => code === error.code);
}

async function recordOf(times: Model<TimeDocument>, key: string, limit: number): Promise<TrackRecord> {
  const found = await times
    .find({ key })
    .sort({ endedAt: -1 })
    .limit(limit)
    .select({ _id: 0, tookMs: 1 })
    .lean<Pick<TimeDocument, 'tookMs'>[]>();
  return { key, tookMs: found.map(({ tookMs }) => tookMs) };
}
