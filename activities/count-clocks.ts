import type { ClockFactsInput, RecordResult } from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import type { AlertDraft } from '../domain/alert';
import { missingYearAlerts, movedEarlierAlerts } from '../domain/clock-alerts';
import { alreadyAcknowledged, carryOver } from '../domain/clock-state';
import type { ClockState } from '../domain/clock-state';
import type { EvidenceDraft, EvidenceFacts } from '../domain/evidence';
import type { RequestId } from '../domain/ids';
import type { Persistence, RequestView } from '../domain/ports';
import { ledgerLines, requestClocks, requestRules } from '../domain/request-clocks';
import type { Standing } from '../domain/standing';
import type { CoreDeps } from './deps';

/** Facts to count by, and the name of the count in the evidence. */
export interface CountInput extends ClockFactsInput {
  readonly standing: Standing;
  /** Names the count within its request, e.g. `clocks/7`. */
  readonly key: string;
}

/**
 * Counts the clocks of a request with the rules that are loaded now, and writes them down with the versions they follow
 * from. What stood before comes with the call, so that a repeat after a lost answer finds the same differences.
 */
export async function countClocks(
  deps: CoreDeps,
  view: Pick<RequestView, 'requestId' | 'right' | 'receivedAt'>,
  input: CountInput,
): Promise<NonNullable<RecordResult['counted']>> {
  const { requestId, right, receivedAt } = view;
  const { regimes, acknowledgedAt, before, standing, key } = input;
  const settings = deps.settings.clocks;
  const fresh = carryOver(before, requestClocks(regimes, right, { ...input, receivedAt }, settings));
  const clocks = acknowledgedAt === undefined ? fresh : alreadyAcknowledged(fresh, acknowledgedAt);
  const at = deps.now();
  await deps.books.evidence.append(requestId, [countEntry(deps, clocks, before, key, at)]);
  await writeClocks(deps.books, requestId, clocks, standing);
  await raise(deps.books, [
    ...missingYearAlerts(clocks, at),
    ...movedEarlierAlerts(requestId, before, clocks, at),
  ]);
  return { clocks, ...requestRules(settings.rules, regimes, right) };
}

/** Raises alerts, if there are any. */
export async function raise(books: Persistence, alerts: readonly AlertDraft[]): Promise<void> {
  if (alerts.length > 0) await books.alerts.raise(alerts);
}

/**
 * Evidence of a count: dates, those that stood before, and the versions they follow from. Its key ends with a hash of
 * that, for a worker with other rules may take over between two attempts: then both counts were made, and both stand.
 */
function countEntry(
  deps: CoreDeps,
  clocks: readonly ClockState[],
  before: readonly ClockState[],
  key: string,
  at: string,
): EvidenceDraft {
  const facts = {
    clocks: clocks.map(countFacts),
    before: before.map(countFacts),
    tzdata: process.versions['tz'] ?? 'unknown',
  };
  const name = `${key}/${deps.hash(facts).slice(0, 12)}`;
  return { key: name, type: 'clocksComputed', at, actor: engine, facts };
}

function countFacts(counted: ClockState): EvidenceFacts {
  const { regime, clock, date, deadlineAt, strictAt, provisional, ruleVersion, calendarVersion } = counted;
  return { regime, clock, date, deadlineAt, strictAt, provisional, ruleVersion, calendarVersion };
}

/** Writes clocks to the ledger that is swept without Temporal, and to the read model. */
export async function writeClocks(
  books: Persistence,
  requestId: RequestId,
  clocks: readonly ClockState[],
  standing: Standing,
): Promise<void> {
  await books.deadlines.write(requestId, ledgerLines(requestId, clocks, standing));
  await books.requests.attach(requestId, { clocks });
}
