import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb';

const batch = 5_000;
/** More lanes gain nothing on two cores. */
const lanes = 2;

/** Inserts `count` documents, each made from its number. Returns how many went in per second. */
export async function insertMade<T extends Document>(
  collection: Collection<T>,
  count: number,
  make: (index: number) => OptionalUnlessRequiredId<T>,
): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next = Math.min(from + batch, count);
      const documents = Array.from({ length: next - from }, (_, at) => make(from + at));
      await collection.insertMany(documents, { ordered: false });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (count * 1_000) / (performance.now() - startedAt);
}

const spread = 2_654_435_761;

/** A request id made from a number: none twice below 2^32, and neighbours are far apart, as with random ids. */
export function madeRequestId(index: number): string {
  const scattered = (Math.imul(index, spread) >>> 0).toString(16).padStart(8, '0');
  return `req_${scattered}${index.toString(16).padStart(12, '0')}`;
}
