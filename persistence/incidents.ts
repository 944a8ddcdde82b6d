import type { Connection } from 'mongoose';
import type { IncidentId } from '../domain/ids';
import type { Incident } from '../domain/incident';
import { PersistenceError } from '../domain/port-errors';
import type { IncidentBook } from '../domain/ports';
import { keysetPage, pageOf } from './keyset';
import { instantOf, plainJson } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { count, instant, json, optionalText, strictSchema, text } from './strict-schema';

interface IncidentDocument extends Omit<Incident, 'incidentId'> {
  readonly _id: IncidentId;
  /** `discoveredAt` for sorting. */
  readonly orderAt: Date;
}

const schema = strictSchema<IncidentDocument>({
  _id: text,
  version: count,
  kind: text,
  discoveredAt: text,
  loggedAt: text,
  loggedBy: text,
  regimes: { type: [String], required: true },
  profiles: { type: [String], required: true },
  relatedRequestId: optionalText,
  fromAttempt: optionalText,
  status: text,
  clocks: json,
  reports: json,
  closure: json,
  orderAt: instant,
});

/** Incidents in the collection `incidents`; the incident id is the document's key. */
export function createIncidentBook(connection: Connection): IncidentBook {
  const incidents = connection.model<IncidentDocument>('Incident', schema, 'incidents');
  return {
    open: async (incident) => {
      await upsertUnlessExcluded(() => incidents.create(toDocument(incident)));
    },
    find: async (incidentId) => {
      const found = await incidents.findOne({ _id: incidentId }).lean<IncidentDocument>();
      return found === null ? undefined : toIncident(found);
    },
    replace: async (incident) => {
      const { _id, ...content } = toDocument(incident);
      const { matchedCount } = await incidents.replaceOne({ _id, version: incident.version - 1 }, content);
      if (matchedCount === 0 && (await incidents.exists({ _id })) === null)
        throw new PersistenceError('missing', 'There is no such incident.');
      return matchedCount === 1;
    },
    page: async ({ status }, cursor, limit) => {
      const { filter, sort, limit: readLimit } = keysetPage(cursor, limit, -1);
      const found = await incidents
        .find({ ...filter, ...(status === undefined ? {} : { status }) })
        .sort(sort)
        .limit(readLimit)
        .lean<IncidentDocument[]>();
      return pageOf(found, limit, toIncident);
    },
  };
}

function toDocument({ incidentId, ...incident }: Incident): IncidentDocument {
  const { clocks, reports, discoveredAt } = plainJson(incident);
  return { ...incident, _id: incidentId, clocks, reports, orderAt: instantOf(discoveredAt) };
}

function toIncident({ _id, orderAt: _orderAt, ...incident }: IncidentDocument): Incident {
  return { incidentId: _id, ...incident };
}
