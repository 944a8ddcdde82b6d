import type { Connection } from 'mongoose';
import type { RegisterUse, RegisterUses } from '../domain/ports';
import { boundedBatch } from './plain-values';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import { count, strictSchema, text } from './strict-schema';

interface UseDocument extends RegisterUse {
  /** All members but the count, as a JSON list: one document for each combination. */
  readonly _id: string;
}

const schema = strictSchema<UseDocument>({
  _id: text,
  requestId: text,
  kind: text,
  caller: text,
  purpose: text,
  day: text,
  answer: text,
  count,
});

/** The counts in the collection `register_uses`. */
export function createRegisterUses(connection: Connection): RegisterUses {
  const counted = connection.model<UseDocument>('RegisterUse', schema, 'register_uses');
  return {
    add: async (uses) => {
      for (const { requestId, kind, caller, purpose, day, answer } of uses) {
        const content = { requestId, kind, caller, purpose, day, answer };
        const _id = JSON.stringify([requestId, day, caller, purpose, kind, answer]);
        const change = { $setOnInsert: content, $inc: { count: 1 } };
        await repeatOnDuplicate(() => counted.updateOne({ _id }, change, { upsert: true }));
      }
    },
    list: async (requestId, limit) => {
      const found = await counted
        .find({ requestId })
        .sort({ day: -1, _id: 1 })
        .limit(boundedBatch(limit))
        .lean<UseDocument[]>();
      return found.map(({ _id, ...use }) => use);
    },
  };
}
