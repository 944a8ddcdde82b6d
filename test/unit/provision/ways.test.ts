import { firstWay, NoWayError } from '../../../scripts/provision/ways';
import type { Way } from '../../../scripts/provision/ways';

const quiet = () => undefined;
const gives = (name: string, value: string): Way<string> => ({
  name,
  absent: 'not there',
  find: () => Promise.resolve(value),
});
const absent = (name: string): Way<string> => ({
  name,
  absent: 'not found on PATH',
  find: () => Promise.resolve(undefined),
});
const fails = (name: string, message: string): Way<string> => ({
  name,
  absent: 'not there',
  find: () => Promise.reject(new Error(message)),
});

describe('firstWay', () => {
  test('When several ways would work, then the first is taken and the later ones are not tried', async () => {
    const later = jest.fn(() => Promise.resolve('never'));
    const found = await firstWay(
      'Temporal',
      [absent('PATH'), gives('cache', '/bin/t'), { name: 'wheel', absent: '-', find: later }],
      [],
      quiet,
    );
    expect(found).toEqual({ value: '/bin/t', origin: 'cache' });
    expect(later).not.toHaveBeenCalled();
  });

  test('When a way fails, then the next is tried and the user is told why', async () => {
    const lines: string[] = [];
    const ways = [fails('download', 'no answer within 8 s'), gives('wheel', 'w')];
    await firstWay('Temporal', ways, [], (line) => lines.push(line));
    expect(lines).toEqual([
      'Temporal: download did not work (no answer within 8 s)',
      'Temporal: using wheel',
    ]);
  });

  test('When all ways fail, then one error lists each way, its reason, and what to do', async () => {
    const error: unknown = await firstWay(
      'MongoDB',
      [absent('mongod on PATH'), fails('official download', 'host does not answer')],
      ['set DSR_MONGODB_URI'],
      quiet,
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoWayError);
    expect((error as NoWayError).message).toBe(
      [
        'MongoDB: expected at least one of these ways to give a server, got none:',
        '  1. mongod on PATH: not found on PATH',
        '  2. official download: host does not answer',
        'What you can do:',
        '  - set DSR_MONGODB_URI',
      ].join('\n'),
    );
  });
});
