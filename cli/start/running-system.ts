import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openInbox } from '../../examples/sample-company/inbox';
import type { DemoSystem } from '../demo/run-demo';
import type { System } from './start-system';

/** What another terminal needs to know of a running quick start. Addresses only; no secret. */
interface SystemFile {
  readonly apiUrl: string;
  readonly issuer: string;
  readonly inbox: string;
  readonly mongoUri: string;
  readonly database: string;
}

const fileOf = (stateDir: string): string => join(stateDir, 'system.json');

/** Notes the addresses of the running system in its state folder, so that `habeas demo` finds it. */
export function noteRunningSystem(stateDir: string, system: System): void {
  const { addresses } = system.company;
  const content: SystemFile = {
    apiUrl: system.apiUrl,
    issuer: addresses.issuer,
    inbox: addresses.inbox,
    mongoUri: system.env['DSR_MONGODB_URI'] ?? '',
    database: system.env['DSR_MONGODB_DATABASE'] ?? '',
  };
  writeFileSync(fileOf(stateDir), JSON.stringify(content, null, 2), { mode: 0o600 });
}

/**
 * The quick start that runs on a state folder.
 * @throws Error when none was ever started there.
 */
export function openRunningSystem(stateDir: string): DemoSystem {
  const file = fileOf(stateDir);
  if (!existsSync(file))
    throw new Error(
      `No running system is noted in ${stateDir}: start one with npm start, or name its folder with --state.`,
    );
  // Written by noteRunningSystem alone.
  const { apiUrl, issuer, inbox, mongoUri, database } = JSON.parse(readFileSync(file, 'utf8')) as SystemFile;
  return {
    apiUrl,
    company: { addresses: { issuer }, inbox: openInbox(inbox) },
    env: { DSR_MONGODB_URI: mongoUri, DSR_MONGODB_DATABASE: database },
  };
}
