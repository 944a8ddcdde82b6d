import type { Connection } from 'mongoose';
import { trusted } from 'mongoose';
import type { SharedIdentifiers } from '../domain/ports';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import type { EnvelopeCipher } from './seams';
import { strictSchema, text } from './strict-schema';

interface SharedDocument {
  /** Blind index of an identifier that several people owned; the identifier itself is nowhere. */
  readonly _id: string;
}

const schema = strictSchema<SharedDocument>({ _id: text });

/** The memory of shared identifiers, in the collection `shared_identifiers`. */
export function createSharedIdentifiers(
  connection: Connection,
  cipher: EnvelopeCipher,
  key: Uint8Array,
): SharedIdentifiers {
  const shared = connection.model<SharedDocument>('SharedIdentifier', schema, 'shared_identifiers');
  return {
    remember: async (identifiers) => {
      for (const { kind, value, sharing } of identifiers) {
        if (sharing !== 'shared') continue;
        const _id = cipher.blindIndex(key, kind, value);
        await repeatOnDuplicate(() => shared.replaceOne({ _id }, { _id }, { upsert: true }));
      }
    },
    recall: async (identifiers) => {
      const blind = identifiers.map(({ kind, value }) => cipher.blindIndex(key, kind, value));
      const found = await shared.find({ _id: trusted({ $in: blind }) }).lean<SharedDocument[]>();
      const known = new Set(found.map(({ _id }) => _id));
      return identifiers.map((identifier, index) =>
        known.has(blind[index] ?? '') ? { ...identifier, sharing: 'shared' } : identifier,
      );
    },
  };
}
