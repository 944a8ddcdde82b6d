import { createConnector } from '../../connectors';
import { collection, field, sole, storeCall, storeMap } from './maps';
import { collect, failureOf, options, planFor } from './journeys';

describe('Manual store', () => {
  const store = storeMap({
    id: 'archive',
    kind: 'manual',
    collections: [collection('contracts', { fields: [field('x')] })],
  });
  const connector = createConnector(store, '', options);
  const person = [sole('customerNumber', 'CN-1')];

  test('When any right is planned, then it is one task for staff that stays pending here', async () => {
    const call = storeCall();
    for (const intent of [
      { right: 'access' },
      { right: 'deletion' },
      { right: 'restriction', lift: false },
    ] as const) {
      const work = await planFor(connector, intent, person, call);
      expect(work.steps).toEqual([
        { collection: 'contracts', action: 'manual', count: 1, promises: 'manualPending' },
      ]);
      const answer = await connector.apply(call, work);
      expect(answer).toEqual({ status: 'pending', receipt: call.operationId });
      expect(await connector.apply(call, work)).toEqual(answer);
      expect(await connector.verify(call, work, call.operationId)).toEqual({ status: 'pending' });
    }
    expect(await connector.probe(call.signal)).toEqual([]);
    expect(await collect(connector.extract(call, { collections: [] }, person))).toEqual([]);
  });

  test('When the plan was made for a machine, or the call is cancelled, then it is refused', async () => {
    const work = await planFor(connector, { right: 'deletion' }, person);
    const step = { collection: 'contracts', action: 'delete', count: 1, promises: 'deleted' } as const;
    expect(await failureOf(connector.apply(storeCall(), { ...work, steps: [step] }))).toMatchObject({
      kind: 'refused',
    });
    const reason = new Error('cancelled by the test');
    expect(await failureOf(connector.locate(storeCall({ signal: AbortSignal.abort(reason) }), person))).toBe(
      reason,
    );
  });
});
