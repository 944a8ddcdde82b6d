import type { StoreKind } from '../../domain/data-map';
import type { StoreSketch } from '../../domain/store-sketch';
import { sketchMongodb } from './sketch-mongodb';
import { sketchMysql } from './sketch-mysql';
import { sketchPostgres } from './sketch-postgres';
import { sketchSqlite } from './sketch-sqlite';

/** Kinds of stores that can be asked what they hold. */
export const sketchedKinds = [
  'postgres',
  'mysql',
  'sqlite',
  'mongodb',
] as const satisfies readonly StoreKind[];

/** How a store is looked at. */
export interface SketchOptions {
  /** True: a few values of each text field are looked at, and only how many have which form is kept. */
  readonly lookAtValues: boolean;
  /** Told after each table. */
  readonly onProgress: (source: string) => void;
}

/**
 * Reads what a store says of itself; changes nothing. The kind follows from the connection (`postgres://`, `mysql://`,
 * `sqlite://`, `mongodb://`).
 * @throws Error that says which connections are known.
 */
export async function sketchStore(connection: string, options: SketchOptions): Promise<StoreSketch> {
  const scheme = /^([a-z+]+):/i.exec(connection)?.[1]?.toLowerCase() ?? '';
  switch (scheme) {
    case 'postgres':
    case 'postgresql':
      return sketchPostgres(connection, options);
    case 'mysql':
    case 'mariadb':
      return sketchMysql(connection, options);
    case 'sqlite':
      return sketchSqlite(connection, options);
    case 'mongodb':
    case 'mongodb+srv':
      return sketchMongodb(connection, options);
    default:
      throw new Error(
        `A connection that begins with "${scheme}:" cannot be drafted; expected postgres://, mysql://, sqlite:// or mongodb://.`,
      );
  }
}
