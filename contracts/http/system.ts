import { z } from 'zod';
import { identifierKind, instantText, line } from './primitives';

/** May a person's data be processed for a purpose? */
export const decisionQuestion = z
  .strictObject({
    identifier: z.strictObject({ kind: identifierKind, value: line(320) }),
    purpose: line(80).meta({ description: 'Id of a purpose in the data map, or `storage`.' }),
  })
  .meta({ id: 'DecisionQuestion' });

/** The answer, with the requests that forbid it. */
export const decisionAnswer = z
  .object({
    allowed: z.boolean(),
    because: z.array(
      z.object({
        kind: z.enum(['restriction', 'objection']),
        requestId: z.string(),
        since: instantText,
      }),
    ),
  })
  .meta({ id: 'DecisionAnswer' });

/** The process runs. */
export const liveAnswer = z.object({ status: z.literal('live') }).meta({ id: 'Live' });

const partState = z.enum(['up', 'down']);
/** What the process needs, part by part. */
export const readyAnswer = z
  .object({
    status: z.enum(['ready', 'notReady']),
    parts: z.object({ mongodb: partState, temporal: partState }),
  })
  .meta({ id: 'Ready' });
