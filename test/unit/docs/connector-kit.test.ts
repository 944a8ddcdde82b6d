import { conformanceCases } from '../../../connector-kit';
import { page } from './pages';

test('When the suite has a case, then the page on connectors says what it shows; when the page names one, the suite has it', () => {
  const table = page('docs/writing-a-connector.md').split('## The cases')[1]?.split('\n## ')[0] ?? '';
  const told = [...table.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|/gm)].map(([, id, proves]) => [id, proves]);
  expect(told).toEqual(conformanceCases.map(({ id, proves }) => [id, proves]));
});
