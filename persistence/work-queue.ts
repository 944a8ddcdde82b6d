import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { WorkQueue } from '../domain/ports';
import { keysetPage, pageBy } from './keyset';
import { boundedBatch, instantOf, lastInOrder, plainJson } from './plain-values';
import type { RequestDocument } from './requests';
import { requestModel, toView } from './requests';

/** Open requests in the collection `requests`, by its partial indexes `work` and `outdated`. */
export function createWorkQueue(connection: Connection): WorkQueue {
  const requests = requestModel(connection);
  return {
    outdated: async (before, limit) => {
      const found = await requests
        .find({ open: true, forecastAt: trusted({ $lt: instantOf(before) }) })
        .sort({ forecastAt: 1 })
        .limit(boundedBatch(limit))
        .lean<RequestDocument[]>();
      return found.map(toView);
    },
    keep: async (requestId, forecast) => {
      const { at, startBy } = forecast;
      const workAt = startBy === undefined ? lastInOrder : instantOf(startBy);
      await requests.updateOne(
        { _id: requestId, open: true },
        { $set: { forecast: plainJson(forecast), workAt, forecastAt: instantOf(at) } },
      );
    },
    page: async (chosen, cursor, limit) => {
      const { filter, sort, limit: readLimit } = keysetPage(cursor, limit, 1, 'workAt');
      const found = await requests
        .find({ ...filter, ...chosen, open: true })
        .sort(sort)
        .limit(readLimit)
        .lean<RequestDocument[]>();
      return pageBy('workAt', found, limit, toView);
    },
  };
}
