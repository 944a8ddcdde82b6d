/** `npm run bench`: the benchmarks of docs/benchmarks.md. Arguments go to bench/main.ts (`npm run bench -- --help`). */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, orExplain, root } from './bootstrap.mjs';

orExplain(() => {
  ensureDependencies();
  const args = ['-r', join(root, 'bin', 'register.cjs'), join(root, 'bench', 'main.ts')];
  const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child by the terminal as well; its servers end with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`The benchmarks did not run: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
  });
});
