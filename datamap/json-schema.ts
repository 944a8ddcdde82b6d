import { z } from 'zod';
import { dataMapSchema } from './schema';

/**
 * The form of a data map as JSON Schema (draft 7, which editors for YAML understand best). It knows members and words; that
 * the parts fit together, `habeas datamap check` alone can say.
 */
export function dataMapJsonSchema(): object {
  return {
    title: 'Habeas data map',
    description: 'What personal data are where, why, and how each is found and erased.',
    ...z.toJSONSchema(dataMapSchema, { io: 'input', target: 'draft-7' }),
  };
}
