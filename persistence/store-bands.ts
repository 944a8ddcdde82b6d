import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Model } from 'mongoose';
import { PersistenceError } from '../domain/port-errors';
import type { StoreBands } from '../domain/ports';
import type { StoreBand } from '../domain/store-band';
import { newBand } from '../domain/store-band';
import { plainJson } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { count, json, strictSchema, text } from './strict-schema';

interface BandDocument {
  /** The store's id. */
  readonly _id: string;
  /** Counts the changes: a change holds only on the version that it was made from. */
  readonly version: number;
  readonly band: StoreBand;
}

const schema = strictSchema<BandDocument>({ _id: text, version: count, band: json });

/** Others finish in between; each round one of them gets through. */
const attempts = 100;
/** Longest pause in ms before the next attempt. */
const pauseMs = 20;

/** Bands in the collection `store_bands`, one document per store, compared and set. */
export function createStoreBands(connection: Connection): StoreBands {
  const bands = connection.model<BandDocument>('StoreBand', schema, 'store_bands');
  return {
    find: async (storeId) => (await bands.findOne({ _id: storeId }).lean<BandDocument>())?.band,
    change: async (storeId, change) => {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const known = await bands.findOne({ _id: storeId }).lean<BandDocument>();
        const before = known?.band ?? newBand(storeId);
        const after = change(before);
        if (after === before || (await isKept(bands, storeId, known?.version, after))) return after;
        await sleep(Math.random() * pauseMs);
      }
      throw new PersistenceError('unavailable', `The band of store ${storeId} was busy for too long.`);
    },
  };
}

/** False: somebody else wrote since the version was read. */
async function isKept(
  bands: Model<BandDocument>,
  storeId: string,
  version: number | undefined,
  band: StoreBand,
): Promise<boolean> {
  const content = plainJson(band);
  if (version === undefined)
    return upsertUnlessExcluded(() => bands.create({ _id: storeId, version: 1, band: content }));
  const { matchedCount } = await bands.updateOne(
    { _id: storeId, version },
    { $set: { version: version + 1, band: content } },
  );
  return matchedCount === 1;
}
