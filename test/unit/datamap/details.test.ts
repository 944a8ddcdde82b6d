import { DataMapError } from '../../../datamap/data-map-error';
import { checkDataMap, loadDataMap } from '../../../datamap/load';
import { broken, smallMap } from './small-map';

function problems(text: string): readonly string[] {
  try {
    loadDataMap(text, 'map.yaml');
  } catch (error) {
    if (error instanceof DataMapError)
      return error.problems.map(({ line, problem }) => `${line}: ${problem}`);
    throw error;
  }
  return [];
}

const masked = "            erasure: 'null'";
const copies = (more: string) => `${smallMap}copies:\n  - { ${more} }\n`;
const backup =
  'id: backups, kind: backup, title: { zh-CN: 备份, en: Backups }, residual: P35D, clearedBy: expiry';

describe('A data map whose details do not fit', () => {
  test.each([
    [
      'a strategy without its parameter',
      broken(masked, '            erasure: truncateDate'),
      'does not say to what',
    ],
    [
      'a strategy with a parameter that is none',
      broken(masked, "            erasure: truncateGeo\n            erasureTo: '7'"),
      'does not say to what',
    ],
    [
      'a parameter without a strategy',
      broken(masked, `${masked}\n            erasureTo: year`),
      'has no meaning',
    ],
    [
      'a duty over a field that is not there',
      broken('          from: ordered_at', '          from: ordered_at\n          fields: [total]'),
      'Field "total" is not mapped',
    ],
    [
      'a canary that no look-up finds',
      broken(
        '    region: cn-south',
        '    region: cn-south\n    canary: { kind: phone, value: "+8613800000000" }',
      ),
      'Nothing in this store is looked up by phone',
    ],
    [
      'rows of several people that nothing tells apart',
      broken('        key: order_id', '        key: order_id\n        whose: shared'),
      'Nothing tells whose part',
    ],
  ])('When it has %s, then the place is named', (_name, { text }, problem) => {
    expect(problems(text).join('\n')).toContain(problem);
  });

  test('When a row of several people names the person in a field that nothing erases, then it is refused', () => {
    const { text } = broken(masked, '            erasure: keep');
    const shared = text.replace('        subjects: true', '        subjects: true\n        whose: shared');
    expect(problems(shared).join()).toContain('"email" names the person in a row of several');
  });

  test('When a copy is of an unknown store, or named twice, then it is refused', () => {
    expect(problems(copies(`${backup}, of: [shop]`))).toEqual([]);
    expect(problems(copies(`${backup}, of: [shop, warehouse]`)).join()).toContain(
      'Unknown store "warehouse"',
    );
    const twice = copies(`${backup}, of: [shop] }\n  - { ${backup}, of: [shop]`);
    expect(problems(twice).join()).toContain('"backups" is taken by entry 1');
  });

  test('When a processor is written to, then it needs a mailbox', () => {
    const mailed = smallMap
      .replace('kind: postgres', 'kind: email-processor')
      .replace('owner: sales', 'owner: sender');
    expect(problems(mailed).join()).toContain('Processor "sender" has no mailbox');
    const addressed = mailed.replace(
      'purposes: [marketing] }',
      'purposes: [marketing], contact: desk@sender.example }',
    );
    expect(problems(addressed)).toEqual([]);
  });
});

describe('A right data map in which something is open', () => {
  test('When nobody says how long data are kept, and copies are not named, then both are told with their places', () => {
    const { warnings } = checkDataMap(smallMap, 'map.yaml');
    expect(warnings.map(({ problem }) => problem)).toEqual([
      'No copies are named',
      'Nothing says how long the personal data in "customers" are kept',
    ]);
    expect(warnings.every(({ line }) => line > 1)).toBe(true);
  });

  test('When it is said, then nothing is open', () => {
    const kept = smallMap.replace(
      '        subjects: true',
      '        subjects: true\n        kept: { zh-CN: 账户存续期间, en: As long as the account exists }',
    );
    const whole = `${kept}copies:\n  - { ${backup}, of: [shop] }\n`;
    expect(checkDataMap(whole, 'map.yaml').warnings).toEqual([]);
  });

  test('When a text or a comment waits for review, then its line is told, and a text with # in it is no comment', () => {
    const text = smallMap
      .replace('en: 1 Sample Road', 'en: REVIEW the address')
      .replace('    region: cn-south', '    region: cn-south # REVIEW: which region?')
      .replace('contact: privacy@shop.example', 'contact: "privacy#REVIEWED@shop.example"');
    const { warnings } = checkDataMap(text, 'map.yaml');
    const about = warnings.filter(({ problem }) => problem.startsWith('Waits for review'));
    expect(about.map(({ line, problem }) => [line, problem])).toEqual([
      [5, 'Waits for review'],
      [6, 'Waits for review'],
      [19, 'Waits for review: which region?'],
    ]);
  });
});
