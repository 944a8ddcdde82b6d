import type { ConnectorOptions } from '../../connectors';
import type {
  Connector,
  DisclosedRecord,
  Identifier,
  PlannedWork,
  StoreCall,
  StoreIntent,
  VerifyAnswer,
} from '../../domain/connector';
import { storeCall } from './maps';

/** The options of all conformance tests. */
export const options: ConnectorOptions = {
  erasureKey: new Uint8Array(32).fill(7),
  now: () => '2026-11-20T01:00:00.000Z',
};

/** Locates and plans as the engine does. */
export async function planFor(
  connector: Connector,
  intent: StoreIntent,
  person: readonly Identifier[],
  call: StoreCall = storeCall(),
): Promise<PlannedWork> {
  return connector.plan(call, intent, await connector.locate(call, person), person);
}

/** Applies, and verifies until the store no longer says `pending`. */
export async function carryOut(
  connector: Connector,
  work: PlannedWork,
  call: StoreCall = storeCall(),
): Promise<VerifyAnswer> {
  const answer = await connector.apply(call, work);
  if (answer.status === 'refused') throw new Error(`refused: ${answer.reason}`);
  const receipt = answer.status === 'pending' ? answer.receipt : undefined;
  for (let poll = 0; poll < 50; poll += 1) {
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
