import { z } from 'zod';

/** RFC 9457 problem details, as every refusal of the API is written. */
export const problemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: '`urn:habeas:problem:` and the code; docs/errors.md explains each.' }),
    title: z.string().meta({ description: 'For people, in zh-CN or en by Accept-Language.' }),
    status: z.number().int(),
    detail: z
      .string()
      .meta({ description: 'What was expected, what came, what to do. Never personal data.' }),
    code: z.string().meta({ description: 'Stable code to branch on, e.g. DSR_BODY_INVALID.' }),
    retryable: z.boolean().meta({ description: 'True when the same call may succeed later.' }),
    instance: z.string().meta({ description: 'Correlation id of this call; quote it to support.' }),
    errors: z.array(z.object({ path: z.string(), problem: z.string() })),
  })
  .meta({ id: 'Problem' });
/** See {@link problemSchema}. */
export type Problem = z.infer<typeof problemSchema>;
