import { crc32 } from 'node:zlib';
import type { KeptFile } from '../../domain/access-package';
import type { DisclosedRecord } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { RequestId } from '../../domain/ids';
import type { Vault } from '../../domain/ports';

/** Where a store's attachments go. */
export interface FileTarget {
  readonly vault: Vault;
  readonly requestId: RequestId;
  readonly storeId: string;
  /** Called for each piece that came. */
  readonly alive: () => void;
}

/** Keeps the attachments of records in the vault, each streamed. Slots are numbered in the order in which they came. */
export function attachmentKeeper({ vault, requestId, storeId, alive }: FileTarget) {
  let count = 0;
  return async ({ collection, attachments = [] }: DisclosedRecord): Promise<readonly KeptFile[]> => {
    const kept: KeptFile[] = [];
    for (const { field, name, mediaType, open } of attachments) {
      if (!/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(mediaType))
        throw new StoreFailure(
          'hostileAnswer',
          `Store ${storeId}: an attachment has no media type.`,
          collection,
        );
      count += 1;
      const slot = `files/${storeId}/${count}`;
      let checksum = 0;
      const content = async function* (): AsyncGenerator<Uint8Array> {
        for await (const piece of open()) {
          alive();
          checksum = crc32(piece, checksum);
          yield piece;
        }
      };
      const { bytes, sha256 } = await vault.putStream(requestId, slot, content());
      kept.push({ field, name, mediaType, slot, bytes, sha256, crc32: checksum });
    }
    return kept;
  };
}
