import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instance } from '@viz-js/viz';
import { graphOfDataMap } from '../../../datamap/graph';
import { loadDataMap } from '../../../datamap/load';
import { smallMap } from './small-map';

const copies = `copies:
  - { id: tapes, kind: backup, title: { zh-CN: "备份“一”", en: 'Tapes "A"' }, of: [shop], residual: P35D, clearedBy: expiry }
`;

test('When a map is drawn, then stores, collections, identifiers, links, processors and copies are in it', async () => {
  const dot = graphOfDataMap(loadDataMap(smallMap + copies, 'map.yaml'), 'en');
  const svg = (await instance()).renderString(dot, { format: 'svg' }).replaceAll('&#45;', '-');
  for (const text of [
    'Shop',
    'Customers',
    'Orders',
    'email',
    'customer_id',
    'Sender',
    'P35D',
    'CN-TAX-LEDGER',
  ])
    expect(svg).toContain(text);
  expect(svg).toContain('Tapes &quot;A&quot;');
});

test('When the sample company is drawn in Chinese, then its titles are', async () => {
  const text = readFileSync(join(__dirname, '../../../examples/sample-company/data-map.yaml'), 'utf8');
  const dot = graphOfDataMap(loadDataMap(text, 'data-map.yaml'), 'zh-CN');
  expect((await instance()).renderString(dot, { format: 'svg' })).toContain('客户资料');
});
