import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../config/config-error';
import { apiKeys, workerKeys } from '../../../config/keys';
import type { ConfigKey } from '../../../config/keys';
import { loadApiConfig, loadWorkerConfig } from '../../../config/load-config';

const shared = {
  DSR_MONGODB_URI: 'mongodb://user:canary@127.0.0.1:27017',
  DSR_TEMPORAL_ADDRESS: '127.0.0.1:7233',
  DSR_KEYRING_FILE: '/tmp/keyring.json',
  DSR_DATA_MAP_FILE: '/tmp/map.yaml',
  DSR_PUBLIC_URL: 'https://privacy.example/',
};
const forApi = { ...shared, DSR_OIDC_ISSUER: 'https://id.example' };
const forWorker = {
  ...shared,
  DSR_SMTP_URL: 'smtp://127.0.0.1:1025',
  DSR_MAIL_FROM: 'Lotus <privacy@lotus.example>',
};

function problemsOf(env: Record<string, string>): ConfigError {
  try {
    loadApiConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('Expected a ConfigError.');
}

it('When only what is required is set, then the rest has its defaults and the whole is frozen', () => {
  const config = loadApiConfig(forApi);
  expect(config).toMatchObject({
    DSR_API_HOST: '127.0.0.1',
    DSR_API_PORT: 8080,
    DSR_REGIMES: ['CN-APP-2019', 'CN-GBT35273'],
    DSR_ZONE: 'Asia/Shanghai',
    DSR_TRUST_PROXY: 0,
    DSR_PUBLIC_URL: 'https://privacy.example',
  });
  expect(config.DSR_PROMISE_WORKDAYS).toBeUndefined();
  expect(Object.isFrozen(config)).toBe(true);
});

it('When keys are missing, then all of them are named at once with what to do', () => {
  const { problems, message } = problemsOf({});
  expect(problems.map(({ key }) => key)).toEqual([
    'DSR_MONGODB_URI',
    'DSR_TEMPORAL_ADDRESS',
    'DSR_KEYRING_FILE',
    'DSR_DATA_MAP_FILE',
    'DSR_PUBLIC_URL',
    'DSR_OIDC_ISSUER',
  ]);
  expect(message).toContain('DSR_OIDC_ISSUER: is not set; set it');
});

it.each([
  ['DSR_API_PORT', '80a'],
  ['DSR_API_PORT', '65536'],
  ['DSR_API_PORT', '-1'],
  ['DSR_MONGODB_URI', 'http://canary'],
  ['DSR_TEMPORAL_ADDRESS', 'canary'],
  ['DSR_OIDC_ISSUER', 'canary'],
  ['DSR_ZONE', 'Mars/Olympus'],
  ['DSR_CALENDAR', 'canary'],
  ['DSR_LOG_LEVEL', 'canary'],
  ['DSR_REGIMES', 'CN-APP-2019,'],
  ['DSR_REGIMES', 'CN-APP-2019,XX-CANARY'],
  ['DSR_PROMISE_WORKDAYS', '0'],
  ['DSR_TRUST_PROXY', 'true'],
])('When %s is %s, then the start fails, names the key and does not repeat the value', (key, value) => {
  const { problems, message } = problemsOf({ ...forApi, [key]: value });
  expect(problems.map((problem) => problem.key)).toEqual([key]);
  expect(message.toLowerCase()).not.toMatch(/canary|olympus/);
});

it('When a key is empty, then it counts as absent', () => {
  expect(loadApiConfig({ ...forApi, DSR_API_PORT: '' }).DSR_API_PORT).toBe(8080);
});

it('When stores have connections, then the worker has them and the API has not', () => {
  const stores = {
    DSR_STORE_SHOP: 'postgres://canary',
    DSR_STORE_NEWSLETTER_KEY: 'canary',
    DSR_STORE_EMPTY: '',
  };
  const worker = loadWorkerConfig({ ...forWorker, ...stores });
  expect(worker.stores).toEqual({ DSR_STORE_SHOP: 'postgres://canary', DSR_STORE_NEWSLETTER_KEY: 'canary' });
  const withoutMongo = { ...forApi, ...stores, DSR_MONGODB_URI: 'mongodb://127.0.0.1' };
  expect(JSON.stringify(loadApiConfig(withoutMongo))).not.toContain('canary');
});

it('When a key is declared, then it says what it is', () => {
  for (const { about } of Object.values({ ...apiKeys, ...workerKeys }))
    expect(about.length).toBeGreaterThan(5);
});

it('When a key exists, then docs/api.md lists it with its reader and default, and no other', () => {
  const page = readFileSync(join(__dirname, '../../../docs/api.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((row) => row.startsWith('| `DSR_') && !row.includes('<ID>'))
    .map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, 5),
    );
  const keys: Record<string, ConfigKey<unknown>> = { ...apiKeys, ...workerKeys };
  const expected = Object.entries(keys).map(([name, { about, fallback, optional }]) => {
    const readers = [name in apiKeys ? 'api' : '', name in workerKeys ? 'worker' : ''].filter(
      (one) => one !== '',
    );
    return [name, readers.join(', '), optional === true ? 'none' : (fallback ?? 'required'), about];
  });
  expect(rows.map(String).sort()).toEqual(expected.map(String).sort());
});
