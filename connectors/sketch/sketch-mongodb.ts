import { MongoClient } from 'mongodb';
import type { Collection, Document } from 'mongodb';
import type { CollectionSketch, FieldSketch, FieldTypeSketch, StoreSketch } from '../../domain/store-sketch';
import { seenForms, valuesLookedAt } from './seen-forms';
import type { SketchOptions } from './sketch-store';

/** Levels of nesting that are looked into; arrays are named and not entered. */
const deepest = 4;

/** Looks at the first documents of every collection of the database named in the URL; there is no catalogue of fields. */
export async function sketchMongodb(connection: string, options: SketchOptions): Promise<StoreSketch> {
  const client = new MongoClient(connection);
  try {
    const database = client.db();
    const listed = await database.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
    const names = listed.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
    const collections: CollectionSketch[] = [];
    for (const name of names.sort()) {
      collections.push(await sketchCollection(database.collection(name), options.lookAtValues));
      options.onProgress(name);
    }
    return { kind: 'mongodb', collections };
  } finally {
    await client.close();
  }
}

async function sketchCollection(collection: Collection, lookAtValues: boolean): Promise<CollectionSketch> {
  const documents = await collection.find({}).limit(valuesLookedAt).toArray();
  const indexes = await collection.indexes();
  const values = new Map<string, unknown[]>();
  for (const document of documents) collectPaths(document, '', values);
  const fields = [...values].map(([name, found]): FieldSketch => {
    const type = commonType(found);
    return {
      name,
      type,
      nullable: found.length < documents.length || found.includes(null),
      unique: name === '_id' || indexes.some((index) => index.unique === true && isAlone(index.key, name)),
      indexed: indexes.some((index) => Object.keys(index.key)[0] === name),
      ...(lookAtValues && type === 'text' ? { seen: seenForms(found) } : {}),
    };
  });
  return {
    source: collection.collectionName,
    rows: await collection.estimatedDocumentCount(),
    key: ['_id'],
    fields,
    references: [],
  };
}

function isAlone(key: Document, name: string): boolean {
  const names = Object.keys(key);
  return names.length === 1 && names[0] === name;
}

function collectPaths(value: Document, prefix: string, into: Map<string, unknown[]>, depth = 1): void {
  for (const [name, part] of Object.entries(value) as [string, unknown][]) {
    const path = `${prefix}${name}`;
    if (isPlain(part) && depth < deepest) collectPaths(part, `${path}.`, into, depth + 1);
    else into.set(path, [...(into.get(path) ?? []), part]);
  }
}

function isPlain(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function commonType(values: readonly unknown[]): FieldTypeSketch {
  const types = new Set(values.filter((value) => value !== null && value !== undefined).map(typeOf));
  return types.size === 1 ? ([...types][0] ?? 'other') : 'other';
}

function typeOf(value: unknown): FieldTypeSketch {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof Date) return 'instant';
  return Array.isArray(value) ? 'json' : 'other';
}
