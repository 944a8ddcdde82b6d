import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { dataMapJsonSchema } from '../../../datamap/json-schema';
import { broken, smallMap } from './small-map';

const root = join(__dirname, '../../..');
const fits = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(dataMapJsonSchema());

test('When the schema is published, then it is that of the code', () => {
  const published: unknown = JSON.parse(
    readFileSync(join(root, 'docs/schemas/data-map.schema.json'), 'utf8'),
  );
  expect(published).toEqual(JSON.parse(JSON.stringify(dataMapJsonSchema())));
});

test('When an editor validates right maps, then it finds nothing', () => {
  expect(fits(parse(smallMap))).toBe(true);
  const sample = readFileSync(join(root, 'examples/sample-company/data-map.yaml'), 'utf8');
  expect(fits(parse(sample))).toBe(true);
});

test.each([
  ['an unknown word', broken('    region: cn-south', '    regoin: cn-south').text],
  ['an unknown strategy', broken("            erasure: 'null'", '            erasure: shred').text],
  ['a missing member', broken('    kind: postgres\n', '').text],
])('When an editor meets %s, then it marks it', (_name, text) => {
  expect(fits(parse(text))).toBe(false);
});
