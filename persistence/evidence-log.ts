import { setTimeout as delay } from 'node:timers/promises';
import { trusted } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { EvidenceDraft, EvidenceEntry, EvidenceFacts } from '../domain/evidence';
import type { CaseId } from '../domain/ids';
import { EvidenceContradiction, PersistenceError } from '../domain/port-errors';
import type { EvidenceLog } from '../domain/ports';
import { isDuplicate } from './driver-errors';
import type { EvidenceChain } from './seams';
import { actor, count, optionalText, strictSchema, text } from './strict-schema';

/**
 * An entry as stored. Facts and commitments are canonical JSON: what was hashed is what lies there, byte for byte, and no
 * name in them can be taken for an operator or a path.
 */
interface EntryDocument extends Omit<EvidenceEntry, 'facts' | 'commitments'> {
  readonly facts: string;
  readonly commitments?: string;
}

const schema = strictSchema<EntryDocument>({
  requestId: text,
  seq: count,
  key: text,
  type: text,
  at: text,
  actor,
  facts: text,
  commitments: optionalText,
  prevHash: text,
  hash: text,
});

const attempts = 60;
const longestPauseMs = 250;

/** Reads chains without any key; for the export. */
export interface EvidenceReader {
  /** The last entry of the chain of a case. */
  head(caseId: CaseId): Promise<EvidenceEntry | undefined>;
  /** Entries in order, up to and with `lastSeq`; one batch in memory at a time. */
  entries(caseId: CaseId, lastSeq: number): AsyncGenerator<EvidenceEntry>;
}

/**
 * The log in the collection `evidence`: inserts and finds only, so that the database can refuse everything else. Parallel
 * appends to one chain are told apart by the unique (requestId, seq): the slower one reads the new head and links anew.
 */
export function createEvidenceLog(connection: Connection, chain: EvidenceChain): EvidenceLog {
  const entries = entriesOf(connection);
  return {
    append: (caseId, drafts) => append(entries, chain, caseId, drafts),
    read: async (caseId) => {
      const found = await entries.find({ requestId: caseId }).sort({ seq: 1 }).lean<EntryDocument[]>();
      return found.map(toEntry);
    },
  };
}

/** See {@link EvidenceReader}. */
export function createEvidenceReader(connection: Connection): EvidenceReader {
  const entries = entriesOf(connection);
  return {
    head: (caseId) => headOf(entries, caseId),
    async *entries(caseId, lastSeq) {
      const found = entries.find({ requestId: caseId, seq: trusted({ $lte: lastSeq }) }).sort({ seq: 1 });
      for await (const document of found.lean<EntryDocument>().cursor({ batchSize: 1000 }))
        yield toEntry(document);
    },
  };
}

async function append(
  entries: Model<EntryDocument>,
  chain: EvidenceChain,
  caseId: CaseId,
  drafts: readonly EvidenceDraft[],
): Promise<number> {
  let open = withoutRepeats(chain, caseId, drafts);
  let added = 0;
  for (let attempt = 1; open.length > 0 && attempt <= attempts; attempt += 1) {
    const head = await headOf(entries, caseId);
    try {
      await entries.insertMany(linked(chain, head, caseId, open), { ordered: true });
      return added + open.length;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      added += insertedBefore(error);
    }
    // Either a key of ours is recorded already, or a parallel append took our place in the chain.
    open = await notYetRecorded(entries, chain, caseId, open);
    if (open.length > 0) await delay(Math.random() * Math.min(longestPauseMs, 4 * 2 ** attempt));
  }
  if (open.length > 0)
    throw new PersistenceError('unavailable', `Too many parallel appends to the evidence of ${caseId}.`);
  return added;
}

function linked(
  chain: EvidenceChain,
  head: EvidenceEntry | undefined,
  caseId: CaseId,
  drafts: readonly EvidenceDraft[],
): EntryDocument[] {
  let prev = head;
  return drafts.map((draft) => {
    prev = chain.link(prev, caseId, draft);
    const { facts, commitments, ...entry } = prev;
    const sealed = commitments === undefined ? {} : { commitments: chain.canonical(commitments) };
    return { ...entry, facts: chain.canonical(facts), ...sealed };
  });
}

/** How many entries of an ordered bulk insert were in before the refused one. */
function insertedBefore(error: unknown): number {
  const inserted: unknown = error instanceof Error && 'insertedCount' in error ? error.insertedCount : 0;
  return typeof inserted === 'number' ? inserted : 0;
}

async function headOf(entries: Model<EntryDocument>, caseId: CaseId): Promise<EvidenceEntry | undefined> {
  const found = await entries.findOne({ requestId: caseId }).sort({ seq: -1 }).lean<EntryDocument>();
  return found === null ? undefined : toEntry(found);
}

/** The drafts whose keys are not in the log. @throws {@link EvidenceContradiction} */
async function notYetRecorded(
  entries: Model<EntryDocument>,
  chain: EvidenceChain,
  caseId: CaseId,
  drafts: readonly EvidenceDraft[],
): Promise<EvidenceDraft[]> {
  const keys = drafts.map((draft) => draft.key);
  const found = await entries
    .find({ requestId: caseId, key: trusted({ $in: keys }) })
    .lean<EntryDocument[]>();
  return remaining(chain, caseId, drafts, new Map(found.map((entry) => [entry.key, toEntry(entry)])));
}

/** The same fact twice in one call counts once. @throws {@link EvidenceContradiction} */
function withoutRepeats(
  chain: EvidenceChain,
  caseId: CaseId,
  drafts: readonly EvidenceDraft[],
): EvidenceDraft[] {
  const first = new Map<string, EvidenceDraft>();
  return drafts.filter((draft) => {
    const isNew = remaining(chain, caseId, [draft], first).length > 0;
    if (isNew) first.set(draft.key, draft);
    return isNew;
  });
}

function remaining(
  chain: EvidenceChain,
  caseId: CaseId,
  drafts: readonly EvidenceDraft[],
  known: ReadonlyMap<string, EvidenceDraft>,
): EvidenceDraft[] {
  return drafts.filter((draft) => {
    const recorded = known.get(draft.key);
    if (recorded === undefined) return true;
    if (contentOf(chain, recorded) !== contentOf(chain, draft))
      throw new EvidenceContradiction(caseId, draft.key);
    return false;
  });
}

/** What makes two drafts the same fact. Not `at`: a repeated activity has a later clock, and the first instant stays. */
function contentOf(chain: EvidenceChain, { type, actor: who, facts, commitments }: EvidenceDraft): string {
  return chain.canonical({ type, actor: who, facts, commitments: commitments ?? {} });
}

function entriesOf(connection: Connection): Model<EntryDocument> {
  return connection.model<EntryDocument>('Evidence', schema, 'evidence');
}

function toEntry(document: EntryDocument): EvidenceEntry {
  const { requestId, seq, key, type, at, actor: who, facts, commitments, prevHash, hash } = document;
  return {
    requestId,
    seq,
    key,
    type,
    at,
    actor: who,
    facts: JSON.parse(facts) as EvidenceFacts,
    ...(commitments === undefined
      ? {}
      : { commitments: JSON.parse(commitments) as Readonly<Record<string, string>> }),
    prevHash,
    hash,
  };
}
