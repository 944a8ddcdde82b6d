import { lawPages } from '../../../scripts/docs/draw-law';
import { page } from './pages';

test.each(Object.entries(lawPages))('When a rule file changes, then %s must be drawn again', (path, draw) => {
  expect(page(path)).toBe(draw());
});
