import type { Connector } from '../domain/connector';
import type { CallQueue } from './call-queue';

/**
 * A connector that asks its store no more than the queue lets it. A stream counts until it is read to its end or left,
 * except the scan of all records: its reader asks the same store between two records, and would wait for itself.
 */
export function limitConnector(connector: Connector, queue: CallQueue): Connector {
  const within = async <T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> => {
    const leave = await queue.enter(signal);
    try {
      return await ask();
    } finally {
      leave();
    }
  };
  return {
    store: connector.store,
    probe: (signal) => within(signal, () => connector.probe(signal)),
    ...(connector.findCandidates !== undefined && {
      findCandidates: (call, identifiers) =>
        within(call.signal, async () => (await connector.findCandidates?.(call, identifiers)) ?? []),
    }),
    ...(connector.scanIdentifiers !== undefined && {
      scanIdentifiers: (call) =>
        streamed(queue, call.signal, 'begin', () => connector.scanIdentifiers?.(call)),
    }),
    locate: (call, ...rest) => within(call.signal, () => connector.locate(call, ...rest)),
    extract: (call, ...rest) => streamed(queue, call.signal, 'whole', () => connector.extract(call, ...rest)),
    plan: (call, ...rest) => within(call.signal, () => connector.plan(call, ...rest)),
    apply: (call, work) => within(call.signal, () => connector.apply(call, work)),
    verify: (call, ...rest) => within(call.signal, () => connector.verify(call, ...rest)),
    close: () => connector.close(),
  };
}

/** A stream that takes its place when it is first read. `begin`: the place is given back at once. */
async function* streamed<T>(
  queue: CallQueue,
  signal: AbortSignal,
  counts: 'begin' | 'whole',
  open: () => AsyncIterable<T> | undefined,
): AsyncIterable<T> {
  const leave = await queue.enter(signal);
  if (counts === 'begin') leave();
  try {
    yield* open() ?? [];
  } finally {
    leave();
  }
}
