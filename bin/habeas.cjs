#!/usr/bin/env node
'use strict';
// The TypeScript sources run as they are: swc compiles on load.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (!existsSync(join(__dirname, '..', 'node_modules', '@swc-node'))) {
  console.error(
    'The dependencies are not installed yet. Run `npm install` first; `npm start` and `npm test` do it by themselves.',
  );
  process.exit(2);
}
require('./register.cjs');
require('../cli/main.ts');
