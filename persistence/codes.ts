import { timingSafeEqual } from 'node:crypto';
import { trusted } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RequestId } from '../domain/ids';
import type { CodeBook, CodePurpose, GuessResult } from '../domain/ports';
import { instantOf } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import type { EnvelopeCipher } from './seams';
import { count, instant, strictSchema, text } from './strict-schema';

const guessesPerCode = 5;
const codesPerDay = 3;
const dayMs = 24 * 60 * 60 * 1000;
/** So long after its issue a code is still told apart from one that never was. */
const keptMs = 7 * dayMs;

/** The newest code for one purpose of one request; the document's key is `<requestId>/<purpose>`. */
interface CodeDocument {
  readonly _id: string;
  readonly codeHash: string;
  readonly attempts: number;
  readonly used: boolean;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly removeAt: Date;
}

/** The last codes issued for a request, whatever their purpose; oldest first, at most three. */
interface IssueDocument {
  readonly _id: RequestId;
  readonly issues: readonly { readonly codeHash: string; readonly at: Date }[];
  readonly removeAt: Date;
}

const codeSchema = strictSchema<CodeDocument>({
  _id: text,
  codeHash: text,
  attempts: count,
  used: { type: Boolean, required: true },
  issuedAt: instant,
  expiresAt: instant,
  removeAt: instant,
});
const issueSchema = strictSchema<IssueDocument>({
  _id: text,
  issues: [{ _id: false, codeHash: text, at: instant }],
  removeAt: instant,
});

/**
 * Mailed codes in `codes`, and what was issued when in `code_issues`. A code has few digits, so its plain hash could be
 * reversed by trying all: what is stored is keyed, with `key`, and bound to request and purpose.
 */
export function createCodeBook(connection: Connection, cipher: EnvelopeCipher, key: Uint8Array): CodeBook {
  const codes = connection.model<CodeDocument>('Code', codeSchema, 'codes');
  const issues = connection.model<IssueDocument>('CodeIssue', issueSchema, 'code_issues');
  const keyed = (requestId: RequestId, purpose: CodePurpose, codeHash: string): string =>
    cipher.keyedHash(key, JSON.stringify([requestId, purpose, codeHash]));
  return {
    issue: async ({ requestId, purpose, codeHash, issuedAt, expiresAt }) => {
      const hash = keyed(requestId, purpose, codeHash);
      const at = instantOf(issuedAt);
      if (!(await countIssue(issues, requestId, hash, at))) return false;
      await replaceCode(codes, `${requestId}/${purpose}`, hash, at, instantOf(expiresAt));
      return true;
    },
    guess: (requestId, purpose, codeHash, now) =>
      guess(codes, `${requestId}/${purpose}`, keyed(requestId, purpose, codeHash), instantOf(now)),
  };
}

/** Counts a code against the limit of three in any 24 hours, once however often it is issued. False: limit reached. */
async function countIssue(
  issues: Model<IssueDocument>,
  requestId: RequestId,
  codeHash: string,
  at: Date,
  attempt = 1,
): Promise<boolean> {
  const oldest = codesPerDay - 1;
  const dayAgo = new Date(at.getTime() - dayMs);
  const counted = await upsertUnlessExcluded(() =>
    issues.updateOne(
      {
        _id: requestId,
        'issues.codeHash': trusted({ $ne: codeHash }),
        $or: [
          { [`issues.${oldest}`]: trusted({ $exists: false }) },
          { 'issues.0.at': trusted({ $lte: dayAgo }) },
        ],
      },
      {
        $push: { issues: { $each: [{ codeHash, at }], $slice: -codesPerDay } },
        $set: { removeAt: removal() },
      },
      { upsert: true },
    ),
  );
  // Excluded: the limit is reached, or this very code was counted before (a repeat), or we lost the race to be first.
  if (counted) return true;
  const found = await issues.findOne({ _id: requestId }).lean<IssueDocument>();
  if (found?.issues.some((issue) => issue.codeHash === codeHash) === true) return true;
  const recent = found?.issues.filter((issue) => issue.at > dayAgo) ?? [];
  if (recent.length >= codesPerDay || attempt > codesPerDay) return false;
  return countIssue(issues, requestId, codeHash, at, attempt + 1);
}

/** The new code takes the place of the earlier one; a repeat, or a late repeat of an earlier code, changes nothing. */
async function replaceCode(
  codes: Model<CodeDocument>,
  codeId: string,
  codeHash: string,
  issuedAt: Date,
  expiresAt: Date,
): Promise<void> {
  const place = { codeHash: trusted({ $ne: codeHash }), issuedAt: trusted({ $lte: issuedAt }) };
  const content = { codeHash, issuedAt, expiresAt, attempts: 0, used: false, removeAt: removal() };
  const replace = (): Promise<boolean> =>
    upsertUnlessExcluded(() =>
      codes.updateOne({ _id: codeId, ...place }, { $set: content }, { upsert: true }),
    );
  // The second time finds what a racing first code may have put there.
  if (!(await replace())) await replace();
}

async function guess(
  codes: Model<CodeDocument>,
  codeId: string,
  codeHash: string,
  now: Date,
): Promise<GuessResult> {
  // Counted before it is compared, in one atomic update: parallel guesses cannot share a count.
  const counted = await codes
    .findOneAndUpdate(
      {
        _id: codeId,
        used: false,
        attempts: trusted({ $lt: guessesPerCode }),
        expiresAt: trusted({ $gt: now }),
      },
      { $inc: { attempts: 1 } },
      { returnDocument: 'after' },
    )
    .lean<CodeDocument>();
  if (counted === null) return whyNotCounted(await codes.findOne({ _id: codeId }).lean<CodeDocument>(), now);
  if (!timingSafeEqual(Buffer.from(counted.codeHash, 'hex'), Buffer.from(codeHash, 'hex'))) return 'wrong';
  // Of two right guesses at the same time one finds the code unused.
  const { modifiedCount } = await codes.updateOne(
    { _id: codeId, codeHash, used: false },
    { $set: { used: true } },
  );
  return modifiedCount === 1 ? 'right' : 'used';
}

function whyNotCounted(code: CodeDocument | null, now: Date): GuessResult {
  if (code === null) return 'none';
  if (code.used) return 'used';
  return code.expiresAt <= now ? 'expired' : 'exhausted';
}

/** By the real clock: the database's own sweep of old documents knows no other. */
function removal(): Date {
  return new Date(Date.now() + keptMs);
}
