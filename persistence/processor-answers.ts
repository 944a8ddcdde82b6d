import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { ProcessorWord } from '../domain/http-state';
import type { AwaitedAnswer, ProcessorAnswers } from '../domain/ports';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { json, optionalText, strictSchema, text } from './strict-schema';

interface AnswerDocument extends Omit<AwaitedAnswer, 'answerId'> {
  /** SHA-256 of the token; the token itself is nowhere. */
  readonly _id: string;
  /** True once an answer other than `pending` was taken. */
  readonly final: boolean;
  /** Hashes of the signatures that were taken: each opens the door once. */
  readonly seen: readonly string[];
}

/** Most messages for one place; a processor that says `pending` more often is told that it was heard. */
const mostMessages = 1_000;

const schema = strictSchema<AnswerDocument>({
  _id: text,
  requestId: text,
  storeId: text,
  operationId: text,
  word: json,
  answeredAt: optionalText,
  final: { type: Boolean, required: true },
  seen: { type: [String], required: true },
});

/** Places for answers of processors in the collection `processor_answers`. */
export function createProcessorAnswers(connection: Connection): ProcessorAnswers {
  const answers = connection.model<AnswerDocument>('ProcessorAnswer', schema, 'processor_answers');
  return {
    expect: async ({ answerId, ...place }) => {
      await upsertUnlessExcluded(() => answers.create({ _id: answerId, ...place, final: false, seen: [] }));
    },
    find: async (answerId) => {
      const found = await answers.findOne({ _id: answerId }).lean<AnswerDocument>();
      return found === null ? undefined : answerOf(found);
    },
    take: async (answerId, word, signatureHash, at) => {
      const { matchedCount } = await answers.updateOne(
        { _id: answerId, final: false, seen: trusted({ $ne: signatureHash }) },
        {
          $set: { word: { ...word }, answeredAt: at, final: word.state !== 'pending' },
          $push: { seen: { $each: [signatureHash], $slice: -mostMessages } },
        },
      );
      if (matchedCount === 1) return 'taken';
      const found = await answers.findOne({ _id: answerId }).lean<AnswerDocument>();
      if (found?.seen.includes(signatureHash) === true) return 'replayed';
      return found?.word !== undefined && isSame(found.word, word) ? 'taken' : 'decided';
    },
  };
}

function isSame(one: ProcessorWord, other: ProcessorWord): boolean {
  return (
    one.state === other.state && one.count === other.count && one.certificateHash === other.certificateHash
  );
}

function answerOf({ _id, final: _final, seen: _seen, ...answer }: AnswerDocument): AwaitedAnswer {
  return { answerId: _id, ...answer };
}
