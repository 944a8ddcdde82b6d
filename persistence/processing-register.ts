import type { Connection, Model } from 'mongoose';
import { trusted } from 'mongoose';
import type { RequestId } from '../domain/ids';
import type { ProcessingRegister, RegisterChanges, RegisterEntry } from '../domain/ports';
import { instantOf } from './plain-values';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import type { EnvelopeCipher } from './seams';
import { optionalText, strictSchema, text } from './strict-schema';

interface RegisterDocument extends Omit<RegisterEntry, 'requestId'> {
  readonly _id: RequestId;
  /** Blind indexes of the person's identifiers; the identifiers themselves are nowhere. */
  readonly blind: readonly string[];
  readonly liftedAt?: string;
  /** Blind indexes that it ever had: who lost one must ask again as well. */
  readonly everBlind?: readonly string[];
  /** Latest change by the clock of the database, which all processes share. */
  readonly changedAt?: Date;
}

/** Beyond it a list of changes is longer than asking again for everything. */
const longestList = 5_000;

const schema = strictSchema<RegisterDocument>({
  _id: text,
  kind: text,
  purposes: { type: [String], required: true },
  since: text,
  status: text,
  liftedAt: optionalText,
  blind: { type: [String], required: true },
  everBlind: { type: [String] },
  changedAt: { type: Date },
});

/** Keys under which identifiers are fingerprinted. */
export interface RegisterKeys {
  /** For looking up what is in force. */
  readonly lookup: Uint8Array;
  /** For the fingerprints that callers get to see. */
  readonly callers: Uint8Array;
}

/**
 * The register in the collection `processing_register`. Identifiers are fingerprinted as they are given: enter and ask in
 * the normal form of their kind. An identifier that several people share concerns them all, on the safe side. An entry and
 * the instant of its change are written at once: no kill can leave a change that nobody is told of.
 */
export function createProcessingRegister(
  connection: Connection,
  cipher: EnvelopeCipher,
  keys: RegisterKeys,
): ProcessingRegister {
  const entries = connection.model<RegisterDocument>('RegisterEntry', schema, 'processing_register');
  const blindOf = (kind: string, value: string): string => cipher.blindIndex(keys.lookup, kind, value);
  // Made from the blind index: the register knows no identifier from which it could be made later.
  const seenBy = (caller: string, blind: string): string =>
    cipher.keyedHash(keys.callers, JSON.stringify([caller, blind]));
  return {
    enter: async ({ requestId, kind, purposes, since }, identifiers) => {
      const blind = identifiers.map(({ kind: what, value }) => blindOf(what, value));
      const content = { kind, purposes: [...purposes], since, blind, status: 'active' as const };
      await repeatOnDuplicate(() =>
        entries.updateOne(
          { _id: requestId },
          {
            $set: content,
            $unset: { liftedAt: 1 },
            $addToSet: { everBlind: { $each: blind } },
            $currentDate: { changedAt: true },
          },
          { upsert: true },
        ),
      );
    },
    lift: async (requestId, at) => {
      // A repeat keeps the first instant; an entry that never was needs no lifting.
      await entries.updateOne(
        { _id: requestId, status: 'active' },
        { $set: { status: 'lifted', liftedAt: at }, $currentDate: { changedAt: true } },
      );
    },
    find: async (requestId) => {
      const found = await entries.findOne({ _id: requestId }).lean<RegisterDocument>();
      return found === null ? undefined : toEntry(found);
    },
    concerning: async (kind, value) => {
      const found = await entries
        .find({ blind: blindOf(kind, value), status: 'active' })
        .sort({ _id: 1 })
        .lean<RegisterDocument[]>();
      return found.map(toEntry);
    },
    fingerprint: (caller, kind, value) => Promise.resolve(seenBy(caller, blindOf(kind, value))),
    changes: (caller, since) => changesIn(entries, since, (blind) => seenBy(caller, blind)),
  };
}

async function changesIn(
  entries: Model<RegisterDocument>,
  since: string,
  seen: (blind: string) => string,
): Promise<RegisterChanges> {
  const found = await entries
    .find({ changedAt: trusted({ $gt: instantOf(since) }) })
    .sort({ changedAt: 1 })
    .limit(longestList + 1)
    .select({ blind: 1, everBlind: 1, changedAt: 1 })
    .lean<Pick<RegisterDocument, 'blind' | 'everBlind' | 'changedAt'>[]>();
  if (found.length > longestList) return { items: [], all: true };
  const latest = new Map<string, string>();
  for (const { blind, everBlind = [], changedAt } of found)
    for (const one of [...blind, ...everBlind]) latest.set(one, (changedAt as Date).toISOString());
  return { items: [...latest].map(([blind, at]) => ({ identifier: seen(blind), at })), all: false };
}

function toEntry({ _id, kind, purposes, since, status }: RegisterDocument): RegisterEntry {
  return { requestId: _id, kind, purposes, since, status };
}
