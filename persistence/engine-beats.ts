import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { EngineBeats } from '../domain/ports';
import { instantOf } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { instant, strictSchema, text } from './strict-schema';

interface BeatDocument {
  /** What beats. */
  readonly _id: string;
  readonly at: string;
  /** `at` for comparing. */
  readonly orderAt: Date;
}

const schema = strictSchema<BeatDocument>({ _id: text, at: text, orderAt: instant });

const sweep = 'sweep';

/** The last successful sweep in the collection `engine_beats`. */
export function createEngineBeats(connection: Connection): EngineBeats {
  const beats = connection.model<BeatDocument>('EngineBeat', schema, 'engine_beats');
  return {
    beat: async (at) => {
      const orderAt = instantOf(at);
      // Excluded by the filter when a later beat stands there: a late writer turns nothing back.
      await upsertUnlessExcluded(() =>
        beats.updateOne(
          { _id: sweep, orderAt: trusted({ $lte: orderAt }) },
          { $set: { at, orderAt } },
          { upsert: true },
        ),
      );
    },
    last: async () => (await beats.findOne({ _id: sweep }).lean<BeatDocument>())?.at,
  };
}
