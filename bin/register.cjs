'use strict';
// Compiles TypeScript on load with the settings of .swcrc's twin in tsconfig.json. Used by bin/habeas.cjs and by
// every child process that runs our sources from a checkout.
process.env.SWC_NODE_PROJECT ??= require('node:path').join(__dirname, '..', 'tsconfig.json');
require('@swc-node/register');
