import { createConnector } from '../../connectors';
import type { StoreIntent } from '../../domain/connector';
import { collection, field, shared, sole, storeCall, storeMap } from './maps';
import { collect, options, planFor } from './journeys';

describe('Processor that is asked by letter', () => {
  const store = storeMap({
    id: 'survey-institute',
    kind: 'email-processor',
    collections: [
      collection('interviews', {
        lookups: [{ kind: 'phone', field: 'phone' }],
        fields: [field('phone', { identity: 'phone' }), field('answers')],
      }),
    ],
  });
  const connector = createConnector(store, '', options);
  const person = [
    sole('phone', '+8613800000001'),
    shared('phone', '+8613800000002'),
    sole('email', 'ada@example.com'),
    sole('idNumber', 'X-1'),
  ];

  test('When any right is planned, then the letter may name sole identifiers of the mapped kinds and nothing else', async () => {
    const intents: readonly StoreIntent[] = [
      { right: 'access' },
      { right: 'deletion' },
      { right: 'restriction', lift: false },
      { right: 'objection', purposes: ['marketing'], lift: false },
      {
        right: 'correction',
        changes: [{ collection: 'interviews', field: 'phone', newValue: '+8613800000009' }],
      },
    ];
    for (const intent of intents) {
      const work = await planFor(connector, intent, person);
      expect(work.steps).toEqual([
        { collection: 'interviews', action: 'manual', count: 1, promises: 'manualPending' },
      ]);
      expect(work.scope.identifiers).toEqual([sole('phone', '+8613800000001')]);
      expect(work.scope.intent).toEqual(intent);
    }
  });

  test('When nothing of the person may be named, then it is still a task and never "nothing found"', async () => {
    const work = await planFor(connector, { right: 'deletion' }, [sole('email', 'ada@example.com')]);
    expect(work.steps).toHaveLength(1);
    expect(work.scope.identifiers).toEqual([]);
  });

  test('When it is asked to act by itself, then it stays pending and claims nothing', async () => {
    const call = storeCall();
    const work = await planFor(connector, { right: 'deletion' }, person, call);
    expect(await connector.apply(call, work)).toEqual({ status: 'pending', receipt: call.operationId });
    expect(await connector.verify(call, work, call.operationId)).toEqual({ status: 'pending' });
    expect(await collect(connector.extract(call, { collections: [] }, person))).toEqual([]);
  });
});
