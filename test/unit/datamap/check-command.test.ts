import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datamapCommand } from '../../../cli/datamap';
import { broken, smallMap } from './small-map';

const folder = mkdtempSync(join(tmpdir(), 'habeas-datamap-'));
const file = join(folder, 'map.yaml');
const out: string[] = [];
const err: string[] = [];

beforeEach(() => {
  // The process is Jest's: an earlier file may have left a status behind.
  process.exitCode = undefined;
  jest.spyOn(console, 'log').mockImplementation((line: string) => out.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => err.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  out.length = 0;
  err.length = 0;
  process.exitCode = undefined;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function check(text: string | undefined, ...options: string[]): typeof process.exitCode {
  if (text !== undefined) writeFileSync(file, text);
  datamapCommand().parse(['check', text === undefined ? `${file}.none` : file, ...options], { from: 'user' });
  return process.exitCode;
}

test('When the map is right, then its size and version are printed', () => {
  expect(check(smallMap)).toBeUndefined();
  expect(out.join()).toMatch(/map\.yaml: 1 store, 2 collections, 6 fields\. 2 open\. Version [0-9a-f]{64}$/);
});

test('When the map has a mistake, then its place and repair are printed and the status is 2', () => {
  const { text, line } = broken('period: P10Y', 'period: forever');
  expect(check(text)).toBe(2);
  expect(err[0]).toContain(`map.yaml:${line}:`);
  expect(err.at(-1)).toBe('1 to repair (DSR_DATAMAP_SHAPE).');
  expect(out).toEqual([]);
});

test('When something is open, then it is told on the way, and only --strict makes it a mistake', () => {
  expect(check(smallMap)).toBeUndefined();
  expect(err[0]).toMatch(/^open: .*map\.yaml:\d+:\d+: No copies are named/);
  expect(check(smallMap, '--strict')).toBe(2);
});

test('When a store is asked for that the map has not, then the known ones are named', () => {
  expect(check(smallMap, '--live', '--store', 'warehouse')).toBe(2);
  expect(err.join()).toContain('expected one of shop');
});

test('When JSON is asked for, then one object is printed in either case', () => {
  expect(check(smallMap, '--json')).toBeUndefined();
  expect(JSON.parse(out[0]!)).toMatchObject({ ok: true, stores: 1, fields: 6 });
  expect(check(broken('to: customers,', 'to: clients,').text, '--json')).toBe(2);
  expect(JSON.parse(out[1]!)).toMatchObject({ ok: false, code: 'DSR_DATAMAP_INCONSISTENT' });
});

test('When there is no such file, then it says so and the status is 2', () => {
  expect(check(undefined)).toBe(2);
  expect(err[0]).toContain('cannot be read');
});
