import { z } from 'zod';
import { alertKinds, alertLevels } from '../../domain/alert';
import { instantText, pageCursor, pageLimit } from './primitives';

/** Filters of the list of alerts. */
export const alertListQuery = z.strictObject({
  kind: z.enum(alertKinds).optional(),
  level: z.enum(alertLevels).optional(),
  status: z.enum(['open', 'acknowledged']).optional(),
  caseId: z.string().max(40).optional().meta({ description: 'Alerts of one request or incident.' }),
  cursor: pageCursor.optional(),
  limit: pageLimit.optional(),
});
/** See {@link alertListQuery}. */
export type AlertListQuery = z.infer<typeof alertListQuery>;

/** Filters of the breach register. */
export const breachListQuery = alertListQuery.pick({ status: true, caseId: true, cursor: true, limit: true });
/** See {@link breachListQuery}. */
export type BreachListQuery = z.infer<typeof breachListQuery>;

/** An alert: ids, codes and instants. */
export const alertAnswer = z
  .object({
    alertId: z.string().meta({ description: 'In a path it is percent-encoded: it has slashes.' }),
    kind: z.enum(alertKinds),
    level: z.enum(alertLevels),
    caseId: z.string().optional(),
    regime: z.string().optional(),
    clock: z.string().optional(),
    threshold: z.string().optional(),
    deadlineAt: instantText.optional(),
    about: z.string().optional(),
    raisedAt: instantText,
    raisedBy: z.enum(['workflow', 'sweep', 'watch', 'reconciler']),
    status: z.enum(['open', 'acknowledged']),
    acknowledgedBy: z.string().optional().meta({ description: 'Id of the member of staff.' }),
    acknowledgedAt: instantText.optional(),
    deliveredAt: instantText
      .optional()
      .meta({ description: 'When every way out had taken the message that carries it.' }),
  })
  .meta({ id: 'Alert' });

/** A page of alerts. */
export const alertPage = z
  .object({ items: z.array(alertAnswer), next: z.string().optional() })
  .meta({ id: 'AlertPage' });
