import { checkLiveStore, liveChecks } from '../../../connector-kit';
import type { CaseResult, Rig } from '../../../connector-kit';
import type { Connector } from '../../../domain/connector';
import { StoreFailure } from '../../../domain/connector';
import type { StoreMap } from '../../../domain/data-map';
import { startRig } from '../../../examples/shelf-connector/rig';
import { createShelfConnector } from '../../../examples/shelf-connector/shelf-connector';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.reset();
});
afterAll(() => rig.stop());

/** The checks of the shelf, with Zoë as its canary, through a connector that may have been made worse. */
async function check(
  worsen: (good: Connector) => Partial<Connector> = () => ({}),
  more: Partial<StoreMap> = {},
  connection = rig.connection,
): Promise<Readonly<Record<string, { outcome: CaseResult['outcome']; why: string | undefined }>>> {
  const store: StoreMap = { ...rig.store, canary: { kind: 'customerNumber', value: 'CN-1' }, ...more };
  const results = await checkLiveStore({
    store,
    connection,
    connect: (...parts) => {
      const good = createShelfConnector(...parts);
      return { ...good, ...worsen(good) };
    },
  });
  return Object.fromEntries(results.map(({ id, outcome, why }) => [id, { outcome, why }]));
}

describe('the checks of a store in use', () => {
  test('When all is well, then they pass, what has no wire is named, and nothing was written', async () => {
    const before = await rig.content(false);
    const results = await check();
    expect(Object.keys(results)).toEqual(liveChecks.map(({ id }) => id));
    for (const id of ['probe', 'canary', 'canary-extract', 'canary-plan', 'nobody', 'cancelled'])
      expect(results[id]).toEqual({ outcome: 'passed', why: undefined });
    expect(results['silent']).toEqual({ outcome: 'notProven', why: 'the connection names no single host' });
    expect(await rig.content(false)).toBe(before);
  });

  test('When the canary is not there, then its check fails; when the map names none, then it is not proven', async () => {
    const gone = await check(undefined, { canary: { kind: 'customerNumber', value: 'CN-404' } });
    expect(gone['canary']).toMatchObject({
      outcome: 'failed',
      why: expect.stringContaining('records of the canary: expected at least one, got 0') as string,
    });
    const { canary: _, ...without } = rig.store;
    const results = await checkLiveStore({
      store: without,
      connection: rig.connection,
      connect: createShelfConnector,
    });
    expect(results.find(({ id }) => id === 'canary')).toMatchObject({ outcome: 'notProven' });
  });

  test('When a search for nobody finds somebody, then it fails and shows none of it', async () => {
    const results = await check((good) => ({
      locate: () => good.locate({ ...call(), signal: new AbortController().signal }, rig.person),
    }));
    expect(results['nobody']?.outcome).toBe('failed');
    expect(results['nobody']?.why).toContain('records of nobody: expected 0, got 4');
    expect(JSON.stringify(results)).not.toMatch(/Zo|Ben|CN-/);
  });

  test('When the address is wrong, then every search fails, and none of them as an empty one', async () => {
    const results = await check(undefined, {}, `${rig.connection}.gone`);
    for (const id of ['probe', 'canary', 'nobody']) expect(results[id]?.outcome).toBe('failed');
    expect(results['nobody']?.why).toContain('StoreFailure wrongAddress');
  });

  test('When the connection names a host, then a closed port and silence are tried on this machine', async () => {
    const asked: string[] = [];
    const unreachable: Connector['locate'] = () =>
      Promise.reject(new StoreFailure('unreachable', 'Store shelf cannot be reached.'));
    const results = await checkLiveStore({
      store: rig.store,
      connection: 'shelf://me:secret@shelf.example:4711/books?tls=0',
      connect: (store, connection, options) => {
        asked.push(connection);
        return { ...createShelfConnector(store, rig.connection, options), locate: unreachable };
      },
    });
    expect(results.find(({ id }) => id === 'refused-connection')?.outcome).toBe('passed');
    expect(results.find(({ id }) => id === 'silent')?.outcome).toBe('passed');
    expect(asked.slice(1)).toEqual([
      expect.stringMatching(/^shelf:\/\/me:secret@127\.0\.0\.1:\d+\/books\?tls=0$/),
      expect.stringMatching(/^shelf:\/\/me:secret@127\.0\.0\.1:\d+\/books\?tls=0$/),
    ]);
  });
});

function call() {
  return { operationId: 'x', cutOffAt: '2026-11-20T00:00:00.000Z' };
}
