import { z } from 'zod';
import { reviewDecisions } from '../../domain/outcome';
import { reviewKinds } from '../../domain/right';
import { line, paragraph } from './primitives';

/** A complaint or an appeal by the verified person about the request in the path. */
export const reviewBody = z
  .strictObject({
    right: z.enum(reviewKinds),
    statement: paragraph(4_000)
      .optional()
      .meta({ description: 'What is wrong; needed for a complaint. An appeal needs no reasons.' }),
    regimes: z
      .array(z.string().min(1).max(40))
      .min(1)
      .max(10)
      .optional()
      .meta({ description: 'Default: those of the request that it is about.' }),
    locale: z.enum(['zh-CN', 'en']).optional(),
  })
  .meta({ id: 'Review' });
/** See {@link reviewBody}. */
export type ReviewBody = z.infer<typeof reviewBody>;

/** A request without stores is decided; the reasons go to the person word for word. */
export const reviewDecisionBody = z
  .strictObject({
    decision: z.enum(reviewDecisions).meta({
      description:
        'upheld, partlyUpheld or rejected for a complaint or an appeal; explained, decidedAnew or notAutomated for an explanation.',
    }),
    reasons: paragraph(10_000),
    factors: z
      .array(line(400))
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'For explained and decidedAnew: what weighed in the decision, and which way.' }),
  })
  .meta({ id: 'ReviewDecision' });
/** See {@link reviewDecisionBody}. */
export type ReviewDecisionBody = z.infer<typeof reviewDecisionBody>;

/** The decision that lies there, for whoever must agree to it. Personal. */
export const reviewDecisionAnswer = z
  .object({
    hash: z.string().meta({ description: 'What an approval names.' }),
    decision: z.enum(reviewDecisions),
    reasons: z.string(),
    factors: z.array(z.string()).optional(),
  })
  .meta({ id: 'ReviewDecisionShown' });
