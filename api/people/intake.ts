import { setTimeout as delay } from 'node:timers/promises';
import type { IntakeBody } from '../../contracts/http/subject';
import type { ClockState } from '../../domain/clock-state';
import type { Locale } from '../../domain/data-map';
import type { RequestId } from '../../domain/ids';
import { PersistenceError } from '../../domain/port-errors';
import type { Intake, RequestStore } from '../../domain/ports';
import { ledgerLines } from '../../domain/request-clocks';
import { sha256 } from '../authenticate';
import type { Call } from '../call';
import type { ApiDeps } from '../deps';
import type { Answer } from '../route';
import type { CheckedIntake } from './intake-claims';
import { checkIntake } from './intake-claims';
import { nextStep } from './next-step';

/** What of a call an intake works with, whichever route it came by. */
type Admitting = Pick<Call, 'deps' | 'now' | 'remember' | 'correlationId'>;

/**
 * Takes a request in. `accept` is the one step that makes it exist: before it everything is invisible (a vault slot,
 * evidence and deadlines under an id that nobody knows), after it nothing may fail the call, since the reconciler starts
 * what was not started. So a crash anywhere leaves nothing, or a request that runs.
 */
export async function takeIn(call: Call<undefined, IntakeBody>): Promise<Answer> {
  const { deps, body } = call;
  const locale = body.locale ?? call.locale;
  return admit(call, await checkIntake(deps, body, locale), locale);
}

/** Takes in what was checked. When the person has proven who they are, the one token gives everything at once. */
export async function admit(call: Admitting, checked: CheckedIntake, locale: Locale): Promise<Answer> {
  const { deps } = call;
  // Drawn once per key: a repeat after a crash meets its own half-made request and goes on with it.
  const { requestId, accessToken, receivedAt } = await call.remember(() =>
    Promise.resolve({ requestId: deps.newRequestId(), accessToken: deps.newToken(), receivedAt: call.now }),
  );
  const intake: Intake = {
    requestId,
    controllerId: deps.dataMap.controller.id,
    right: checked.right,
    regimes: checked.regimes,
    locale,
    channel: 'api',
    receivedAt,
    dataMapVersion: deps.dataMap.version,
    verificationNeeded: checked.verificationNeeded,
    requesterTokenHash: sha256(accessToken),
    ...(checked.about === undefined ? {} : { about: checked.about }),
    ...(checked.proven === true ? { verifiedAt: receivedAt, subjectTokenHash: sha256(accessToken) } : {}),
  };
  const clocks = deps.initialClocks(intake);
  await prepare(deps, intake, checked, clocks);
  await acceptSurely(deps.books.requests, intake);
  await begin(call, requestId, clocks);
  const next = nextStep(checked.verificationNeeded ? 'enterMailedCode' : 'wait', intake.locale);
  return {
    headers: { location: `/v1/requests/${requestId}` },
    body: { requestId, accessToken, phase: 'received', receivedAt, next },
  };
}

async function prepare(
  deps: ApiDeps,
  intake: Intake,
  { claims }: CheckedIntake,
  clocks: readonly ClockState[],
): Promise<void> {
  const { vault, evidence, deadlines } = deps.books;
  const { requestId, right, regimes, channel, locale, receivedAt, dataMapVersion, verificationNeeded } =
    intake;
  const { about, verifiedAt } = intake;
  const review = {
    ...(about === undefined ? {} : { about }),
    ...(verifiedAt === undefined ? {} : { provenBy: 'tokenOfThatRequest' }),
  };
  await vault.put(requestId, 'claims', claims);
  const ruleVersions = Object.fromEntries(clocks.map((clock) => [clock.regime, clock.ruleVersion]));
  await evidence.append(requestId, [
    {
      key: 'requestReceived',
      type: 'requestReceived',
      at: receivedAt,
      actor: { kind: 'subject' },
      facts: { right, regimes, channel, locale, dataMapVersion, verificationNeeded, ruleVersions, ...review },
      commitments: { claims: await vault.commitment(requestId, claims) },
    },
  ]);
  await deadlines.write(requestId, ledgerLines(requestId, clocks));
}

/** Accepts through a lost answer: a repeat with the same id changes nothing, and `exists` can only be our own write. */
async function acceptSurely(requests: RequestStore, intake: Intake): Promise<void> {
  const attempts = 3;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await requests.accept(intake);
      return;
    } catch (error) {
      const lost = error instanceof PersistenceError && error.retryable;
      if (!lost || attempt === attempts) throw error;
      await delay(attempt * 100);
    }
  }
}

/** So long the answer waits for the engine. It need not be there: the start goes on, or the reconciler does it. */
const startPatienceMs = 1_500;

/** From here on the request exists, and whatever fails is left to the reconciler. */
async function begin(
  { deps, correlationId }: Pick<Call, 'deps' | 'correlationId'>,
  requestId: RequestId,
  clocks: readonly ClockState[],
): Promise<void> {
  const { requests } = deps.books;
  const start = async (): Promise<void> => {
    try {
      await requests.attach(requestId, { clocks });
      await deps.gateway.start(requestId);
      await requests.markStarted(requestId, deps.now());
    } catch (error) {
      deps.log.fault({ correlationId, at: 'intake.begin', error });
    }
  };
  const answered = new AbortController();
  const patience = delay(startPatienceMs, undefined, { signal: answered.signal }).catch(() => undefined);
  await Promise.race([start(), patience]);
  answered.abort();
}
