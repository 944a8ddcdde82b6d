import type { CollectionDisclosure, KeptDisclosure, PackageDesk } from '../domain/access-package';
import type { RequestId } from '../domain/ids';
import type { Vault } from '../domain/ports';
import { textLines } from '../domain/text-lines';
import { readRecord } from './stores/kept-lines';
import { deskSlot, packageSlot } from './vault-slots';

/** The desk in the vault of a request: everything on it is sealed with the request's key. */
export function vaultDesk(vault: Vault, requestId: RequestId): PackageDesk {
  return {
    recall: (name) => vault.get(requestId, deskSlot(name)),
    note: (name, value) => vault.put(requestId, deskSlot(name), value),
    put: (name, bytes) => vault.putBytes(requestId, deskSlot(name), bytes),
    get: async (name) => {
      const bytes = await vault.getBytes(requestId, deskSlot(name));
      if (bytes === undefined) throw new Error(`The desk of ${requestId} holds nothing under ${name}.`);
      return bytes;
    },
    openFile: ({ slot }) => contentOf(vault, requestId, slot),
    deliver: (content) => vault.putStream(requestId, packageSlot, content),
  };
}

/** What was kept of a store, to be read collection by collection. */
export function keptCollections(
  vault: Vault,
  requestId: RequestId,
  { slot, collections }: KeptDisclosure,
): readonly CollectionDisclosure[] {
  return collections.map(({ id, sha256, from, to }) => ({
    id,
    fingerprint: sha256,
    read: async function* () {
      for await (const { text } of textLines(contentOf(vault, requestId, slot, from, to)))
        yield readRecord(text);
    },
  }));
}

async function* contentOf(
  vault: Vault,
  requestId: RequestId,
  slot: string,
  from?: number,
  to?: number,
): AsyncGenerator<Uint8Array> {
  const content = await vault.getStream(requestId, slot);
  if (content === undefined) throw new Error(`The vault of ${requestId} holds nothing in ${slot}.`);
  yield* content.read(from, to);
}
