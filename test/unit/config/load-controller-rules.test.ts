import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ControllerRulesError, loadControllerRules } from '../../../config/load-controller-rules';
import european from '../../../domain/rules/regimes/eu-gdpr.json';

const folder = mkdtempSync(join(tmpdir(), 'habeas-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const empty = 'version: 2026.11.21\nregimes: []\npromises: []\ntargets: []\ncalendars: []\n';
function load(text: string) {
  const file = join(folder, 'rules.yaml');
  writeFileSync(file, text);
  return loadControllerRules(file);
}
function refusal(text: string): ControllerRulesError {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ControllerRulesError) return error;
    throw error;
  }
  throw new Error('The rules were accepted.');
}
const withRegime = (regime: object): string =>
  empty.replace('regimes: []\n', stringify({ regimes: [regime] }));

describe('a file that cannot be used', () => {
  test('When there is no file, then the error names it and says that it cannot be read', () => {
    const file = join(folder, 'missing.yaml');
    expect(() => loadControllerRules(file)).toThrow(
      expect.objectContaining({ code: 'DSR_RULES_FILE_UNREADABLE' }) as Error,
    );
    expect(() => loadControllerRules(file)).toThrow('missing.yaml:1:1: Cannot be read');
  });

  test.each([
    ['broken syntax', empty.replace('targets: []', 'targets: ['), 5],
    ['a key twice', `${empty}promises: []\n`, 6],
  ])('When it holds %s, then its line is told', (_, text, line) => {
    const { code, line: told } = refusal(text);
    expect([code, told]).toEqual(['DSR_RULES_FILE_UNREADABLE', line]);
  });

  test.each([
    ['no list at all', '', 'DSR_RULE_VALUE_INVALID', 1],
    ['an unknown word', `${empty}colour: blue\n`, 'DSR_RULE_FIELD_UNKNOWN', 6],
    ['a word less', empty.replace('targets: []\n', ''), 'DSR_RULE_FIELD_MISSING', 1],
    [
      'a promise in weeks',
      empty.replace(
        'promises: []',
        'promises:\n  - rights: [access]\n    value: 1\n    unit: week\n    source: policy',
      ),
      'DSR_RULE_UNIT_UNKNOWN',
      6,
    ],
    ['a version that is no date', empty.replace('2026.11.21', 'three'), 'DSR_RULE_VALUE_INVALID', 1],
  ])('When it holds %s, then code and line are told', (_, text, code, line) => {
    const error = refusal(text);
    expect([error.code, error.line]).toEqual([code, line]);
    expect(error.message).toMatch(new RegExp(`rules\\.yaml:${line}:\\d+: `));
  });

  test('When a rule set takes more time than the law, then the line of its clock is told', () => {
    const clocks = european.clocks.map((clock) =>
      clock.kind === 'respondExtended' ? { ...clock, value: 4 } : clock,
    );
    const text = withRegime({ ...european, clocks });
    const { code, line, message } = refusal(text);
    expect(code).toBe('DSR_RULE_LENGTHENED');
    expect(message).toContain('regimes[0].clocks[2]');
    expect(text.split('\n')[line - 1]).toContain('kind: respondExtended');
  });
});

describe('a file that is right', () => {
  test('When versions are written as dates, then each is sealed with the hash of its content', () => {
    const rules = load(withRegime({ ...european, id: 'X-SHOP', version: '2026.12.01' }));
    const edited = load(
      withRegime({ ...european, id: 'X-SHOP', version: '2026.12.01', zone: 'Europe/Paris' }),
    );
    expect(rules.version).toMatch(/^2026\.11\.21\+[0-9a-f]{12}$/);
    expect(rules.regimes[0]?.version).toMatch(/^2026\.12\.01\+[0-9a-f]{12}$/);
    expect(edited.regimes[0]?.version).not.toBe(rules.regimes[0]?.version);
    expect(edited.version).not.toBe(rules.version);
  });

  test('When a loaded rule set is copied unchanged, then its seal is the same; edited, it is another', () => {
    expect(load(withRegime(european)).regimes[0]?.version).toBe(european.version);
    const edited = { ...european, extensions: [] };
    expect(load(withRegime(edited)).regimes[0]?.version).not.toBe(european.version);
  });

  test('When only layout and comments differ, then the version is the same', () => {
    const { version } = load(empty);
    expect(load(`# ours\n${empty.replace('[]', '[ ]')}`).version).toBe(version);
  });
});
