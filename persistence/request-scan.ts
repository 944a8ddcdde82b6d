import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { OpenRequests } from '../domain/ports';
import { instantOf } from './plain-values';
import { requestModel } from './requests';
import type { RequestDocument } from './requests';

const mostAtOnce = 5_000;

/** Open requests of the collection `requests`, by a partial index, with nothing that is not needed. */
export function createOpenRequests(connection: Connection): OpenRequests {
  const requests = requestModel(connection);
  return {
    after: async (last, limit) => {
      const found = await requests
        .find({ open: true, ...(last === undefined ? {} : beyond(last)) })
        .sort({ orderAt: 1, _id: 1 })
        .limit(Math.min(Math.max(Math.trunc(limit), 1), mostAtOnce))
        .select({ receivedAt: 1, disagreement: 1 })
        .lean<Pick<RequestDocument, '_id' | 'receivedAt' | 'disagreement'>[]>();
      return found.map(({ _id, ...parts }) => ({ requestId: _id, ...parts }));
    },
  };
}

/** The first condition lets the index start in the right place; the second deals with equal instants. */
function beyond({
  receivedAt,
  requestId,
}: {
  readonly receivedAt: string;
  readonly requestId: string;
}): object {
  const orderAt = instantOf(receivedAt);
  return {
    orderAt: trusted({ $gte: orderAt }),
    $or: [{ orderAt: trusted({ $gt: orderAt }) }, { _id: trusted({ $gt: requestId }) }],
  };
}
