import { z } from 'zod';
import { staffRoles } from '../../domain/actor';
import {
  closureGrounds,
  incidentClockStatuses,
  incidentKinds,
  incidentStatuses,
} from '../../domain/incident';
import { instantText, pageCursor, pageLimit, paragraph } from './primitives';

/** An instant as staff write it, with its offset: a wall-clock time alone can be two moments. */
const instantIn = z.iso.datetime({
  offset: true,
  error: 'Expected an instant with its offset, e.g. 2026-03-02T10:15:00+08:00.',
});
const regimeWord = z
  .string()
  .regex(/^[A-Z][A-Z0-9-]{1,39}$/, { error: 'Expected a regime such as EU-GDPR.' });
const codeWord = (example: string) =>
  z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, { error: `Expected a code such as ${example}.` });
/** Under which an addressee filed a report. It becomes evidence, so no sentence fits into it. */
const reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/()-]{0,59}$/, { error: 'Expected a reference without spaces.' });

/** An incident is logged. */
export const incidentBody = z
  .strictObject({
    kind: z.enum(incidentKinds),
    discoveredAt: instantIn.meta({
      description: 'When somebody in the house first knew of it: clocks run from there.',
    }),
    regimes: z.array(regimeWord).min(1).max(20).meta({ description: 'Under which it must be reported.' }),
    profiles: z
      .array(codeWord('central-body'))
      .max(10)
      .optional()
      .meta({ description: 'Kinds of controller concerned; absent: those of the configuration.' }),
    description: paragraph(10_000).meta({ description: 'In words. Goes to the vault.' }),
    relatedRequestId: z.string().max(40).optional(),
    fromAttempt: z
      .string()
      .max(60)
      .optional()
      .meta({ description: 'A refused attempt of /v1/staff/violations.' }),
  })
  .meta({ id: 'IncidentOpening' });
/** See {@link incidentBody}. */
export type IncidentBody = z.infer<typeof incidentBody>;

/** Somebody was told. */
export const incidentReportBody = z
  .strictObject({
    regime: regimeWord,
    addressee: codeWord('supervisory-authority'),
    at: instantIn,
    reference: reference.optional(),
  })
  .meta({ id: 'IncidentReporting' });
/** See {@link incidentReportBody}. */
export type IncidentReportBody = z.infer<typeof incidentReportBody>;

/** An incident is closed: with nothing once everybody was told, else on a ground with its reason. */
export const incidentClosureBody = z
  .union([z.strictObject({ ground: z.enum(closureGrounds), reason: paragraph(4_000) }), z.strictObject({})])
  .meta({ id: 'IncidentClosing' });
/** See {@link incidentClosureBody}. */
export type IncidentClosureBody = z.infer<typeof incidentClosureBody>;

/** Filters of the list of incidents. */
export const incidentListQuery = z.strictObject({
  status: z.enum(incidentStatuses).optional(),
  cursor: pageCursor.optional(),
  limit: pageLimit.optional(),
});

const bothLanguages = z.object({ 'zh-CN': z.string(), en: z.string() });
const addressee = z.object({
  code: z.string(),
  text: bothLanguages,
  toldAt: instantText.optional().meta({ description: 'Absent: still to be told.' }),
});
const clock = z.object({
  regime: z.string(),
  clock: z.string(),
  date: z.string().meta({ description: 'Local day of the deadline, YYYY-MM-DD.' }),
  deadlineAt: instantText.meta({ description: 'In time means strictly before.' }),
  strictAt: instantText,
  targetAt: instantText,
  provisional: z.boolean(),
  ruleVersion: z.string(),
  calendarVersion: z.string(),
  legalBasis: z.string(),
  status: z.enum(incidentClockStatuses),
  addressees: z.array(addressee),
});

/** An incident: nothing personal. */
const incident = z.object({
  incidentId: z.string(),
  version: z.number().int(),
  kind: z.enum(incidentKinds),
  status: z.enum(incidentStatuses),
  discoveredAt: instantText,
  loggedAt: instantText,
  loggedBy: z.string(),
  regimes: z.array(z.string()),
  profiles: z.array(z.string()),
  relatedRequestId: z.string().optional(),
  fromAttempt: z.string().optional(),
  clocks: z.array(clock),
  reports: z.array(
    z.object({
      regime: z.string(),
      addressee: z.string(),
      at: instantText,
      loggedAt: instantText,
      by: z.string(),
      reference: z.string().optional(),
    }),
  ),
  closure: z
    .object({ at: instantText, by: z.string(), ground: z.enum(closureGrounds).optional() })
    .optional(),
});
/** See {@link incident}. */
export const incidentAnswer = incident.meta({ id: 'Incident' });

const step = z.object({ 'zh-CN': z.string(), en: z.string(), article: z.string().optional() });
/** One incident with the steps by which each clock was counted. */
export const incidentDetail = incident
  .extend({ clocks: z.array(clock.extend({ steps: z.array(step) })) })
  .meta({ id: 'IncidentDetail' });

/** A page of incidents. */
export const incidentPage = z
  .object({ items: z.array(incidentAnswer), next: z.string().optional() })
  .meta({ id: 'IncidentPage' });

/** The incident in words. May be personal. */
export const incidentWords = z
  .object({ incidentId: z.string(), description: z.string(), closureReason: z.string().optional() })
  .meta({ id: 'IncidentWords' });

/** Position in the list of refused attempts. */
export const violationListQuery = z.strictObject({
  cursor: pageCursor.optional(),
  limit: pageLimit.optional(),
});

/** A page of refused attempts. */
export const violationPage = z
  .object({
    items: z.array(
      z
        .object({
          attemptId: z.string(),
          at: instantText,
          actor: z.object({
            kind: z.string(),
            id: z.string().optional(),
            role: z.enum(staffRoles).optional(),
          }),
          action: z.string().meta({ description: 'Operation of the API that was tried.' }),
          requestId: z.string().optional(),
          incidentId: z.string().optional(),
          code: z.string().optional().meta({ description: 'Why it was refused.' }),
        })
        .meta({ id: 'Violation' }),
    ),
    next: z.string().optional(),
  })
  .meta({ id: 'ViolationPage' });
