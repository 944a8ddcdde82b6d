import { ApplicationFailure, activityInfo, cancellationSignal } from '@temporalio/activity';
import type { Actor } from '../domain/actor';
import { engine } from '../domain/actor';
import { StoreFailure } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import { taskIdOf } from '../domain/ids';
import type { RequestId } from '../domain/ids';
import { localDateOf } from '../domain/local-time';
import type { GroundText } from '../domain/notice';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, RequestContext, StoreDeps } from './deps';
import { claimsOf, requestContext } from './deps';
import { verifiedBase } from './letter-facts';
import { storeCall, storeProblem } from './stores/store-call';
import * as slots from './vault-slots';
import { askAgainLater } from './stores/step-failures';

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
  const zone = deps.settings.clocks.zone;
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

/**
 * Takes the marks back in every store that was marked, and asks each whether they are gone. The same operation id on every
 * repeat. A store that needs somebody's hand becomes a task and keeps no other waiting.
 */
export async function liftStoreMarks(deps: StoreDeps, input: { requestId: RequestId }): Promise<void> {
  const { requestId } = input;
  const context = await requestContext(deps.books, requestId);
  for (const { storeId, outcome } of await deps.books.stores.list(requestId)) {
    const store = context.map.stores.find((candidate) => candidate.id === storeId);
    if (store === undefined || outcome?.code !== 'restricted') continue;
    if (store.kind === 'manual' || store.kind === 'email-processor') {
      const kind = store.kind === 'manual' ? 'paperArchive' : 'processorAnswer';
      await openTask(deps, requestId, storeId, kind, 'manualStore');
      continue;
    }
    try {
      await liftMarksOf(deps, context, store);
    } catch (error) {
      const problem = storeProblem(error, storeId);
      if (!(problem instanceof ApplicationFailure) || problem.nonRetryable !== true) throw problem;
      await openTask(deps, requestId, storeId, 'storeTrouble', problem.type ?? 'failed');
    }
  }
}

async function liftMarksOf(deps: StoreDeps, { view }: RequestContext, store: StoreMap): Promise<void> {
  const work = await slots.plannedWork(store.id).read(deps.books.vault, view.requestId);
  if (work === undefined) return;
  const connector = deps.connectorOf(store);
  const call = storeCall(`${view.requestId}/lift/${store.id}`, store, view.receivedAt, cancellationSignal());
  const { located, identifiers } = work.scope;
  const lifting = await connector.plan(call, { right: 'restriction', lift: true }, located, identifiers);
  if (lifting.steps.length === 0) return;
  const applied = await connector.apply(call, lifting);
  const receipt = applied.status === 'pending' ? applied.receipt : undefined;
  const verified = await connector.verify(call, lifting, receipt);
  if (verified.status === 'disproven') throw new StoreFailure('refused', `Store ${store.id} kept its marks.`);
  if (verified.status === 'pending') throw askAgainLater(store.id, activityInfo().attempt);
}

async function openTask(
  deps: StoreDeps,
  requestId: RequestId,
  storeId: string,
  kind: 'paperArchive' | 'processorAnswer' | 'storeTrouble',
  reason: string,
): Promise<void> {
  const at = deps.now();
  const taskId = taskIdOf(requestId, 'lifting', storeId);
  await deps.books.tasks.open({ taskId, requestId, kind, storeId, openedAt: at, reason });
  const entry = {
    key: `lift/${storeId}`,
    type: kind === 'storeTrouble' ? ('storeFailed' as const) : ('taskOpened' as const),
    at,
    actor: engine,
    facts: { taskId, storeId, reason },
  };
  await deps.books.evidence.append(requestId, [entry]);
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
