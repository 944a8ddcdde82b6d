#!/usr/bin/env node
'use strict';
// In a checkout the TypeScript sources run as they are (swc compiles on load); a published package carries dist/.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const inCheckout = existsSync(join(root, 'cli', 'main.ts'));
if (inCheckout && !existsSync(join(root, 'node_modules', '@swc-node'))) {
  console.error(
    'The dependencies are not installed yet. Run `npm ci` first; `npm start` and `npm test` do it by themselves.',
  );
  process.exit(2);
}
if (inCheckout) {
  require('./register.cjs');
  require('../cli/main.ts');
} else {
  require('../dist/cli/main.js');
}
