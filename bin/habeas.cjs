#!/usr/bin/env node
'use strict';
// In a checkout the TypeScript sources run as they are (swc compiles on load); a published package carries dist/.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
if (existsSync(join(root, 'cli', 'main.ts'))) {
  require('./register.cjs');
  require('../cli/main.ts');
} else {
  require('../dist/cli/main.js');
}
