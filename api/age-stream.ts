import { createCipheriv, randomBytes, scrypt } from 'node:crypto';
import { ReadableStream } from 'node:stream/web';
import { Encrypter, Stanza } from 'age-encryption';
import type { Recipient } from 'age-encryption';

/** Work of guessing one passphrase: 2^16 rounds of 1 KB, some 64 MB and 0.2 s. */
const workFactor = 16;
const blockSize = 8;
const saltLabel = 'age-encryption.org/v1/scrypt';

/**
 * Encrypts a content with a passphrase in the age format (age-encryption.org/v1), as it streams. The passphrase is kept
 * nowhere. One derivation runs at a time: each takes much memory.
 */
export async function encryptedFor(
  passphrase: string,
  content: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase));
  const encrypted = await encrypter.encrypt(ReadableStream.from<Uint8Array>(content));
  return encrypted;
}

/** The scrypt recipient of the format. The library's own derives the key on the main thread, where everybody waits for it. */
function passphraseRecipient(passphrase: string): Recipient {
  return {
    wrapFileKey: async (fileKey) => {
      const salt = randomBytes(16);
      const key = await deriveKey(passphrase, Buffer.concat([Buffer.from(saltLabel), salt]));
      const cipher = createCipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      const saltText = salt.toString('base64').replace(/=+$/, '');
      return [new Stanza(['scrypt', saltText, String(workFactor)], body)];
    },
  };
}

let running: Promise<unknown> = Promise.resolve();

function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  const N = 2 ** workFactor;
  const derived = running.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        const cost = { N, r: blockSize, p: 1, maxmem: 2 * 128 * N * blockSize };
        scrypt(passphrase, salt, 32, cost, (error, key) => (error === null ? resolve(key) : reject(error)));
      }),
  );
  running = derived.catch(() => undefined);
  return derived;
}
