import type { Connection } from 'mongoose';
import type { OpenRequests } from '../domain/ports';
import { requestModel } from './requests';
import type { RequestDocument } from './requests';

type OpenDocument = Pick<RequestDocument, '_id' | 'receivedAt' | 'disagreement'>;

/** Requests that one answer of the server holds. */
const batch = 5_000;

/** Open requests of the collection `requests`, in one pass of one cursor: pages would read the rest again and again. */
export function createOpenRequests(connection: Connection): OpenRequests {
  const requests = requestModel(connection);
  return {
    each: async (look) => {
      // The driver's own cursor: Mongoose's costs as much again for each document, and here nothing needs its schema.
      const cursor = requests.collection.find<OpenDocument>(
        { open: true },
        { projection: { receivedAt: 1, disagreement: 1 }, batchSize: batch },
      );
      for await (const { _id, ...parts } of cursor) look({ requestId: _id, ...parts });
    },
  };
}
