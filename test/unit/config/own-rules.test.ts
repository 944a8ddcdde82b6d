import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { clockSettingsOf } from '../../../config/clock-settings';
import { ConfigError } from '../../../config/config-error';
import { loadApiConfig, loadWorkerConfig } from '../../../config/load-config';
import type { Environment } from '../../../config/load-config';
import { requestClocks } from '../../../domain/request-clocks';
import european from '../../../domain/rules/regimes/eu-gdpr.json';

const folder = mkdtempSync(join(tmpdir(), 'habeas-own-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const env: Environment = {
  DSR_MONGODB_URI: 'mongodb://127.0.0.1:27017',
  DSR_TEMPORAL_ADDRESS: '127.0.0.1:7233',
  DSR_KEYRING_FILE: '/tmp/keyring.json',
  DSR_DATA_MAP_FILE: '/tmp/map.yaml',
  DSR_PUBLIC_URL: 'https://privacy.example/',
  DSR_OIDC_ISSUER: 'https://id.example',
  DSR_SMTP_URL: 'smtp://127.0.0.1:1025',
  DSR_MAIL_FROM: 'privacy@lotus.example',
};
const loaders = [
  ['API', loadApiConfig],
  ['worker', loadWorkerConfig],
] as const;

function rulesFile(text: string): string {
  const file = join(folder, 'rules.yaml');
  writeFileSync(file, text);
  return file;
}
const promising = `
version: 2026.11.21
regimes: []
promises:
  - { rights: [deletion], value: 7, unit: workday, source: published privacy page }
targets:
  - { rights: [access], value: 3, unit: day, source: decision of the board }
calendars: []
`;
const repairs = (load: (typeof loaders)[number][1], more: Environment): string[] => {
  try {
    load({ ...env, ...more });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ key, repair }) => `${key} ${repair}`);
    throw error;
  }
  return [];
};

describe.each(loaders)("the controller's own rules, as the %s reads them", (_process, load) => {
  test('When the file cannot be used, then the process does not start and is told the line', () => {
    const [problem, ...others] = repairs(load, { DSR_RULES_FILE: rulesFile('version: [') });
    expect(problem).toMatch(/^DSR_RULES_FILE DSR_RULES_FILE_UNREADABLE: .*rules\.yaml:1:\d+: Not YAML/);
    expect(others).toEqual([]);
  });

  test('When promises and aims are set for single rights, then they move those clocks and no other', () => {
    const facts = { receivedAt: '2026-03-02T02:15:00Z', extendedRegimes: [], pauses: [] };
    const plain = clockSettingsOf(load(env));
    const settings = clockSettingsOf(load({ ...env, DSR_RULES_FILE: rulesFile(promising) }));
    const answer = (by: typeof settings, right: 'deletion' | 'access' | 'correction') =>
      requestClocks(['CN-APP-2019'], right, facts, by).find(({ goal }) => goal === 'answer')!;
    expect(answer(plain, 'deletion').date).toBe('2026-03-23');
    expect(answer(settings, 'deletion').date).toBe('2026-03-11');
    expect(answer(settings, 'access').targetAt).toBe('2026-03-05T16:00:00Z');
    expect(answer(settings, 'access').deadlineAt).toBe(answer(plain, 'access').deadlineAt);
    const { ruleVersion, ...counted } = answer(settings, 'correction');
    expect(counted).toEqual({ ...answer(plain, 'correction'), ruleVersion: undefined });
    expect(ruleVersion).toMatch(/^\S+ own@2026\.11\.21\+[0-9a-f]{12}$/);
  });
});

test.each([
  ['a regime that nobody loaded', 'EU-GDPR,XX-NONE'],
  ['a regime that is not in force yet', 'EU-GDPR,X-FUTURE'],
])('When requests would be taken under %s, then the API does not start', (_what, regimes) => {
  const future = { ...european, id: 'X-FUTURE', version: '2026.11.21', effectiveFrom: '2999-01-01' };
  const own = { version: '2026.11.21', regimes: [future], promises: [], targets: [], calendars: [] };
  const more = { DSR_REGIMES: regimes, DSR_RULES_FILE: rulesFile(stringify(own)) };
  expect(repairs(loadApiConfig, more)).toEqual([
    expect.stringMatching(/^DSR_REGIMES .*habeas deadline --list/) as string,
  ]);
  expect(repairs(loadApiConfig, { ...more, DSR_REGIMES: 'EU-GDPR' })).toEqual([]);
});
