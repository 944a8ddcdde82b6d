import type { StoreId } from '../ids';
import type { StoreBand } from '../store-band';

/** Per store, whether deletions in it are as they normally are. One for all requests and all workers. */
export interface StoreBands {
  find(storeId: StoreId): Promise<StoreBand | undefined>;
  /**
   * Replaces the band by what `change` makes of it, as if nobody else wrote meanwhile: it is called again when somebody
   * did, so it must do nothing else. A store of which nothing is known begins with a new band.
   */
  change(storeId: StoreId, change: (band: StoreBand) => StoreBand): Promise<StoreBand>;
}
