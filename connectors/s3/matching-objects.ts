import type { CollectionMap } from '../../domain/data-map';
import { areKnown } from '../key-names/known-parts';
import type { KeyParts } from '../key-names/key-pattern';
import { listObjects } from './objects';
import type { ListedObject } from './objects';
import { objectPattern } from './object-form';
import type { S3Session } from './s3-session';

/** An object of a collection, with the parts of its name. Personal data. */
export interface MatchingObject extends ListedObject {
  readonly parts: KeyParts;
}

/** Objects whose names fit a collection's pattern and the known parts, page by page; none twice. */
export async function* matchingObjects(
  session: S3Session,
  collection: CollectionMap,
  known: readonly KeyParts[] | undefined,
): AsyncGenerator<readonly MatchingObject[]> {
  const pattern = objectPattern(session.store, collection);
  const prefixes = new Set((known ?? [{}]).map((parts) => pattern.prefix(parts)));
  // A prefix of another one brings its objects along.
  const outer = [...prefixes].filter(
    (one) => ![...prefixes].some((other) => other !== one && one.startsWith(other)),
  );
  for (const prefix of outer)
    for await (const page of listObjects(session, prefix))
      yield page.flatMap((object) => {
        const parts = pattern.match(object.key);
        return parts !== undefined && areKnown(parts, known) ? [{ ...object, parts }] : [];
      });
}
