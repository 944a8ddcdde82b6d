import { z } from 'zod';
import { withholdingReasons } from '../../domain/access-package';
import { hashText } from './primitives';

const mapId = z.string().regex(/^[\w-]{1,100}$/, { error: 'Expected an id of the data map.' });
const recordKey = z.string().min(1).max(1_000);

const withholding = z.strictObject({
  store: mapId,
  collection: mapId,
  record: recordKey.optional().meta({ description: 'Key as the review shows it; absent: all records.' }),
  field: z.string().min(1).max(200).optional().meta({
    description: 'A field, or an array and a field in it (`messages.text`); absent: the whole record.',
  }),
  reason: z.enum(withholdingReasons),
});

/** Which records to show. */
export const packageRecordsQuery = z.strictObject({
  store: mapId,
  collection: mapId,
  after: z.coerce.number().int().min(0).optional().meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** Records of one data set as they would go into the package, before anything is withheld by staff. */
export const packageRecordPage = z
  .object({
    items: z.array(
      z.object({
        record: z.string(),
        values: z.record(z.string(), z.unknown()),
        withheld: z
          .number()
          .int()
          .meta({ description: "Values that are another person's, left out already." }),
        attachments: z.array(z.object({ field: z.string(), name: z.string(), mediaType: z.string() })),
      }),
    ),
    next: z.number().int().optional(),
    withholdings: z.array(withholding).meta({ description: 'What staff withhold of the package as it is.' }),
  })
  .meta({ id: 'PackageRecords' });

/** The whole list of what is to be withheld: what an earlier list had and this one has not is given back. */
export const withholdingsBody = z
  .strictObject({ hash: hashText, withholdings: z.array(withholding).max(1_000) })
  .meta({ id: 'Withholdings' });
/** See {@link withholdingsBody}. */
export type WithholdingsBody = z.infer<typeof withholdingsBody>;
