import type { AcknowledgeInput, LetterResult, StartResult } from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import type { RequestId } from '../domain/ids';
import { localDateOf } from '../domain/local-time';
import { isWithoutStores, rightOnStores, worksAs } from '../domain/right';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf, requestContext } from './deps';
import { enterRegister } from './enter-register';
import { letterBase, promisedDate } from './letter-facts';
import { codeFor, enterCode } from './mailed-code';
import { countClocks } from './count-clocks';
import { concernedStores } from './stores/store-intent';

/**
 * Starts the clocks, and finds out what of the rules and stores concerns the request. An objection to direct marketing is
 * in force before anybody is told.
 */
export async function startClocks(deps: CoreDeps, input: { requestId: RequestId }): Promise<StartResult> {
  const { requestId } = input;
  const { view, map } = await requestContext(deps.books, requestId);
  const { regimes, right, verificationNeeded } = view;
  const claims = await claimsOf(deps.books, requestId);
  const counted = await countClocks(deps, view, {
    regimes,
    extendedRegimes: [],
    pauses: [],
    before: [],
    // From the intake until now nothing was asked of the person.
    standing: {},
    key: 'clocks/1',
  });
  if (worksAs(right, 'objection') && !verificationNeeded)
    await enterRegister(deps, { requestId, kind: 'objection' });
  return {
    ...counted,
    storeCount: isWithoutStores(right) ? 0 : concernedStores(map, rightOnStores(right), claims).length,
  };
}

/**
 * Tells the person: case number, deadline, and the code that proves control of the address. The phase is written first:
 * whoever holds the code can use it.
 */
export async function acknowledgeRequest(deps: CoreDeps, input: AcknowledgeInput): Promise<LetterResult> {
  const { requestId, version, projection } = input;
  await deps.books.requests.project(requestId, version, projection, deps.now());
  const context = await requestContext(deps.books, requestId);
  const { regimes, verificationNeeded } = context.view;
  const result = await sendAcknowledgement(deps, context);
  const entry = {
    key: 'acknowledged',
    type: 'acknowledged' as const,
    at: deps.now(),
    actor: engine,
    facts: { verificationNeeded, regimes: [...regimes] },
  };
  await deps.books.evidence.append(requestId, [entry]);
  return result;
}

async function sendAcknowledgement(deps: CoreDeps, context: RequestContext): Promise<LetterResult> {
  const { requestId, locale, verificationNeeded } = context.view;
  const base = {
    kind: 'acknowledgement' as const,
    ...letterBase(deps, context),
    deadline: promisedDate(context.view),
  };
  const content = verificationNeeded ? { ...base, identity: await identityPart(deps, context) } : base;
  return deliverNotice(deps, { requestId, serial: '1', content, locale });
}

async function identityPart(deps: CoreDeps, { view }: RequestContext) {
  const code = await codeFor(deps, view.requestId, 'verifyIdentity', 'acknowledgement');
  await enterCode(deps, view.requestId, 'verifyIdentity', code);
  const closesAt = new Date(Date.parse(view.receivedAt) + deps.settings.verificationDays * 86_400_000);
  const zone = deps.settings.clocks.zone;
  return { code, closesOn: localDateOf(closesAt.toISOString(), zone, 'closesAt') };
}
