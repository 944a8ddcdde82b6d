import { clockSettingsOf } from '../../../config/clock-settings';
import { ConfigError } from '../../../config/config-error';
import { loadApiConfig, loadWorkerConfig } from '../../../config/load-config';
import type { Environment } from '../../../config/load-config';

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

describe.each([
  ['API', loadApiConfig],
  ['worker', loadWorkerConfig],
])('the kinds of controller, as the %s reads them', (_process, load) => {
  it.each([
    'central_body',
    'centralbody',
    'central-body,central-body',
    'Central-Body',
    'central-body;small-agent',
  ])('When %s is none that a rule knows, then the process does not start', (text) => {
    let problems: readonly { readonly key: string; readonly repair: string }[] = [];
    try {
      load({ ...env, DSR_CONTROLLER_PROFILES: text });
    } catch (error) {
      if (error instanceof ConfigError) problems = error.problems;
    }
    expect(problems.map(({ key }) => key)).toEqual(['DSR_CONTROLLER_PROFILES']);
  });

  it('When they are known, then clocks are counted by them; when none are set, then by the ordinary periods', () => {
    const config = load({ ...env, DSR_CONTROLLER_PROFILES: 'small-agent, central-body' });
    expect(clockSettingsOf(config).profiles).toEqual(['small-agent', 'central-body']);
    expect(clockSettingsOf(load(env))).not.toHaveProperty('profiles');
  });
});
