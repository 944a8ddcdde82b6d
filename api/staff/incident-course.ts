import type { IncidentClosureBody, IncidentReportBody } from '../../contracts/http/incidents';
import { PublicError } from '../../domain/errors';
import { incidentLines } from '../../domain/incident';
import type { Incident } from '../../domain/incident';
import { closeIncident, reportIncident } from '../../domain/incident-commands';
import { courseEvidence } from '../../domain/incident-evidence';
import type { LedgerLine, Persistence } from '../../domain/ports';
import { sweepLines } from '../../domain/sweep';
import type { Call } from '../call';
import { incidentOf } from '../call';
import type { Answer } from '../route';
import { writeClosureReason } from '../vault-slots';
import { shownIncident } from './incidents';
import { staffIdOf } from './staff-id';

/** So often a change is decided anew because somebody else was quicker. */
const attempts = 5;

/** Somebody was told of the incident. */
export function logReport(call: Call<undefined, IncidentReportBody>): Promise<Answer> {
  const { regime, addressee, at, reference } = call.body;
  const named = { regime, addressee, at, ...(reference === undefined ? {} : { reference }) };
  const reporting = { reportId: call.repeatId, by: staffIdOf(call), ...named };
  return change(call, (incident) => reportIncident(incident, reporting, call.now));
}

/**
 * Closes the incident. The reason is in words, so it goes to the vault under the id of this call, and only its keyed hash
 * further: a closing that is refused afterwards overwrites nobody else's text.
 */
export async function logClosure(call: Call<undefined, IncidentClosureBody>): Promise<Answer> {
  const { incidentId } = incidentOf(call);
  const closing = { closureId: call.repeatId, by: staffIdOf(call) };
  if (!('ground' in call.body)) return change(call, (incident) => closeIncident(incident, closing, call.now));
  const { ground, reason } = call.body;
  const { vault } = call.deps.books;
  const reasonHash = await writeClosureReason(vault, incidentId, call.repeatId, { ground, reason });
  return change(call, (incident) => closeIncident(incident, { ...closing, ground, reasonHash }, call.now));
}

/** Decides on the newest version and writes; whoever was too slow decides anew. */
async function change(call: Call, decide: (incident: Incident) => Incident): Promise<Answer> {
  const { books } = call.deps;
  const { incidentId } = incidentOf(call);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await books.incidents.find(incidentId);
    if (before === undefined) throw new PublicError('DSR_NOT_FOUND');
    const after = decide(before);
    // The same version: this call has changed it before, and repeats what may have been left out.
    if (after.version === before.version || (await books.incidents.replace(after))) {
      const current = await follow(books, after, call.now);
      return { body: shownIncident(current, call.now) };
    }
  }
  throw new PublicError('DSR_UNAVAILABLE', 'Others change this incident at the same time; try again.');
}

/**
 * Brings evidence and ledger to where the incident is. Both are written whole, so that a repeat makes up for a crash; when
 * the incident has moved on meanwhile, its newest version is written, or a slower writer would have the last word.
 */
async function follow(books: Persistence, incident: Incident, now: string): Promise<Incident> {
  const { incidentId } = incident;
  for (let current = incident; ;) {
    await books.evidence.append(incidentId, courseEvidence(current));
    await writeLines(books, current, now);
    const newest = await books.incidents.find(incidentId);
    if (newest === undefined || newest.version <= current.version) return current;
    current = newest;
  }
}

/** A line that ends as breached is swept no more, so what fell due of it is raised first. */
async function writeLines({ deadlines, alerts }: Persistence, incident: Incident, now: string) {
  const { incidentId } = incident;
  const lines = incidentLines(incident);
  const isBreached = ({ regime, clock }: LedgerLine) =>
    lines.some((line) => line.status === 'breached' && line.regime === regime && line.clock === clock);
  const ending = (await deadlines.read(incidentId)).filter(isBreached);
  await alerts.raise(sweepLines(ending, now, 'sweep').alerts);
  await deadlines.write(incidentId, lines);
}
