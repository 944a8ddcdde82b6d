import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateCommand } from '../../../cli/simulate';
import type { OpenRequests } from '../../../cli/simulate';
import chinese2026 from '../../../domain/rules/calendars/cn-2026.json';
import european from '../../../domain/rules/regimes/eu-gdpr.json';

// Importing this file gives a test file a folder of its own and an environment without keys of ours.
const folder = mkdtempSync(join(tmpdir(), 'habeas-simulate-'));
const environment = { ...process.env };
beforeEach(() => {
  const others = Object.entries(environment).filter(([key]) => !key.startsWith('DSR_'));
  process.env = Object.fromEntries(others);
});
afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true });
});

const noBooks: OpenRequests = () => Promise.reject(new Error('No database was to be opened.'));

/** The command in this process. */
export async function simulate(options: readonly string[], open: OpenRequests = noBooks) {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line)),
    jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line)),
  ];
  try {
    await simulateCommand(open).parseAsync(options, { from: 'user' });
    return { status: Number(process.exitCode ?? 0), stdout: out.join('\n'), stderr: err.join('\n') };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}

/** A file of the test's own. */
export function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
/** A file of facts; a text is a line as it stands. */
export const facts = (...lines: unknown[]) =>
  write(
    'facts.ndjson',
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );

/** A Chinese year 2027 with a long Spring Festival; `work` are its make-up days. */
export const year2027 = (work: readonly string[]) =>
  write('cn-2027.json', {
    ...chinese2026,
    year: 2027,
    unsettledFrom: '2027-12-25',
    off: [{ from: '2027-02-05', to: '2027-02-12', name: { 'zh-CN': '春节', en: 'Spring Festival' } }],
    work: work.map((date) => ({ date, name: { 'zh-CN': '调休上班', en: 'make-up working day' } })),
  });
/** A controller's own rules that promise so many working days for a deletion. */
export const promise = (value: number) =>
  write(
    'own.yaml',
    `version: 2026.11.21\nregimes: []\npromises:\n  - { rights: [deletion], value: ${value}, unit: workday, source: notice }\ntargets: []\ncalendars: []\n`,
  );
/** The GDPR with two months instead of one. */
export const longer = () =>
  write('eu-gdpr.json', {
    ...european,
    clocks: european.clocks.map((clock) => (clock.kind === 'respond' ? { ...clock, value: 2 } : clock)),
  });

/** What the command prints with `--json`. */
export interface Answer {
  readonly read: number;
  readonly counted: number;
  readonly deviating: number;
  readonly settled: number;
  readonly moves: readonly {
    requestId: string;
    direction: string;
    now: { date: string };
    then: { date: string };
  }[];
  readonly uncounted: readonly { requestId: string; law: string; code: string }[];
}
export const answerOf = (stdout: string) => JSON.parse(stdout) as Answer;
