import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataMapJsonSchema } from '../../datamap/json-schema';
import { lawPages } from './draw-law';
import { drawStates } from './draw-states';

/** The pages of docs/ that follow from code, each with what draws it. */
const pages: Readonly<Record<string, () => string>> = {
  'docs/request-states.md': drawStates,
  'docs/schemas/data-map.schema.json': () => `${JSON.stringify(dataMapJsonSchema(), null, 2)}\n`,
  ...lawPages,
};

for (const [page, draw] of Object.entries(pages)) {
  writeFileSync(join(__dirname, '../..', page), draw());
  console.log(page);
}
