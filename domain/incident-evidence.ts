import type { Actor } from './actor';
import type { EvidenceDraft } from './evidence';
import type { Incident, IncidentClosure, IncidentReport } from './incident';

/** That an incident was logged, with its clocks and a keyed hash of its description. */
export function openingEvidence(incident: Incident, actor: Actor, description: string): EvidenceDraft {
  const { kind, discoveredAt, regimes, profiles, relatedRequestId, fromAttempt, clocks } = incident;
  return {
    key: 'incidentOpened',
    type: 'incidentOpened',
    at: incident.loggedAt,
    actor,
    facts: {
      kind,
      discoveredAt,
      regimes,
      profiles,
      relatedRequestId: relatedRequestId ?? null,
      fromAttempt: fromAttempt ?? null,
      clocks: clocks.map(({ regime, clock, deadlineAt, ruleVersion, calendarVersion, addressees }) => {
        const told = addressees.map(({ code }) => code);
        return { regime, clock, deadlineAt, ruleVersion, calendarVersion, addressees: told };
      }),
    },
    commitments: { description },
  };
}

/**
 * All that happened to an incident since it was logged. Written whole with each change: what a crash left out is made up for
 * by the next, and what is recorded already is skipped.
 */
export function courseEvidence({ reports, closure }: Incident): EvidenceDraft[] {
  const closed = closure === undefined ? [] : [closureEvidence(closure)];
  return [...reports.map(reportEvidence), ...closed];
}

function reportEvidence(report: IncidentReport): EvidenceDraft {
  const { reportId, regime, addressee, at, loggedAt, by, reference } = report;
  return {
    key: `report/${reportId}`,
    type: 'incidentReported',
    at: loggedAt,
    actor: officer(by),
    facts: { regime, addressee, toldAt: at, reference: reference ?? null },
  };
}

function closureEvidence({ closureId, at, by, ground, reasonHash }: IncidentClosure): EvidenceDraft {
  return {
    key: `closure/${closureId}`,
    type: 'incidentClosed',
    at,
    actor: officer(by),
    facts: { ground: ground ?? null },
    ...(reasonHash === undefined ? {} : { commitments: { reason: reasonHash } }),
  };
}

/** Only the privacy officer reports and closes. */
function officer(id: string): Actor {
  return { kind: 'staff', id, role: 'privacyOfficer' };
}
