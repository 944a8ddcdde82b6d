import type { Connection } from 'mongoose';
import { trusted } from 'mongoose';
import type { Deferral } from '../domain/deferral';
import type { DeferralBook, DueDeferral } from '../domain/ports';
import { boundedBatch, plainJson } from './plain-values';
import { repeatOnDuplicate, upsertUnlessExcluded } from './repeat-on-duplicate';
import { count, optionalText, strictSchema, text } from './strict-schema';

interface DeferralDocument extends Omit<Deferral, 'collection'> {
  /** `<requestId>/<storeId>/<collection>` */
  readonly _id: string;
  /** `collection`: that name is Mongoose's own. */
  readonly place: string;
}

const schema = strictSchema<DeferralDocument>({
  _id: text,
  requestId: text,
  storeId: text,
  place: text,
  count,
  ground: optionalText,
  until: text,
  lastUntil: text,
  state: text,
  doneAt: optionalText,
});

const idOf = ({ requestId, storeId, collection }: Deferral) => `${requestId}/${storeId}/${collection}`;

/** Deferred deletions in the collection `deferrals`. Days are compared as texts: they are all written alike. */
export function createDeferralBook(connection: Connection): DeferralBook {
  const deferrals = connection.model<DeferralDocument>('Deferral', schema, 'deferrals');
  return {
    enter: async (lines) => {
      for (const line of lines) await upsertUnlessExcluded(() => deferrals.create(documentOf(line)));
    },
    put: async (line) => {
      const _id = idOf(line);
      await repeatOnDuplicate(() => deferrals.replaceOne({ _id }, documentOf(line), { upsert: true }));
    },
    list: async (requestId) => {
      const found = await deferrals.find({ requestId }).sort({ _id: 1 }).lean<DeferralDocument[]>();
      return found.map(lineOf);
    },
    due: async (today, limit) => {
      const found = await deferrals
        .find({ state: 'waiting', until: trusted({ $lt: today }) })
        .sort({ until: 1, _id: 1 })
        .limit(boundedBatch(limit))
        .lean<DeferralDocument[]>();
      return byRequest(found);
    },
  };
}

function documentOf({ collection, ...line }: Deferral): DeferralDocument {
  return plainJson({ _id: idOf({ collection, ...line }), place: collection, ...line });
}

function lineOf({ _id, place, ...line }: DeferralDocument): Deferral {
  return { ...line, collection: place };
}

function byRequest(lines: readonly DeferralDocument[]): DueDeferral[] {
  const due = new Map<string, DueDeferral>();
  for (const { requestId, storeId, until } of lines) {
    const known = due.get(requestId);
    const storeIds = [...new Set([...(known?.storeIds ?? []), storeId])];
    due.set(requestId, { requestId, storeIds, until: known?.until ?? until });
  }
  return [...due.values()];
}
