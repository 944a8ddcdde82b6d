import { loadDataMap } from '../../../datamap/load';
import { page } from './pages';

const text = page('docs/data-map.md');

describe('the page on data maps', () => {
  test('When its example is loaded, then it is a data map without mistakes', () => {
    const example = /```yaml\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '';
    const map = loadDataMap(example, 'docs/data-map.md');
    expect(map.stores.flatMap((store) => store.collections)).toHaveLength(2);
  });

  test('When the map has a key, then the page explains it', () => {
    const { stores, controller, purposes, processors } = loadDataMap(
      /```yaml\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '',
      'docs/data-map.md',
    );
    const collections = stores.flatMap((store) => store.collections);
    const entries = [controller, ...purposes, ...processors, ...stores, ...collections];
    const keys = new Set([...entries, ...collections.flatMap(({ fields }) => fields)].flatMap(Object.keys));
    const unexplained = [...keys, 'elements'].filter((key) => !text.includes(`\`${key}\``));
    expect(unexplained).toEqual([]);
  });
});
