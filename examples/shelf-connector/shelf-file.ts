import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';

/** One record: plain JSON with a text under every field. */
export type ShelfRecord = Record<string, string | boolean | null>;
/** The whole shelf: records by the `source` of their collection. */
export type Shelf = Record<string, ShelfRecord[]>;

/** Reads the file. A missing file, or one that is no shelf, is a wrong address: never an empty shelf. */
export async function readShelf(store: StoreMap, path: string): Promise<Shelf> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Shelf;
  } catch (error) {
    const isDenied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    if (isDenied) throw new StoreFailure('noAccess', `Store ${store.id} (shelf) may not be read.`);
    throw new StoreFailure('wrongAddress', `Store ${store.id} (shelf) is not there, or is no shelf.`);
  }
}

/**
 * Changes the shelf as a whole: under a lock, and all or nothing, because a new file takes the place of the old one. Work
 * that throws changes nothing. A lock that somebody else holds is worth a retry.
 */
export async function changeShelf<T>(
  store: StoreMap,
  path: string,
  work: (shelf: Shelf) => Promise<T>,
): Promise<T> {
  const unlock = await lockShelf(store, path);
  try {
    const shelf = await readShelf(store, path);
    const result = await work(shelf);
    await writeFile(`${path}.new`, JSON.stringify(shelf));
    await rename(`${path}.new`, path);
    return result;
  } finally {
    await unlock();
  }
}

/** Takes the lock of the shelf; what is returned gives it back. Fails as `stalled` when it is taken. */
export async function lockShelf(store: StoreMap, path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  try {
    await (await open(lock, 'wx')).close();
  } catch {
    throw new StoreFailure('stalled', `Store ${store.id} (shelf) is locked by somebody else.`);
  }
  return () => rm(lock, { force: true });
}
