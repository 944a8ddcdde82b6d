import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** File that marks a folder as ours: only such a folder is ever cleared. */
const marker = 'habeas-state';

/** Where the quick start keeps its data: `DSR_STATE_DIR`, or the platform's state folder and `habeas` in it. */
export function defaultStateDir(env: NodeJS.ProcessEnv = process.env): string {
  return env['DSR_STATE_DIR'] ?? join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'habeas');
}

/**
 * Opens the state folder, cleared first when `reset` is asked for.
 * @throws Error when it is to be cleared and was not made by us: somebody's own files may be in it.
 */
export function openStateDir(path: string, reset: boolean): void {
  const markerFile = join(path, marker);
  if (reset && existsSync(path)) {
    if (!existsSync(markerFile))
      throw new Error(
        `Expected ${path} to be a state folder of Habeas; it has no file ${marker}. Nothing was cleared.`,
      );
    rmSync(path, { recursive: true, force: true });
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!existsSync(markerFile))
    writeFileSync(markerFile, 'Data of the quick start; npm start -- --reset clears it.\n');
}
