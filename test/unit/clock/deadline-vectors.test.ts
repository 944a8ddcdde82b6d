import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vectors from '../../fixtures/deadline-vectors.json';
import { habeas, spawned } from './deadline-runner';

const folder = mkdtempSync(join(tmpdir(), 'habeas-deadline-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
function file(content: string): string {
  const path = join(folder, 'vectors.json');
  writeFileSync(path, content);
  return path;
}

test('When the checked examples are counted as JSON, then each has its line, exact, and none is unsupported', () => {
  const { status, lines, stderr } = spawned(
    '--vectors',
    'test/fixtures/deadline-vectors.json',
    '--json',
    '--check',
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
    vectors.map(({ id, expectDate: date, expectInstant: instant }) => ({
      id,
      date,
      instant,
      strictDate: expect.any(String) as string,
      provisional: false,
    })),
  );
});

test('When a vector names a regime or clock that is not there, then its line says so and the others are counted', () => {
  const path = file(
    JSON.stringify([
      { ...vectors[0], regime: 'XX-NOWHERE' },
      { ...vectors[0], clock: 'acknowledge' },
      vectors[1],
    ]),
  );
  const { status, lines } = habeas('--vectors', path, '--json');
  expect(status).toBe(0);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { id: 'CN-01', status: 'unsupported', unsupported: true, regime: 'XX-NOWHERE' },
    { id: 'CN-01', status: 'unsupported', unsupported: true, regime: 'CN-APP-2019', clock: 'acknowledge' },
    expect.objectContaining({ id: 'CN-03', date: '2026-03-13' }),
  ]);
});

test('When a vector expects another date, then the table marks it and --check ends with 1', () => {
  const path = file(JSON.stringify([{ ...vectors[0], expectDate: '2026-03-24' }]));
  const { status, stdout } = habeas('--vectors', path, '--check');
  expect(status).toBe(1);
  expect(stdout).toContain('EXPECTED 2026-03-24');
  expect(stdout).toContain('1 counted, 1 differ');
});

test('When one vector cannot be counted, then its line says why, the others are counted and the status is 2', () => {
  const path = file(JSON.stringify([{ ...vectors[0], received: '2026-03-02T10:15:00' }, vectors[1]]));
  const { status, lines } = habeas('--vectors', path, '--json');
  expect(status).toBe(2);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    id: 'CN-01',
    status: 'refused',
    error: 'DSR_INSTANT_WITHOUT_OFFSET',
  });
  expect(JSON.parse(lines[1]!)).toMatchObject({ id: 'CN-03', date: '2026-03-13' });
});

test.each([
  ['is not JSON', '[{"id": "A-1",\n "regime": }]', 'DSR_VECTORS_UNREADABLE', 'vectors.json:2:'],
  ['is no list', '{"id": "A-1"}', 'DSR_VECTORS_INVALID', 'expected a JSON list'],
  [
    'lacks a field',
    '[{"id":"A-1","regime":"EU-GDPR","right":"access"}]',
    'DSR_VECTORS_INVALID',
    '[0] (A-1) received',
  ],
  [
    'has a field of the wrong kind',
    '[{"id":"A-1","regime":"EU-GDPR","right":"access","received":"x","pauses":[{"from":1,"to":"x","reason":"x"}]}]',
    'DSR_VECTORS_INVALID',
    '[0] (A-1) pauses.0.from',
  ],
])(
  'When the vector file %s, then code and place are shown and the status is 2',
  (_, content, code, place) => {
    const { status, stderr, stdout } = habeas('--vectors', file(content));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(code);
    expect(stderr).toContain(place);
  },
);
