/** Who may import whom: docs/map.md draws the same table. `own` is always allowed. */
const rooms = {
  domain: [],
  'contracts/temporal': ['domain'],
  'contracts/http': ['domain'],
  workflows: ['domain', 'contracts/temporal', 'activities'], // activities: types only, see below
  activities: ['domain', 'contracts/temporal'],
  connectors: ['domain', 'datamap'],
  'connector-kit': ['domain', 'datamap', 'connectors'],
  mail: ['domain'],
  persistence: ['domain'],
  crypto: ['domain'],
  datamap: ['domain'],
  config: ['domain'],
  evidence: ['domain', 'crypto'],
  temporal: ['domain', 'contracts/temporal', 'crypto'],
  api: ['domain', 'contracts', 'temporal', 'config'],
  worker: [
    'domain',
    'contracts',
    'workflows',
    'activities',
    'connectors',
    'datamap',
    'persistence',
    'evidence',
    'crypto',
    'mail',
    'temporal',
    'config',
  ],
};
/** The two files that wire adapters together may import any room. */
const wiring = '^(api/main|worker/deps|worker/main)\\.ts$';
const all =
  'domain|contracts|workflows|activities|connectors|connector-kit|datamap|persistence|evidence|crypto|mail|temporal|api|worker|cli|config|scripts|examples|test|bench';

const importRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room.replace('/', '-')}`,
  severity: 'error',
  comment: `${room} may import only: its own folder, ${allowed.join(', ') || 'nothing of ours'}.`,
  from: { path: `^${room}/`, pathNot: wiring },
  to: { path: `^(${all})/`, pathNot: [room, ...allowed].map((r) => `^${r}/`) },
}));

module.exports = {
  forbidden: [
    ...importRules,
    {
      name: 'workflows-know-activities-by-type-only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^(test|bench|scripts|cli|examples)/', '\\.(cjs|mjs|json)$', '\\.d\\.ts$'],
      },
      to: {},
    },
    {
      name: 'nothing-imports-the-outside-rooms',
      severity: 'error',
      from: { path: `^(${all})/`, pathNot: '^(scripts|cli|test|bench|examples)/' },
      to: { path: '^(scripts|cli|test|bench|examples)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json', '.cjs', '.mjs'] },
  },
};
