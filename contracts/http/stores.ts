import { z } from 'zod';
import { reasonWord } from './primitives';

/** A store that was left alone may be worked on again. */
export const storeReleaseBody = z.strictObject({ reasonCode: reasonWord }).meta({ id: 'StoreRelease' });
/** See {@link storeReleaseBody}. */
export type StoreRelease = z.infer<typeof storeReleaseBody>;

/** What the release set going. */
export const storeReleaseAnswer = z
  .object({
    storeId: z.string(),
    heldPlans: z
      .number()
      .int()
      .meta({ description: 'Plans that were held as too large and may now be carried out.' }),
    retried: z.number().int().meta({ description: 'Requests that waited for the store and try again.' }),
    left: z
      .number()
      .int()
      .meta({ description: 'Open tasks of the store that staff must complete one by one.' }),
  })
  .meta({ id: 'StoreReleased' });
