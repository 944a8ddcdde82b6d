import { engine } from '../domain/actor';
import type { Deferral } from '../domain/deferral';
import type { RequestId } from '../domain/ids';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf, requestContext } from './deps';
import { retentionGrounds, verifiedBase } from './letter-facts';

/** When everything that was deferred is deleted, the person is told, once, and what kept it from being used ends. */
export async function tellDeferredDone(deps: CoreDeps, input: { requestId: RequestId }): Promise<void> {
  const { requestId } = input;
  const lines = await deps.books.deferrals.list(requestId);
  if (lines.length === 0 || lines.some(({ state }) => state !== 'done')) return;
  const context = await requestContext(deps.books, requestId);
  const entry = {
    key: 'deferredDone',
    type: 'deferredDeletionDone' as const,
    at:
      lines
        .map(({ doneAt }) => doneAt ?? '')
        .sort()
        .at(-1) ?? deps.now(),
    actor: engine,
    facts: { collections: lines.map(({ storeId, collection }) => ({ storeId, collection })) },
  };
  await deps.books.evidence.append(requestId, [entry]);
  const register = await deps.books.register.find(requestId);
  if (register?.status === 'active') await deps.books.register.lift(requestId, deps.now());
  const base = verifiedBase(deps, context, await claimsOf(deps.books, requestId));
  const records = lines.flatMap((line) => recordsLine(context, line));
  const content = { kind: 'deferredDone' as const, ...base, records };
  await deliverNotice(deps, { requestId, serial: '1', content, locale: context.view.locale });
}

function recordsLine({ map }: RequestContext, { storeId, collection, doneAt, ground }: Deferral) {
  const store = map.stores.find(({ id }) => id === storeId);
  const found = store?.collections.find(({ id }) => id === collection);
  if (store === undefined || found === undefined || doneAt === undefined) return [];
  const reason = retentionGrounds(map)[ground ?? ''];
  return [
    {
      storeTitle: store.title,
      collectionTitle: found.title,
      provenAt: doneAt,
      ...(reason === undefined ? {} : { ground: reason }),
    },
  ];
}
