import type { Connection } from 'mongoose';
import type { DataMap } from '../domain/data-map';
import type { DataMapArchive } from '../domain/ports';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import type { EvidenceChain } from './seams';
import { instant, strictSchema, text } from './strict-schema';

interface DataMapDocument {
  readonly _id: string;
  /** Canonical JSON: the very bytes whose hash is the version, and no member name to trip over. */
  readonly map: string;
  readonly pinnedAt: Date;
}

const schema = strictSchema<DataMapDocument>({ _id: text, map: text, pinnedAt: instant });

/** Versions held in memory: the one in force, and those of requests that were taken in before. */
const mostHeld = 8;

/**
 * Versions of the data map in the collection `data_maps`. A version, once pinned, never changes, so it is read once: every
 * activity of every request asks for it.
 */
export function createDataMapArchive(
  connection: Connection,
  canonical: EvidenceChain['canonical'],
): DataMapArchive {
  const maps = connection.model<DataMapDocument>('DataMap', schema, 'data_maps');
  // A Map keeps insertion order: the first came from the database longest ago.
  const held = new Map<string, DataMap>();
  return {
    pin: async (map) => {
      await upsertUnlessExcluded(() =>
        maps.create({ _id: map.version, map: canonical(map), pinnedAt: new Date() }),
      );
    },
    find: async (version) => {
      const known = held.get(version);
      if (known !== undefined) return known;
      const found = await maps.findOne({ _id: version }).lean<DataMapDocument>();
      if (found === null) return undefined;
      const map = JSON.parse(found.map) as DataMap;
      held.set(version, map);
      const oldest = held.keys().next();
      if (held.size > mostHeld && oldest.done !== true) held.delete(oldest.value);
      return map;
    },
  };
}
