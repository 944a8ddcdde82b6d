import { randomBytes } from 'node:crypto';
import type { KeyProvider } from '../domain/ports';
import { deriveKey, keyBytes } from './derive-key';
import { EnvelopeError, open, seal } from './envelope';
import {
  createKeyringFile,
  KeyringError,
  newKeyring,
  newKeyVersion,
  readKeyring,
  replaceKeyringFile,
} from './keyring-file';
import type { Keyring, KeyVersion } from './keyring-file';

/**
 * A key provider on a JSON file (mode 0600) with several versions of the wrapping key and a root secret for derived
 * keys. For one host and for trying out; a vault or cloud KMS stands behind the same port elsewhere.
 *
 * @throws {@link KeyringError} when the file is missing, malformed, or readable by others.
 */
export async function openLocalKeyring(path: string): Promise<KeyProvider> {
  return new LocalKeyring(path, await readKeyring(path));
}

/**
 * Opens the keyring and makes it first when there is none; two processes that start together end with the same keys.
 * Danger: a keyring that was lost and made anew opens nothing that was sealed before. Back it up.
 */
export async function createLocalKeyring(path: string): Promise<KeyProvider> {
  try {
    return await openLocalKeyring(path);
  } catch (error) {
    if (!(error instanceof KeyringError) || error.problem !== 'missing') throw error;
  }
  await createKeyringFile(path, newKeyring());
  return openLocalKeyring(path);
}

/**
 * Adds a version of the wrapping key, with which all new data keys are wrapped; the earlier ones go on unwrapping.
 * Running processes notice when they meet the new key id. One rotation at a time: the last writer wins.
 * Returns the new key id.
 */
export async function rotateLocalKeyring(path: string): Promise<string> {
  const { root, keys } = await readKeyring(path);
  const added = newKeyVersion();
  await replaceKeyringFile(path, { root, keys: [...keys, added] });
  return added.id;
}

class LocalKeyring implements KeyProvider {
  readonly #path: string;
  #keyring: Keyring;

  constructor(path: string, keyring: Keyring) {
    this.#path = path;
    this.#keyring = keyring;
  }

  generate(context: string): Promise<{ key: Uint8Array; wrapped: string; keyId: string }> {
    const key = randomBytes(keyBytes);
    const newest = this.#keyring.keys.at(-1) ?? this.#keyring.keys[0];
    const sealed = seal(newest.secret, key, wrapContext(newest.id, context));
    return Promise.resolve({ key, wrapped: Buffer.from(sealed).toString('base64'), keyId: newest.id });
  }

  async unwrap(wrapped: string, keyId: string, context: string): Promise<Uint8Array> {
    const version = await this.#version(keyId);
    try {
      return open(version.secret, Buffer.from(wrapped, 'base64'), wrapContext(keyId, context));
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      throw new KeyringError(
        'wrongContext',
        `A data key wrapped with ${keyId} does not unwrap here: it belongs to another request or was changed.`,
      );
    }
  }

  derive(purpose: string): Promise<Uint8Array> {
    return Promise.resolve(deriveKey(this.#keyring.root, `derived/${purpose}`));
  }

  async #version(keyId: string): Promise<KeyVersion> {
    const find = (): KeyVersion | undefined => this.#keyring.keys.find((key) => key.id === keyId);
    const known = find();
    if (known !== undefined) return known;
    // Rotated by another process since we read it.
    this.#keyring = await readKeyring(this.#path);
    const added = find();
    if (added !== undefined) return added;
    throw new KeyringError(
      'keyUnknown',
      `The keyring ${this.#path} has no key ${keyId}. Restore the version of the keyring that held it.`,
    );
  }
}

function wrapContext(keyId: string, context: string): string {
  return `wrap/${keyId}/${context}`;
}
