import { probeCodes } from '../../../datamap/probe-words';
import { page } from './pages';

test('When the page on connectors explains a code of a probe, then the check has words for it', () => {
  const text = page('docs/connectors.md');
  const section = text.slice(text.indexOf('### What a probe of a database says'));
  const rows = section.slice(0, section.indexOf('\n### ', 5)).split('\n');
  const cells = rows.filter((line) => line.startsWith('| `')).map((line) => line.split('|')[1] ?? '');
  const codes = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code ?? ''));
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !probeCodes.includes(code))).toEqual([]);
});
