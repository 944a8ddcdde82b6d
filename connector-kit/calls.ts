import type { ConnectorOptions } from '../connectors';
import type {
  Connector,
  DisclosedRecord,
  Identifier,
  PlannedWork,
  StoreCall,
  StoreIntent,
  VerifyAnswer,
} from '../domain/connector';

/** The options of every connector under test. The clock of all worlds stands at November 2026. */
export const options: ConnectorOptions = {
  erasureKey: new Uint8Array(32).fill(7),
  now: () => '2026-11-20T01:00:00.000Z',
};

let operations = 0;
/** A call of its own operation. */
export function storeCall(more: Partial<StoreCall> = {}): StoreCall {
  operations += 1;
  return {
    operationId: `req_test/execute/${process.pid}-${operations}`,
    signal: new AbortController().signal,
    cutOffAt: '2026-11-20T00:00:00.000Z',
    ...more,
  };
}

/** Locates and plans as the engine does. */
export async function planFor(
  connector: Connector,
  intent: StoreIntent,
  person: readonly Identifier[],
  call: StoreCall = storeCall(),
): Promise<PlannedWork> {
  return connector.plan(call, intent, await connector.locate(call, person), person);
}

/** Polls of a pending effect before it counts as never answered, 20 ms apart. */
const mostPolls = 50;

/** Applies, and verifies until the store no longer says `pending`. Throws when the store refuses or never answers. */
export async function carryOut(
  connector: Connector,
  work: PlannedWork,
  call: StoreCall = storeCall(),
): Promise<VerifyAnswer> {
  const answer = await connector.apply(call, work);
  if (answer.status === 'refused') throw new Error(`refused: ${answer.reason}`);
  return proofOf(connector, work, call, answer.status === 'pending' ? answer.receipt : undefined);
}

/** Verifies until the store no longer says `pending`. */
export async function proofOf(
  connector: Connector,
  work: PlannedWork,
  call: StoreCall,
  receipt?: string,
): Promise<VerifyAnswer> {
  for (let poll = 0; poll < mostPolls; poll += 1) {
    const verified = await connector.verify(call, work, receipt);
    if (verified.status !== 'pending') return verified;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The store never answered.');
}

/** All records of a stream. */
export async function collect(records: AsyncIterable<DisclosedRecord>): Promise<readonly DisclosedRecord[]> {
  const all: DisclosedRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

/** The failure of a call that must fail. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('Expected a failure, got an answer.');
    },
    (error: unknown) => error,
  );
}
