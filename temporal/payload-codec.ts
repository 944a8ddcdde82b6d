import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

const encoding = 'binary/encrypted';
const nonceBytes = 12;
const tagBytes = 16;
const text = (value: string) => new TextEncoder().encode(value);

/** A 256-bit key with the id that travels beside what it encrypts. */
export interface CodecKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/**
 * Encrypts every payload with AES-256-GCM before it leaves the process. Nothing personal is ever put into a payload; this
 * is the second line, for counts, codes and ids (docs/technical.md).
 *
 * `keys[0]` encrypts; all of them decrypt, so that a key can be rotated while workflows run.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly newest: CodecKey;
  private readonly keys: ReadonlyMap<string, Uint8Array>;

  constructor(keys: readonly [CodecKey, ...CodecKey[]]) {
    this.newest = keys[0];
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.seal(payload)));
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.open(payload)));
  }

  private seal(payload: Payload): Payload {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.newest.key, nonce);
    const clear = temporal.api.common.v1.Payload.encode(payload).finish();
    const data = Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
    return { metadata: { encoding: text(encoding), 'key-id': text(this.newest.id) }, data };
  }

  private open(payload: Payload): Payload {
    const { metadata, data } = payload;
    if (metadata?.['encoding'] === undefined || Buffer.from(metadata['encoding']).toString() !== encoding)
      return payload;
    const keyId = Buffer.from(metadata['key-id'] ?? []).toString();
    const key = this.keys.get(keyId);
    if (key === undefined || !data)
      throw new ValueError(`Payload encrypted with key ${keyId}, which this process has not.`);
    const bytes = Buffer.from(data);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const clear = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    return temporal.api.common.v1.Payload.decode(clear);
  }
}
