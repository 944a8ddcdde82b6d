import type { AlertListQuery, BreachListQuery } from '../../contracts/http/alerts';
import { PublicError } from '../../domain/errors';
import { parseIncidentId, parseRequestId } from '../../domain/ids';
import type { Call } from '../call';
import { alertOf } from '../call';
import type { Answer } from '../route';

const defaultLimit = 25;

/** A page of alerts, newest first. */
export async function listAlerts(call: Call<AlertListQuery>): Promise<Answer> {
  const { kind, level, status, caseId: wanted, cursor, limit } = call.query;
  const caseId = wanted === undefined ? undefined : (parseRequestId(wanted) ?? parseIncidentId(wanted));
  if (wanted !== undefined && caseId === undefined) return { body: { items: [] } };
  const filter = {
    ...(kind === undefined ? {} : { kind }),
    ...(level === undefined ? {} : { level }),
    ...(status === undefined ? {} : { status }),
    ...(caseId === undefined ? {} : { caseId }),
  };
  return { body: await call.deps.books.alerts.page(filter, cursor, limit ?? defaultLimit) };
}

/** The breach register: every deadline that was missed, newest first. */
export function listBreaches(call: Call<BreachListQuery>): Promise<Answer> {
  return listAlerts({ ...call, query: { ...call.query, kind: 'breach' } });
}

/** A member of staff has seen the alert; whoever was first stays named. */
export async function acknowledgeAlert(call: Call): Promise<Answer> {
  const { alertId } = alertOf(call);
  const { alerts } = call.deps.books;
  if (call.actor.kind !== 'staff') throw new PublicError('DSR_FORBIDDEN');
  await alerts.acknowledge(alertId, call.actor.id, call.now);
  const alert = await alerts.find(alertId);
  if (alert === undefined) throw new PublicError('DSR_NOT_FOUND');
  return { body: alert };
}
