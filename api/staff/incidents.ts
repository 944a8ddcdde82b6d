import type { IncidentBody } from '../../contracts/http/incidents';
import { PublicError } from '../../domain/errors';
import type { RequestId } from '../../domain/ids';
import { parseRequestId } from '../../domain/ids';
import { clockStatus, incidentLines, reportTo } from '../../domain/incident';
import type { Incident, IncidentStatus } from '../../domain/incident';
import { openIncident } from '../../domain/incident-commands';
import { openingEvidence } from '../../domain/incident-evidence';
import type { RefusedAttempt } from '../../domain/ports';
import type { Call } from '../call';
import { incidentOf } from '../call';
import type { ApiDeps } from '../deps';
import { etagKnown, etagOf } from '../etag';
import type { Answer } from '../route';
import { readIncidentWords, writeIncidentDescription } from '../vault-slots';
import { staffIdOf } from './staff-id';

const defaultLimit = 25;

/**
 * Logs an incident. Its lines in the deadline ledger are written before the incident itself: whatever is in the register has
 * clocks that are swept. A crash before the end leaves lines under an id that the caller gets with the repeat.
 */
export async function logIncident(call: Call<undefined, IncidentBody>): Promise<Answer> {
  const { deps, body, actor, now } = call;
  const { incidents, vault, deadlines, evidence } = deps.books;
  const links = await linksOf(deps, body);
  const { kind, discoveredAt, regimes, profiles, description } = body;
  const by = staffIdOf(call);
  // Made once per key: a repeat after a crash goes on with the same incident and the same clocks.
  const incident = await call.remember(() => {
    const named = { kind, discoveredAt, regimes, by, ...(profiles === undefined ? {} : { profiles }) };
    const incidentId = deps.newIncidentId();
    return Promise.resolve(openIncident({ incidentId, ...named, ...links }, deps.clocks, now));
  });
  const { incidentId } = incident;
  const stored = await incidents.find(incidentId);
  if (stored === undefined) {
    const commitment = await writeIncidentDescription(vault, incidentId, description);
    await deadlines.write(incidentId, incidentLines(incident));
    await evidence.append(incidentId, [openingEvidence(incident, actor, commitment)]);
    await incidents.open(incident);
  }
  const headers = { location: `/v1/staff/incidents/${incidentId}` };
  return { headers, body: shownIncident(stored ?? incident, now) };
}

/** What the new incident refers to. Everything named must be there: a link into nothing would be noticed too late. */
async function linksOf(
  { books }: ApiDeps,
  { relatedRequestId, fromAttempt }: IncidentBody,
): Promise<{ relatedRequestId?: RequestId; fromAttempt?: string }> {
  const attempt = fromAttempt === undefined ? undefined : await attemptOf(books, fromAttempt);
  const named = relatedRequestId === undefined ? undefined : await requestNamed(books, relatedRequestId);
  const requestId = named ?? attempt?.requestId;
  return {
    ...(requestId === undefined ? {} : { relatedRequestId: requestId }),
    ...(attempt === undefined ? {} : { fromAttempt: attempt.attemptId }),
  };
}

async function attemptOf({ accessLog }: ApiDeps['books'], attemptId: string): Promise<RefusedAttempt> {
  const attempt = /^att_[\w-]{1,50}$/.test(attemptId) ? await accessLog.findRefused(attemptId) : undefined;
  return attempt ?? refuseLink('fromAttempt', 'Expected the id of a refused attempt.');
}

async function requestNamed({ requests }: ApiDeps['books'], text: string): Promise<RequestId> {
  const requestId = parseRequestId(text);
  const view = requestId === undefined ? undefined : await requests.find(requestId);
  return view?.requestId ?? refuseLink('relatedRequestId', 'Expected the id of a request.');
}

function refuseLink(path: string, problem: string): never {
  throw new PublicError('DSR_BODY_INVALID', `${path}: ${problem}`, [{ path, problem }]);
}

/** Filters of the list. */
export interface IncidentListQuery {
  readonly status?: IncidentStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A page of incidents, last discovered first. */
export async function listIncidents(call: Call<IncidentListQuery>): Promise<Answer> {
  const { status, cursor, limit } = call.query;
  const filter = status === undefined ? {} : { status };
  const page = await call.deps.books.incidents.page(filter, cursor, limit ?? defaultLimit);
  return { body: { ...page, items: page.items.map((incident) => shownIncident(incident, call.now)) } };
}

/** One incident with the steps of its clocks; 304 when the caller has it already. */
export function showIncident(call: Call): Promise<Answer> {
  const incident = incidentOf(call);
  const body = shownIncident(incident, call.now);
  const etag = etagOf(incident.version, body);
  const headers = { etag, 'cache-control': 'private, no-cache' };
  return Promise.resolve(etagKnown(call.ifNoneMatch, etag) ? { status: 304, headers } : { body, headers });
}

/** The incident in words: recorded, before anything is shown. */
export async function showIncidentWords(call: Call): Promise<Answer> {
  const { incidentId, closure } = incidentOf(call);
  const { evidence, vault } = call.deps.books;
  await evidence.append(incidentId, [
    {
      key: `staffViewed/${call.correlationId}`,
      type: 'staffViewed',
      at: call.now,
      actor: call.actor,
      facts: { part: 'incidentWords', purpose: 'incident' },
    },
  ]);
  const words = await readIncidentWords(vault, incidentId, closure?.closureId);
  if (words === undefined) throw new PublicError('DSR_NOT_FOUND');
  return { body: { incidentId, ...words } };
}

/** The chain of evidence, as it is stored. */
export async function showIncidentEvidence(call: Call): Promise<Answer> {
  return { body: { items: await call.deps.books.evidence.read(incidentOf(call).incidentId) } };
}

/** The incident as it is at `now`: each clock with its status, and each addressee with when they were told. */
export function shownIncident(incident: Incident, now: string): object {
  const { reports } = incident;
  const clocks = incident.clocks.map((clock) => ({
    ...clock,
    status: clockStatus(incident, clock, now),
    addressees: clock.addressees.map(({ code, text }) => {
      const report = reportTo(reports, clock.regime, code);
      return { code, text, ...(report === undefined ? {} : { toldAt: report.at }) };
    }),
    steps: clock.steps.map(({ zh, en, article }) => ({ 'zh-CN': zh, en, article })),
  }));
  return { ...incident, clocks };
}
