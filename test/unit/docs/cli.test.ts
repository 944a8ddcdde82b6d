import { execFileSync } from 'node:child_process';
import { page, root } from './pages';

/** Builds `habeas` as cli/main.ts does and prints the names of its commands instead of running one. */
const printCommands = `
  const { Command } = require('commander');
  Command.prototype.parseAsync = function () {
    const names = (command) => [
      // Commander keeps what a command does by itself under this name; one with parts may do something too.
      ...(command._actionHandler ? [''] : []),
      ...command.commands.flatMap((sub) => names(sub).map((rest) => [sub.name(), rest].filter(Boolean).join(' '))),
    ];
    console.log(JSON.stringify(names(this)));
    return Promise.resolve();
  };
  require('./cli/main.ts');
`;

test('When habeas has a command, then README lists it; when README lists one, then habeas has it', () => {
  const output = execFileSync(process.execPath, ['-r', './bin/register.cjs', '-e', printCommands], {
    cwd: root,
    encoding: 'utf8',
  });
  const commands = JSON.parse(output) as string[];
  const table = page('README.md').split('## Commands')[1]?.split('\n## ')[0] ?? '';
  const listed = [...table.matchAll(/^\| `npx habeas ([a-z]+(?: [a-z]+)?)/gm)].map((match) => match[1] ?? '');
  expect(listed.sort()).toEqual(commands.sort());
}, 60_000);
