import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';

/** A client with its connection, to be closed by whoever opened it. */
export interface TemporalClient {
  readonly client: Client;
  /** True when the server answers. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

/** Where the server is, and how payloads travel. */
export interface TemporalClientOptions {
  readonly address: string;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
}

/** Connects lazily: the API starts, and says that it is not ready, while the server is away. */
export function connectTemporal(options: TemporalClientOptions): TemporalClient {
  const { address, namespace, dataConverter } = options;
  const connection = Connection.lazy({ address });
  const client = new Client({ connection, namespace, dataConverter });
  return {
    client,
    ready: async () => {
      try {
        await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },
    close: () => connection.close(),
  };
}
