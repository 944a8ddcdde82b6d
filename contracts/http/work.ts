import { z } from 'zod';
import { requestKinds } from '../../domain/right';
import { phases } from '../../domain/request';
import { instantText, pageCursor, pageLimit } from './primitives';

const waitingReasons = ['subject', 'staff', 'store', 'pause'] as const;

/** Filters of the work list. */
export const workListQuery = z.strictObject({
  waiting: z
    .enum(waitingReasons)
    .optional()
    .meta({ description: 'Only requests that wait for these, e.g. staff.' }),
  cursor: pageCursor.optional(),
  limit: pageLimit.optional(),
});

/** Whether the promise will be kept. */
export const standingWord = z.enum(['onTrack', 'atRisk', 'cannotKeep']);

const stage = z.object({
  name: z.enum([
    'paused',
    'verifying',
    'tasks',
    'locating',
    'assessing',
    'executing',
    'verifyingEffects',
    'reviewing',
    'answering',
  ]),
  expectedMs: z.number().int(),
  likelyMs: z.number().int().meta({ description: 'Nine in ten are done within it.' }),
  slowest: z.string().meta({ description: 'What it waits for longest, e.g. store/shop/execute.' }),
  observed: z.boolean().meta({ description: 'False while that was never observed and is assumed.' }),
});

/** When a request will probably be answered, by what such work took lately. */
export const forecast = z
  .object({
    at: instantText.meta({ description: 'When it was made.' }),
    expectedAt: instantText,
    likelyBy: instantText.meta({ description: 'Nine in ten are answered by then.' }),
    targetAt: instantText.optional().meta({ description: 'Absent while no clock runs.' }),
    slackMs: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Between likelyBy and the target; may be negative.' }),
    startBy: instantText
      .optional()
      .meta({ description: 'When what is left must have begun, or the target is likely missed.' }),
    standing: standingWord,
    stages: z.array(stage),
  })
  .meta({ id: 'Forecast' });

const workItem = z
  .object({
    requestId: z.string(),
    right: z.enum(requestKinds),
    regimes: z.array(z.string()),
    phase: z.enum(phases),
    receivedAt: instantText,
    waiting: z.array(z.enum(waitingReasons)),
    forecast: forecast
      .optional()
      .meta({ description: 'Absent until there is one, within a quarter of an hour.' }),
  })
  .meta({ id: 'WorkItem' });

/** A page of open requests, soonest to begin first. */
export const workPage = z
  .object({ items: z.array(workItem), next: z.string().optional() })
  .meta({ id: 'WorkPage' });
