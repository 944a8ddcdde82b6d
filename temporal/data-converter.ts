import type { DataConverter } from '@temporalio/common';
import type { KeyProvider } from '../domain/ports';
import type { CodecKey } from './payload-codec';
import { EncryptionCodec } from './payload-codec';

/**
 * The converter of every client and worker: payloads encrypted, and failure texts and stack traces as well (they travel
 * as common attributes, which only the failure converter can hide).
 */
export async function createDataConverter(keys: KeyProvider): Promise<DataConverter> {
  const codecKey: CodecKey = { id: 'payload-codec/1', key: await keys.derive('payload-codec') };
  return {
    payloadCodecs: [new EncryptionCodec([codecKey])],
    failureConverterPath: require.resolve('./failure-converter'),
  };
}
