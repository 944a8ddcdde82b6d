import { isDuplicate } from './driver-errors';

const attempts = 4;

/**
 * Repeats an upsert that lost a race: two upserts of the same new document both find nothing, and the unique index
 * refuses the slower one. On the repeat it finds the document.
 */
export async function repeatOnDuplicate<T>(upsert: () => PromiseLike<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await upsert();
    } catch (error) {
      if (!isDuplicate(error) || attempt === attempts) throw error;
    }
  }
}

/** Runs an upsert whose filter excludes the existing document on purpose. False: a document stands in the way. */
export async function upsertUnlessExcluded(upsert: () => PromiseLike<unknown>): Promise<boolean> {
  try {
    await upsert();
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
