import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createConnector } from '../../connectors';
import type { Connector, FieldChange, Identifier, StoreIntent } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CuttingProxy } from './cutting-proxy';
import { carryOut, collect, failureOf, options, planFor } from './journeys';
import { sole, storeCall } from './maps';

/** A real store with a small world in it, seen from one person whose records are all found by sole identifiers. */
export interface Rig {
  readonly store: StoreMap;
  /** Through {@link proxy}. */
  readonly connection: string;
  /** The same form of connection, for another port of the loopback interface. */
  readonly connectionAt: (port: number) => string;
  readonly proxy: CuttingProxy;
  /** Matches a message of the connector that writes. */
  readonly writes: RegExp;
  readonly person: readonly Identifier[];
  /** What `locate` must find: keys per collection, and the number of elements in documents of others. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly elements?: number;
  readonly correction: FieldChange;
  readonly purpose: string;
  /** Texts of others, and in fields that are not mapped: never disclosed to the person. */
  readonly secrets: readonly string[];
  /** Puts the world back as it was. */
  readonly reset: () => Promise<void>;
  /** All records as text, one line each; `withoutPerson` leaves out what a deletion of the person changes. */
  readonly content: (withoutPerson: boolean) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** What every automatic connector must do, against its real server. */
export function itConforms(name: string, startRig: () => Promise<Rig>): void {
  describe(`${name} conforms`, () => {
    let rig: Rig;
    let connector: Connector;
    beforeAll(async () => {
      rig = await startRig();
      connector = createConnector(rig.store, rig.connection, options);
    });
    beforeEach(() => rig.reset());
    afterAll(async () => {
      await connector.close();
      await rig.stop();
    });
    const deletion: StoreIntent = { right: 'deletion' };

    test('When the map fits the store, then the probe finds no problem', async () => {
      expect(await connector.probe(storeCall().signal)).toEqual([]);
    });

    test('When a person is located, then exactly their records are found', async () => {
      const located = await connector.locate(storeCall(), rig.person);
      const found = Object.fromEntries(located.collections.map((one) => [one.collection, one.keys]));
      expect(Object.fromEntries(Object.entries(found).filter(([, keys]) => keys.length > 0))).toEqual(
        rig.keys,
      );
      expect(located.collections.flatMap((one) => Object.values(one.elements ?? {}).flat())).toHaveLength(
        rig.elements ?? 0,
      );
    });

    test('When nobody matches, then nothing is found, planned or changed', async () => {
      const before = await rig.content(false);
      const work = await planFor(connector, deletion, [sole('customerNumber', 'CN-404')]);
      expect(work.steps).toEqual([]);
      expect(work.scope.located.collections).toEqual([]);
      expect((await connector.verify(storeCall(), work)).status).toBe('proven');
      expect(await rig.content(false)).toBe(before);
    });

    test('When records are extracted, then mapped fields come and nobody else is in them', async () => {
      const located = await connector.locate(storeCall(), rig.person);
      const records = await collect(connector.extract(storeCall(), located, rig.person));
      for (const record of records) {
        const map = rig.store.collections.find(({ id }) => id === record.collection)!;
        const mapped = [...map.fields.map((field) => field.name), map.elements?.path];
        expect(Object.keys(record.values).filter((name) => !mapped.includes(name))).toEqual([]);
      }
      expect(records.length).toBeGreaterThanOrEqual(Object.values(rig.keys).flat().length);
      const text = JSON.stringify(records);
      expect(rig.secrets.filter((secret) => text.includes(secret))).toEqual([]);
    });

    test('When a right is planned, then the store is not touched', async () => {
      const before = await rig.content(false);
      for (const intent of intents(rig)) await planFor(connector, intent, rig.person);
      expect(await rig.content(false)).toBe(before);
    });

    test('When a deletion is carried out, then it is proven and everybody else is as before', async () => {
      const before = await rig.content(true);
      const work = await planFor(connector, deletion, rig.person);
      const answer = await carryOut(connector, work);
      expect(answer).toMatchObject({ status: 'proven', proof: { remaining: 0 } });
      expect(
        answer.status === 'proven' && answer.collections.map(({ code, count }) => [code, count]),
      ).toEqual(work.steps.map(({ promises, count }) => [promises, count]));
      expect(await rig.content(true)).toBe(before);
    });

    test('When the same effect is applied three times, then it happens once with one answer', async () => {
      for (const intent of intents(rig)) {
        await rig.reset();
        const call = storeCall();
        const work = await planFor(connector, intent, rig.person);
        const first = await connector.apply(call, work);
        await carryOut(connector, work, call);
        const after = await rig.content(false);
        expect(await connector.apply(call, work)).toEqual(first);
        expect(await connector.apply(call, work)).toEqual(first);
        expect(await rig.content(false)).toBe(after);
      }
    });

    test('When the connection breaks after any write, then a repeat completes it and touches nobody else', async () => {
      const others = await rig.content(true);
      let cuts = 0;
      for (let nth = 1; nth <= 20; nth += 1) {
        await rig.reset();
        const call = storeCall();
        const work = await planFor(connector, deletion, rig.person);
        rig.proxy.cutAfter(rig.writes, nth);
        const attempt = await connector.apply(call, work).catch((error: unknown) => error);
        if (!rig.proxy.hasCut()) break;
        cuts += 1;
        expect(!(attempt instanceof Error) || (attempt instanceof StoreFailure && attempt.retryable)).toBe(
          true,
        );
        expect((await carryOut(connector, work, call)).status).toBe('proven');
        expect(await rig.content(true)).toBe(others);
      }
      rig.proxy.cutAfter(/$^/, 1);
      expect(cuts).toBeGreaterThan(0);
    });

    test('When a field is corrected, then the store holds the new value and a repeat says so', async () => {
      const work = await planFor(connector, { right: 'correction', changes: [rig.correction] }, rig.person);
      expect(work.steps).toMatchObject([{ action: 'correct', count: 1, promises: 'corrected' }]);
      expect(await carryOut(connector, work)).toMatchObject({
        status: 'proven',
        collections: [{ code: 'corrected', count: 1 }],
      });
      expect(await rig.content(false)).toContain(rig.correction.newValue);
    });

    test('When the value moved since the plan, then the correction is refused as a conflict', async () => {
      const planned = await planFor(
        connector,
        { right: 'correction', changes: [rig.correction] },
        rig.person,
      );
      const between = { ...rig.correction, newValue: 'Moved Meanwhile' };
      await carryOut(
        connector,
        await planFor(connector, { right: 'correction', changes: [between] }, rig.person),
      );
      const before = await rig.content(false);
      expect(await connector.apply(storeCall(), planned)).toMatchObject({
        status: 'refused',
        reason: 'conflict',
      });
      expect(await rig.content(false)).toBe(before);
    });

    test('When a person objects, then the switch is off, and lifting the objection turns nothing on', async () => {
      const purposes = [rig.purpose];
      const work = await planFor(connector, { right: 'objection', purposes, lift: false }, rig.person);
      expect(await carryOut(connector, work)).toMatchObject({
        status: 'proven',
        collections: [{ code: 'ceased', count: 1 }],
      });
      expect(
        (await planFor(connector, { right: 'objection', purposes, lift: true }, rig.person)).steps,
      ).toEqual([]);
      expect(
        (await planFor(connector, { right: 'objection', purposes: ['other'], lift: false }, rig.person))
          .steps,
      ).toEqual([]);
    });

    test('When a plan names no records, then it is refused and nothing happens', async () => {
      const before = await rig.content(false);
      const work = await planFor(connector, deletion, rig.person);
      const targets = work.scope.targets.map(({ collection, action }) => ({ collection, action, keys: [] }));
      const unscoped = { ...work, scope: { ...work.scope, targets } };
      expect(await failureOf(connector.apply(storeCall(), unscoped))).toMatchObject({ kind: 'refused' });
      expect(await rig.content(false)).toBe(before);
    });

    test('When the call is cancelled, then it ends with the reason of its caller and nothing happens', async () => {
      const before = await rig.content(false);
      const reason = new Error('cancelled by the test');
      const call = storeCall({ signal: AbortSignal.abort(reason) });
      const work = await planFor(connector, deletion, rig.person);
      expect(await failureOf(connector.locate(call, rig.person))).toBe(reason);
      expect(await failureOf(connector.apply(call, work))).toBe(reason);
      expect(await rig.content(false)).toBe(before);
    });

    test('When the server refuses connections, then the failure is unreachable and names no secret', async () => {
      const port = await closedPort();
      const dead = createConnector({ ...rig.store, timeoutMs: 3_000 }, rig.connectionAt(port), options);
      const failure = await failureOf(dead.locate(storeCall(), rig.person));
      await dead.close();
      expect(failure).toMatchObject({ name: 'StoreFailure', kind: 'unreachable', retryable: true });
      expect((failure as StoreFailure).message).not.toMatch(
        new RegExp(`${port}|${rig.person[0]!.value}|secret`),
      );
    });

    test('When the server takes connections and is silent, then the call stalls no longer than its time-out', async () => {
      const server = createServer((socket) => socket.on('error', () => undefined));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const slow = createConnector({ ...rig.store, timeoutMs: 300 }, rig.connectionAt(port), options);
      const failure = await failureOf(slow.locate(storeCall(), rig.person));
      server.close();
      await slow.close();
      expect(failure).toBeInstanceOf(StoreFailure);
      expect((failure as StoreFailure).retryable).toBe(true);
    });
  });
}

function intents(rig: Rig): readonly StoreIntent[] {
  return [
    { right: 'deletion' },
    { right: 'correction', changes: [rig.correction] },
    { right: 'restriction', lift: false },
    { right: 'objection', purposes: [rig.purpose], lift: false },
  ];
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
