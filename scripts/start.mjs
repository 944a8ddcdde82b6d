/** `npm start`: from a clean clone to the running quick start. Arguments go to `habeas start` (`npm start -- --reset`). */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, orExplain, root } from './bootstrap.mjs';

orExplain(() => {
  ensureDependencies();
  const args = [join(root, 'bin', 'habeas.cjs'), 'start', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit', cwd: root });
  // Ctrl-C reaches the child by the terminal as well; it is the child that ends in order, and we follow.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`habeas start did not run: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
  });
});
