import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { MailError } from '../mail-error';

/** Where the files of a data set lie in the package. Ids of the data map only, never a value. */
export interface SetPaths {
  /** Folder and name without ending, such as `data/shop/orders`. */
  readonly data: string;
  readonly page: (number: number) => string;
  readonly attachment: (record: number, number: number, mediaType: string) => string;
}

/** The paths of a data set. @throws MailError `content` when an id cannot name a file. */
export function pathsOf(store: StoreMap, collection: CollectionMap): SetPaths {
  // The data map's schema allows no other ids; a path made of anything else must not come into being.
  for (const id of [store.id, collection.id])
    if (!/^[a-z0-9][a-z0-9_-]{0,99}$/i.test(id))
      throw new MailError('content', `${id} cannot name a file; expected letters, digits, - and _.`);
  const set = `${store.id}/${collection.id}`;
  return {
    data: `data/${set}`,
    page: (number) => `pages/${set}-${String(number).padStart(4, '0')}.html`,
    attachment: (record, number, mediaType) =>
      `attachments/${set}/${record}-${number}.${endings[mediaType.toLowerCase()] ?? 'bin'}`,
  };
}

/** Endings of what a person can open; anything else is `bin`, so that nothing runs by being opened. */
const endings: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'text/plain': 'txt',
  'video/mp4': 'mp4',
};
