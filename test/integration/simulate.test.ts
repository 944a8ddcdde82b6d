import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateCommand } from '../../cli/simulate';
import { builtInRules } from '../../domain/rules';
import { requestClocks } from '../../domain/request-clocks';
import { intakeOf, ownDatabase } from './persistence/support';
import type { OwnDatabase } from './persistence/support';

let own: OwnDatabase;
const folder = mkdtempSync(join(tmpdir(), 'habeas-simulate-'));
beforeAll(async () => {
  own = await ownDatabase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await own.drop();
});

/** All that the database holds, document by document. */
async function everything(): Promise<string> {
  const names = (await own.raw.listCollections().toArray()).map(({ name }) => name).sort();
  const contents = await Promise.all(
    names.map(async (name) => [name, await own.raw.collection(name).find().sort({ _id: 1 }).toArray()]),
  );
  const indexes = await Promise.all(names.map((name) => own.raw.collection(name).indexes()));
  return JSON.stringify([contents, indexes]);
}

async function run(...options: string[]) {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await simulateCommand().parseAsync(['--json', ...options], { from: 'user' });
    const { read, counted, deviating, moves } = JSON.parse(String(log.mock.calls[0]?.[0])) as {
      read: number;
      counted: number;
      deviating: number;
      moves: { requestId: string; state: string; then: { date: string } }[];
    };
    return { status: process.exitCode, read, counted, deviating, moves };
  } finally {
    process.exitCode = 0;
    log.mockRestore();
  }
}

test('When a promise is simulated on the books, then every request of every page is counted and no byte changes', async () => {
  const count = 450; // three pages
  const intakes = Array.from({ length: count }, (_, i) =>
    intakeOf({ regimes: ['CN-APP-2019'], receivedAt: new Date(Date.UTC(2026, 2, 2, 2, 0, i)).toISOString() }),
  );
  const settings = { rules: builtInRules, zone: 'Asia/Shanghai', calendar: 'CN', thresholds: [] };
  const closed: string[] = [];
  for (const [i, intake] of intakes.entries()) {
    await own.books.requests.accept(intake);
    const facts = { receivedAt: intake.receivedAt, extendedRegimes: [], pauses: [] };
    const clocks = requestClocks(intake.regimes, intake.right, facts, settings);
    await own.books.requests.attach(intake.requestId, { clocks });
    if (i % 3 === 0) closed.push(intake.requestId);
  }
  await own.raw
    .collection<{ _id: string }>('requests')
    .updateMany({ _id: { $in: closed } }, { $set: { phase: 'closed', closedAt: '2026-03-10T00:00:00Z' } });
  const rules = join(folder, 'own.yaml');
  writeFileSync(
    rules,
    'version: 2026.11.21\nregimes: []\npromises:\n  - { rights: [deletion], value: 7, unit: workday, source: notice }\ntargets: []\ncalendars: []\n',
  );
  process.env['DSR_MONGODB_URI'] = own.uri;
  process.env['DSR_MONGODB_DATABASE'] = own.database;
  const before = await everything();

  const all = await run('--rules', rules);
  expect(all).toMatchObject({ status: 3, read: count, counted: count, deviating: 0 });
  expect(new Set(all.moves.map(({ requestId }) => requestId)).size).toBe(count);
  expect(new Set(all.moves.map(({ then }) => then.date))).toEqual(new Set(['2026-03-11']));
  expect((await run('--rules', rules, '--closed')).read).toBe(150);
  const open = await run('--rules', rules, '--open');
  expect([open.read, new Set(open.moves.map(({ state }) => state))]).toEqual([300, new Set(['open'])]);

  expect(await everything()).toBe(before);
});
