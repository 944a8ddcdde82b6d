import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawLaw } from '../../../scripts/docs/draw-law';

test('When a rule file changes, then docs/law.md must be drawn again', () => {
  const page = readFileSync(join(__dirname, '../../../docs/law.md'), 'utf8');
  expect(page).toBe(drawLaw());
});
