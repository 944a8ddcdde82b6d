import type { Connection } from 'mongoose';
import type { StoreProgress, StoreProgressBook } from '../domain/ports';
import { plainJson } from './plain-values';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import { json, optionalText, strictSchema, text } from './strict-schema';

interface ProgressDocument extends StoreProgress {
  /** `<requestId>/<storeId>` */
  readonly _id: string;
}

const schema = strictSchema<ProgressDocument>({
  _id: text,
  requestId: text,
  storeId: text,
  outcome: json,
  plan: json,
  found: { type: Number },
  ambiguous: { type: Number },
  receipt: optionalText,
  executedAt: optionalText,
});

/** Progress in the collection `store_progress`. A `put` replaces the line: a new survey leaves nothing of the old one. */
export function createStoreProgressBook(connection: Connection): StoreProgressBook {
  const progress = connection.model<ProgressDocument>('StoreProgress', schema, 'store_progress');
  return {
    put: async (line) => {
      const _id = `${line.requestId}/${line.storeId}`;
      const content = plainJson({ _id, ...line });
      await repeatOnDuplicate(() => progress.replaceOne({ _id }, content, { upsert: true }));
    },
    list: async (requestId) => {
      const found = await progress.find({ requestId }).sort({ storeId: 1 }).lean<ProgressDocument[]>();
      return found.map(({ _id, ...line }) => line);
    },
  };
}
