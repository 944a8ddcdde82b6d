import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keyBytes } from './derive-key';

/** What is wrong with a keyring. */
export type KeyringProblem = 'missing' | 'malformed' | 'exposed' | 'keyUnknown' | 'wrongContext';

/** A keyring cannot be used. The message says what to do and never shows key material. */
export class KeyringError extends Error {
  readonly problem: KeyringProblem;
  constructor(problem: KeyringProblem, message: string) {
    super(message);
    this.name = 'KeyringError';
    this.problem = problem;
  }
}

/** One version of the wrapping key. */
export interface KeyVersion {
  readonly id: string;
  readonly createdAt: string;
  readonly secret: Uint8Array;
}

/** A keyring as read. The last version is the newest: it wraps; all unwrap. */
export interface Keyring {
  readonly root: Uint8Array;
  readonly keys: readonly [KeyVersion, ...KeyVersion[]];
}

const format = 'habeas-keyring/1';
const othersMask = 0o077;

/** A keyring with a new root secret and one version. */
export function newKeyring(): Keyring {
  return { root: randomBytes(keyBytes), keys: [newKeyVersion()] };
}

/** A new version of the wrapping key. */
export function newKeyVersion(): KeyVersion {
  const createdAt = new Date().toISOString();
  return { id: `k${randomBytes(6).toString('hex')}`, createdAt, secret: randomBytes(keyBytes) };
}

/** Reads a keyring. @throws {@link KeyringError} missing, exposed or malformed. */
export async function readKeyring(path: string): Promise<Keyring> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & othersMask) !== 0)
      throw new KeyringError('exposed', `Others can read the keyring ${path}; run: chmod 600 ${path}`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof KeyringError) throw error;
    throw new KeyringError('missing', `The keyring ${path} cannot be read (${errorCode(error)}).`);
  }
  return parse(text, path);
}

/** Writes a keyring where none is. False when there is one already, also when another process was quicker. */
export async function createKeyringFile(path: string, keyring: Keyring): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return withTemporary(path, keyring, async (temporary) => {
    try {
      // Unlike a rename, a link never replaces: of two creators one wins and the other reads the winner's keys.
      await link(temporary, path);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

/** Replaces a keyring at once: a reader sees the old one or the new one. */
export async function replaceKeyringFile(path: string, keyring: Keyring): Promise<void> {
  await withTemporary(path, keyring, (temporary) => rename(temporary, path));
}

async function withTemporary<T>(
  path: string,
  keyring: Keyring,
  place: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(serialise(keyring));
      await file.sync();
    } finally {
      await file.close();
    }
    return await place(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

function serialise(keyring: Keyring): string {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const keys = keyring.keys.map((key) => ({ ...key, secret: base64(key.secret) }));
  return `${JSON.stringify({ format, root: base64(keyring.root), keys }, null, 2)}\n`;
}

function parse(text: string, path: string): Keyring {
  const refuse = (what: string): KeyringError =>
    new KeyringError('malformed', `The keyring ${path} is malformed: ${what}. Restore it from its backup.`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse('it is not JSON');
  }
  if (!isRecord(content) || content['format'] !== format) throw refuse(`expected format "${format}"`);
  const root = secretBytes(content['root']);
  if (root === undefined) throw refuse(`"root" must be ${keyBytes} bytes in base64`);
  const [first, ...others] = (Array.isArray(content['keys']) ? content['keys'] : []).map((key, index) => {
    const version = keyVersion(key);
    if (version === undefined) throw refuse(`"keys[${index}]" must have id, createdAt and secret`);
    return version;
  });
  if (first === undefined) throw refuse('"keys" must hold at least one key');
  const keys = [first, ...others] as const;
  if (new Set(keys.map((key) => key.id)).size !== keys.length) throw refuse('two keys have the same id');
  return { root, keys };
}

function keyVersion(value: unknown): KeyVersion | undefined {
  if (!isRecord(value)) return undefined;
  const { id, createdAt } = value;
  const secret = secretBytes(value['secret']);
  if (typeof id !== 'string' || id === '' || typeof createdAt !== 'string' || secret === undefined)
    return undefined;
  return { id, createdAt, secret };
}

function secretBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === keyBytes && bytes.toString('base64') === value ? bytes : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function errorCode(error: unknown): string {
  return isRecord(error) && typeof error['code'] === 'string' ? error['code'] : 'unknown reason';
}
