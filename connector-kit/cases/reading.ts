import type { LocatedCollection, StoreIntent } from '../../domain/connector';
import { collect, planFor, storeCall } from '../calls';
import type { ConformanceCase, Trial } from '../conformance-case';
import { expectSame, expectThat, expectUntouched } from '../expectations';
import { sole } from '../maps';
import type { Rig } from '../rig';

/** A deletion of everything that a store holds of the person. */
export const deletion: StoreIntent = { right: 'deletion' };

/** What can be asked of this store. */
export function intentsOf({ correction, purpose }: Rig): readonly StoreIntent[] {
  return [
    deletion,
    ...(correction === undefined ? [] : [{ right: 'correction', changes: [correction] } as const]),
    { right: 'restriction', lift: false },
    ...(purpose === undefined ? [] : [{ right: 'objection', purposes: [purpose], lift: false } as const]),
  ];
}

/** Keys by collection, where there are any. */
export function keysOf(
  collections: readonly LocatedCollection[],
): Readonly<Record<string, readonly string[]>> {
  const found = collections.filter(({ keys }) => keys.length > 0);
  return Object.fromEntries(found.map(({ collection, keys }) => [collection, keys]));
}

/** What a connector tells of a store without changing it. */
export const readingCases: readonly ConformanceCase[] = [
  {
    id: 'probe',
    title: 'When the map fits the store, then the probe finds no problem',
    proves: 'A healthy store is not reported as broken.',
    needs: [],
    run: async ({ connector }: Trial): Promise<void> => {
      const problems = await connector.probe(storeCall().signal);
      expectSame('probe', [], problems, 'Report only what does not fit between map and store.');
    },
  },
  {
    id: 'locate',
    title: 'When a person is located, then exactly their records are found',
    proves: 'Nobody else is taken for the person, and nothing of theirs is overlooked.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const { collections } = await connector.locate(storeCall(), rig.person);
      const advice = 'Compare identifiers in normal form, and leave out what carries somebody else’s.';
      expectSame('keys found by locate', rig.keys, keysOf(collections), advice);
      const elements = collections.flatMap((one) => Object.values(one.elements ?? {}).flat());
      expectSame('elements found in records of others', rig.elements ?? 0, elements.length, advice);
    },
  },
  {
    id: 'nobody',
    title: 'When nobody matches, then nothing is found, planned or changed',
    proves: 'An empty search is an answer of its own, and never "everything".',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const before = await rig.content(false);
      const work = await planFor(connector, deletion, [sole('customerNumber', 'CN-404')]);
      expectSame('steps for nobody', [], work.steps, 'Plan no step where nothing was found.');
      expectSame(
        'records of nobody',
        [],
        work.scope.located.collections,
        'Return no collection without records.',
      );
      const { status } = await connector.verify(storeCall(), work);
      expectSame(
        'proof of an empty search',
        'proven',
        status,
        'Search again, and answer what that search found.',
      );
      expectUntouched(before, await rig.content(false));
    },
  },
  {
    id: 'extract',
    title: 'When records are extracted, then mapped fields come and nobody else is in them',
    proves: 'The package holds the person’s data, and no other person’s.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const located = await connector.locate(storeCall(), rig.person);
      const records = await collect(connector.extract(storeCall(), located, rig.person));
      for (const record of records) {
        const map = rig.store.collections.find(({ id }) => id === record.collection);
        const mapped = [...(map?.fields ?? []).map(({ name }) => name), map?.elements?.path];
        const unmapped = Object.keys(record.values).filter((name) => !mapped.includes(name));
        expectSame(
          `unmapped fields of ${record.collection}`,
          [],
          unmapped,
          'Read only the fields of the map.',
        );
      }
      const least = Object.values(rig.keys).flat().length;
      const enough = records.length >= least;
      expectThat(
        'records extracted',
        enough,
        `at least ${least}`,
        records.length,
        'Stream every located record.',
      );
      const text = JSON.stringify(records);
      const leaked = rig.secrets.filter((secret) => text.includes(secret));
      expectSame('texts of others disclosed', [], leaked, 'Withhold what is another person’s.');
    },
  },
  {
    id: 'plan-touches-nothing',
    title: 'When a right is planned, then the store is not touched',
    proves: 'A dry run is dry.',
    needs: [],
    run: async ({ rig, connector }: Trial): Promise<void> => {
      const before = await rig.content(false);
      for (const intent of intentsOf(rig)) await planFor(connector, intent, rig.person);
      expectUntouched(before, await rig.content(false));
    },
  },
];
