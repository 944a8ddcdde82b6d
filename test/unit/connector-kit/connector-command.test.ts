import { join } from 'node:path';
import { connectorCommand } from '../../../cli/connector';
import { conformanceCases } from '../../../connector-kit';

const root = join(__dirname, '..', '..', '..');
let said: string[];
beforeEach(() => {
  process.exitCode = 0;
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = 0;
});

async function run(...args: readonly string[]): Promise<void> {
  await connectorCommand()
    .exitOverride()
    .parseAsync(['test', ...args], { from: 'user' });
}

describe('habeas connector test', () => {
  test('When a connector conforms, then each case has a line, what was not proven its reason, and the status is 0', async () => {
    await run('--rig', join(root, 'examples/shelf-connector/rig.ts'));
    expect(process.exitCode).toBe(0);
    expect(said).toHaveLength(conformanceCases.length + 1);
    expect(said[0]).toMatch(/^passed +probe +When the map fits the store/);
    expect(said.join('\n')).toMatch(/not proven answer-lost .*\n +a file has no wire/);
    expect(said.at(-1)).toMatch(/^\d+ passed, 0 failed, \d+ not proven\.$/);
  });

  test('When it does not conform, then the failing case says what was expected and what came, and the status is 1', async () => {
    await run('--rig', join(root, 'test/fixtures/lying-rig.ts'), '--only', 'locate', '--json');
    expect(process.exitCode).toBe(1);
    expect(said).toHaveLength(1);
    const report = JSON.parse(said[0] ?? '') as { cases: { id: string; why: string }[] };
    expect(report).toMatchObject({ ok: false, passed: 0, failed: 1, notProven: 0 });
    expect(report.cases[0]?.why).toMatch(/keys found by locate: expected .*members.*, got \{\}\. Compare/);
  });

  test('When the cases are listed, then each says what it proves', async () => {
    await run('--list');
    for (const { id, title, proves } of conformanceCases) {
      expect(said.join('\n')).toContain(id);
      expect(said.join('\n')).toContain(title);
      expect(said.join('\n')).toContain(proves);
    }
  });

  test.each([
    ['nothing to test', [], 'DSR_CONNECTOR_OPTIONS'],
    ['a map without a store', ['--map', 'x.yaml'], 'DSR_CONNECTOR_OPTIONS'],
    ['a module that is not there', ['--rig', 'no-such.ts'], 'DSR_CONNECTOR_RIG_UNREADABLE'],
    [
      'a module without a rig',
      ['--rig', join(root, 'connector-kit/maps.ts')],
      'DSR_CONNECTOR_RIG_UNREADABLE',
    ],
    [
      'a store that is not in the map',
      ['--map', join(root, 'examples/sample-company/data-map.yaml'), '--store', 'attic'],
      'DSR_CONNECTOR_NO_STORE',
    ],
    [
      'a store without its connection',
      ['--map', join(root, 'examples/sample-company/data-map.yaml'), '--store', 'shop'],
      'DSR_CONNECTOR_NO_CONNECTION',
    ],
    [
      'a word that no case has',
      ['--rig', join(root, 'examples/shelf-connector/rig.ts'), '--only', 'nonsense'],
      'DSR_CONNECTOR_NO_CASE',
    ],
  ] as const)('When there is %s, then the usage is refused', async (_, args, code) => {
    await expect(run(...args)).rejects.toMatchObject({ name: 'UsageError', code });
  });
});
