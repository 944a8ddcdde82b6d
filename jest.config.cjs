const transform = {
  '^.+\\.(ts|mjs|js)$': [
    '@swc/jest',
    { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
  ],
};

/** Packages published as ES modules only; Jest's CommonJS loader needs them transformed. */
const esmPackages = [
  'jose',
  'canonicalize',
  'temporal-polyfill',
  'temporal-utils',
  'zod-openapi',
  'kysely',
  'age-encryption',
  '@noble',
  '@scure',
  'oauth4webapi',
].join('|');

const base = {
  transform,
  transformIgnorePatterns: [`node_modules/(?!(${esmPackages})/)`],
  testEnvironment: 'node',
  rootDir: __dirname,
};

/** Two bands: `unit` needs nothing; `system` needs the servers that globalSetup starts once for all files. */
module.exports = {
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...base,
      displayName: 'system',
      testMatch: [
        '<rootDir>/test/{activity,conformance,workflow,clock,replay,component,integration,faults}/**/*.test.ts',
      ],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
  maxWorkers: 2,
  testTimeout: 120000,
};
