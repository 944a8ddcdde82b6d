import { cancellationSignal } from '@temporalio/activity';
import type { Actor } from '../domain/actor';
import type { RequestId } from '../domain/ids';
import { localDateOf } from '../domain/local-time';
import type { GroundText } from '../domain/notice';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, StoreDeps } from './deps';
import { claimsOf, requestContext } from './deps';
import { verifiedBase } from './letter-facts';
import { storeCall, storeProblem } from './store-call';
import * as slots from './vault-slots';

/** Who lifts which restriction. */
export interface LiftingInput {
  readonly requestId: RequestId;
  readonly actor: Actor;
}

/** The same with the time that the person has between warning and lifting. */
export interface WarningInput extends LiftingInput {
  readonly warningMs: number;
}

const decided: GroundText = {
  text: {
    'zh-CN': '经工作人员复核，限制处理的理由已不存在。',
    en: 'Our staff found that the reason for the restriction no longer holds.',
  },
  article: 'GDPR 18(3)',
};

/** Warns the person before a restriction ends (GDPR art 18(3)). */
export async function warnOfLifting(deps: CoreDeps, input: WarningInput): Promise<void> {
  const { requestId, actor, warningMs } = input;
  const context = await requestContext(deps.books, requestId);
  const at = deps.now();
  const zone = deps.settings.clocks.zone ?? 'Asia/Shanghai';
  const liftOn = localDateOf(new Date(Date.parse(at) + warningMs).toISOString(), zone, 'liftOn');
  const base = verifiedBase(deps, context, await claimsOf(deps.books, requestId));
  const content = { kind: 'restrictionLiftWarning' as const, ...base, liftOn, reason: decided };
  await deliverNotice(deps, { requestId, serial: '1', content, locale: context.view.locale });
  const entry = {
    key: 'restrictionWarned',
    type: 'restrictionWarned' as const,
    at,
    actor,
    facts: { warningMs },
  };
  await deps.books.evidence.append(requestId, [entry]);
}

/** Takes the marks back in every store that was marked. The same operation id on every repeat. */
export async function liftStoreMarks(deps: StoreDeps, input: { requestId: RequestId }): Promise<void> {
  const { requestId } = input;
  const { view, map } = await requestContext(deps.books, requestId);
  for (const { storeId, outcome } of await deps.books.stores.list(requestId)) {
    const store = map.stores.find((candidate) => candidate.id === storeId);
    const work = await slots.plannedWork(storeId).read(deps.books.vault, requestId);
    if (store === undefined || work === undefined || outcome?.code !== 'restricted') continue;
    const connector = deps.connectorOf(store);
    const call = storeCall(`${requestId}/lift/${storeId}`, store, view.receivedAt, cancellationSignal());
    try {
      const { located, identifiers } = work.scope;
      const lifting = await connector.plan(call, { right: 'restriction', lift: true }, located, identifiers);
      if (lifting.steps.length > 0) await connector.apply(call, lifting);
    } catch (error) {
      throw storeProblem(error, storeId);
    }
  }
}

/** Ends the restriction in the engine's register and tells the person. */
export async function finishLifting(deps: CoreDeps, input: LiftingInput): Promise<void> {
  const { requestId, actor } = input;
  const context = await requestContext(deps.books, requestId);
  const at = deps.now();
  await deps.books.register.lift(requestId, at);
  const entry = { key: 'restrictionLifted', type: 'restrictionLifted' as const, at, actor, facts: {} };
  await deps.books.evidence.append(requestId, [entry]);
  const base = verifiedBase(deps, context, await claimsOf(deps.books, requestId));
  const content = { kind: 'restrictionLifted' as const, ...base, liftedAt: at, reason: decided };
  await deliverNotice(deps, { requestId, serial: '1', content, locale: context.view.locale });
}
