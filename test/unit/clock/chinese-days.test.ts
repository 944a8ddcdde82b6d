import { execFileSync } from 'node:child_process';

const script = require.resolve('./print-working-days.cjs');

/** Chinese working days of 2025 and 2026, as a process whose host stands in `zone` reads them. */
function workingDays(whose: 'ours' | 'theirs', zone: string): string[] {
  const output = execFileSync(process.execPath, [script, whose], {
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
  });
  return JSON.parse(output) as string[];
}

test('When Chinese working days are compared with the package chinese-days, then all agree wherever the host stands', () => {
  const theirs = workingDays('theirs', 'UTC');
  expect(theirs).toHaveLength(2 * 248);
  expect(workingDays('ours', 'UTC')).toEqual(theirs);
  expect(workingDays('ours', 'America/Los_Angeles')).toEqual(theirs);
});

test('When the package chinese-days runs on an American host, then it is wrong: why it is read in UTC only', () => {
  expect(workingDays('theirs', 'America/Los_Angeles')).not.toHaveLength(2 * 248);
});
