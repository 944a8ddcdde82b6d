import { createCallQueue } from '../../../connectors/call-queue';
import { limitConnector } from '../../../connectors/limited-connector';
import type { Connector, Located, StoreCall } from '../../../domain/connector';
import type { StoreLimits } from '../../../domain/data-map';

const nothing: Located = { collections: [] };

/** A store whose calls end when the test says so. */
function slowStore() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const connector = {
    locate: (call: StoreCall) => {
      begun.push(call.operationId);
      return new Promise((resolve) => ends.set(call.operationId, () => resolve(nothing)));
    },
    apply: () => Promise.reject(new Error('It broke.')),
    async *extract({ operationId }: StoreCall) {
      await Promise.resolve();
      begun.push(operationId);
      yield 'one';
      yield 'two';
    },
    async *scanIdentifiers({ operationId }: StoreCall) {
      await Promise.resolve();
      begun.push(operationId);
      yield 'one';
    },
  } as unknown as Connector;
  return { connector, begun, end: (id: string) => ends.get(id)!() };
}

function limited(limits: StoreLimits) {
  const store = slowStore();
  const one = limitConnector(store.connector, createCallQueue('shop', limits));
  const locate = (id: string, signal?: AbortSignal) => one.locate(callOf(id, signal), []);
  /** A call whose answer nobody waits for. */
  const ask = (id: string) => void locate(id).catch(() => undefined);
  return { ...store, one, locate, ask };
}

function callOf(operationId: string, signal = new AbortController().signal): StoreCall {
  return { operationId, signal, cutOffAt: '2026-03-02T02:00:00Z' };
}

/** Lets everything run that waits for no timer. */
const settle = () => jest.advanceTimersByTimeAsync(0);

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('When a store takes two calls at once, then the third begins when one has ended, in order', async () => {
  const { begun, end, locate } = limited({ concurrency: 2 });
  const calls = ['a', 'b', 'c', 'd'].map((id) => locate(id));
  await settle();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await settle();
  expect(begun).toEqual(['a', 'b', 'c']);
  end('a');
  await settle();
  ['c', 'd'].forEach(end);
  expect(await Promise.all(calls)).toEqual([nothing, nothing, nothing, nothing]);
});

test('When a call fails, then its place is free again', async () => {
  const { one, begun, end, locate } = limited({ concurrency: 1 });
  const work = { steps: [], scope: {} } as never;
  await expect(one.apply(callOf('a'), work)).rejects.toThrow('It broke.');
  const next = locate('b');
  await settle();
  expect(begun).toEqual(['b']);
  end('b');
  await next;
});

test('When a waiting call is cancelled, then it leaves with its reason, and the store never hears of it', async () => {
  const { begun, end, locate } = limited({ concurrency: 1 });
  const cancel = new AbortController();
  const first = locate('a');
  const second = locate('b', cancel.signal);
  const third = locate('c');
  const refused = expect(second).rejects.toThrow('The worker stops.');
  await settle();
  cancel.abort(new Error('The worker stops.'));
  await refused;
  end('a');
  await settle();
  end('c');
  await Promise.all([first, third]);
  expect(begun).toEqual(['a', 'c']);
});

test('When a call was cancelled before it came, then it takes no place', async () => {
  const { begun, end, locate } = limited({ concurrency: 1 });
  await expect(locate('a', AbortSignal.abort(new Error('Too late.')))).rejects.toThrow('Too late.');
  const next = locate('b');
  await settle();
  expect(begun).toEqual(['b']);
  end('b');
  await next;
});

test('When the time of a call is over while it waits, then the store is busy, not stalled', async () => {
  const { begun, end, locate } = limited({ concurrency: 1 });
  const first = locate('a');
  const timeOut = new AbortController();
  const second = expect(locate('b', timeOut.signal)).rejects.toMatchObject({
    kind: 'busy',
    retryable: true,
  });
  await settle();
  timeOut.abort(new DOMException('Over.', 'TimeoutError'));
  await second;
  end('a');
  await first;
  expect(begun).toEqual(['a']);
});

test('When a stream is read, then it counts until it is left', async () => {
  const { one, begun, end, locate } = limited({ concurrency: 1 });
  let next: Promise<Located> | undefined;
  for await (const _record of one.extract(callOf('stream'), nothing, [])) {
    next = locate('b');
    await settle();
    expect(begun).toEqual(['stream']);
    break;
  }
  await settle();
  expect(begun).toEqual(['stream', 'b']);
  end('b');
  await next;
});

test('When all records are scanned, then the reader may ask the same store meanwhile', async () => {
  const { one, begun, end, locate } = limited({ concurrency: 1 });
  for await (const _record of one.scanIdentifiers!(callOf('scan'))) {
    const inner = locate('b');
    await settle();
    end('b');
    await inner;
  }
  expect(begun).toEqual(['scan', 'b']);
});

test('When a store takes ten calls in a second, then the next begins a tenth of a second later', async () => {
  const { begun, ask } = limited({ concurrency: 64, perSecond: 10 });
  for (let index = 0; index < 30; index += 1) ask(String(index));
  await jest.advanceTimersByTimeAsync(99);
  expect(begun).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(901);
  expect(begun.length).toBeGreaterThanOrEqual(10);
  expect(begun.length).toBeLessThanOrEqual(11);
});

test('When a call leaves while the pace holds it back, then the next takes its turn', async () => {
  const { begun, ask, locate } = limited({ concurrency: 64, perSecond: 1 });
  const cancel = new AbortController();
  ask('a');
  const gone = expect(locate('b', cancel.signal)).rejects.toThrow('Gone.');
  ask('c');
  await settle();
  cancel.abort(new Error('Gone.'));
  await gone;
  await jest.advanceTimersByTimeAsync(1_000);
  expect(begun).toEqual(['a', 'c']);
});

test('When a kind cannot look for candidates, then it cannot when limited either', () => {
  expect(limited({ concurrency: 1 }).one.findCandidates).toBeUndefined();
});
