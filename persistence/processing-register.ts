import type { Connection } from 'mongoose';
import type { RequestId } from '../domain/ids';
import type { ProcessingRegister, RegisterEntry } from '../domain/ports';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import type { EnvelopeCipher } from './seams';
import { optionalText, strictSchema, text } from './strict-schema';

interface RegisterDocument extends Omit<RegisterEntry, 'requestId'> {
  readonly _id: RequestId;
  /** Blind indexes of the person's identifiers; the identifiers themselves are nowhere. */
  readonly blind: readonly string[];
  readonly liftedAt?: string;
}

const schema = strictSchema<RegisterDocument>({
  _id: text,
  kind: text,
  purposes: { type: [String], required: true },
  since: text,
  status: text,
  liftedAt: optionalText,
  blind: { type: [String], required: true },
});

/**
 * The register in the collection `processing_register`. Identifiers are fingerprinted with `key` as they are given: enter
 * and ask in the normal form of their kind. An identifier that several people share concerns them all, on the safe side.
 */
export function createProcessingRegister(
  connection: Connection,
  cipher: EnvelopeCipher,
  key: Uint8Array,
): ProcessingRegister {
  const entries = connection.model<RegisterDocument>('RegisterEntry', schema, 'processing_register');
  return {
    enter: async ({ requestId, kind, purposes, since }, identifiers) => {
      const blind = identifiers.map(({ kind: what, value }) => cipher.blindIndex(key, what, value));
      const content = { kind, purposes: [...purposes], since, blind, status: 'active' as const };
      await repeatOnDuplicate(() =>
        entries.updateOne({ _id: requestId }, { $set: content, $unset: { liftedAt: 1 } }, { upsert: true }),
      );
    },
    lift: async (requestId, at) => {
      // A repeat keeps the first instant; an entry that never was needs no lifting.
      await entries.updateOne(
        { _id: requestId, status: 'active' },
        { $set: { status: 'lifted', liftedAt: at } },
      );
    },
    find: async (requestId) => {
      const found = await entries.findOne({ _id: requestId }).lean<RegisterDocument>();
      return found === null ? undefined : toEntry(found);
    },
    concerning: async (kind, value) => {
      const found = await entries
        .find({ blind: cipher.blindIndex(key, kind, value), status: 'active' })
        .sort({ _id: 1 })
        .lean<RegisterDocument[]>();
      return found.map(toEntry);
    },
  };
}

function toEntry({ _id, kind, purposes, since, status }: RegisterDocument): RegisterEntry {
  return { requestId: _id, kind, purposes, since, status };
}
