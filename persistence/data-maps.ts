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

/** Versions of the data map in the collection `data_maps`; a version, once pinned, never changes. */
export function createDataMapArchive(
  connection: Connection,
  canonical: EvidenceChain['canonical'],
): DataMapArchive {
  const maps = connection.model<DataMapDocument>('DataMap', schema, 'data_maps');
  return {
    pin: async (map) => {
      await upsertUnlessExcluded(() =>
        maps.create({ _id: map.version, map: canonical(map), pinnedAt: new Date() }),
      );
    },
    find: async (version) => {
      const found = await maps.findOne({ _id: version }).lean<DataMapDocument>();
      return found === null ? undefined : (JSON.parse(found.map) as DataMap);
    },
  };
}
