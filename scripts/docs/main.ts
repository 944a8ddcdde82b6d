import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawStates } from './draw-states';

// Draws the pages of docs/ that follow from code.
writeFileSync(join(__dirname, '../../docs/request-states.md'), drawStates());
console.log('docs/request-states.md');
