import type { RequestStore } from '../domain/ports';
import { connect } from './connect';
import type { DatabaseAddress } from './connect';
import { shield } from './driver-errors';
import { createRequestStore } from './requests';

/**
 * Opens the requests for reading page by page: needs no key and changes nothing, not even an index.
 * @throws PersistenceError unavailable when the database does not answer in time.
 */
export async function openRequests(
  address: DatabaseAddress,
): Promise<Pick<RequestStore, 'page'> & { close(): Promise<void> }> {
  const connection = await connect(address);
  const requests = shield('requests', createRequestStore(connection));
  return { page: (...query) => requests.page(...query), close: () => connection.close() };
}
