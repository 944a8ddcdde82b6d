import type { Kysely, RawBuilder } from 'kysely';
import type { IdentifierKind, StoreMap } from '../../domain/data-map';

/** Tables are known from the data map at run time only, so statements are written with Kysely's `sql` template. */
export type Database = Kysely<Record<string, never>>;

/** What a column holds, as far as statements and erasures care. `instant`: with a time of day, with or without a zone. */
export type ColumnKind =
  'text' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'instant' | 'binary' | 'other';

/** A column as the catalogue of the database describes it. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The type as the database itself writes it, such as `numeric(20,4)`. */
  readonly type: string;
  readonly isNotNull: boolean;
  /** True when no two rows can hold the same value in it. */
  readonly isUnique: boolean;
  /** True when an index begins with it. */
  readonly leadsIndex: boolean;
  /** True when it can say yes or no. */
  readonly canBeMarker: boolean;
  /** True when the database takes upper and lower case in it for the same. */
  readonly ignoresCase: boolean;
  /** For a column that the database computes: its expression. */
  readonly computedAs?: string;
}

/** A table as the catalogue describes it. */
export interface Table {
  /** Schema and table, or the table alone, as `sql.id` takes them. */
  readonly name: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  /** False when the table's storage cannot undo what was done. */
  readonly isTransactional: boolean;
}

/** A foreign key that points to a table. */
export interface ForeignKey {
  readonly constraint: string;
  /** Schema and table, or the table alone, of the rows that refer. */
  readonly child: readonly string[];
  /** Columns that refer, each with the one that it refers to. */
  readonly pairs: readonly { readonly childColumn: string; readonly parentColumn: string }[];
  /** True when a deletion of the parent silently deletes or changes the child. */
  readonly isSilent: boolean;
}

/** One field of an update with a value of its own per row, in the order of the keys. */
export interface EachRow {
  readonly column: Column;
  readonly texts: readonly (string | null)[];
}

/** What differs between the databases. Everything else of their connectors is the same (`sql-rows.ts`). */
export interface SqlDialect {
  /** For messages: `PostgreSQL`, `MySQL or MariaDB`, `SQLite`. */
  readonly product: string;
  /** `undefined` when there is no such table, or none that the account may see. */
  tableOf(db: Database, source: string): Promise<Table | undefined>;
  foreignKeysTo(db: Database, table: Table): Promise<readonly ForeignKey[]>;
  /** A key as it is selected: `text` must turn it into text that {@link isAnyOf} takes for the same key. */
  key(column: Column): RawBuilder<unknown>;
  /** The column, reached through `reference`, equals one of the values (of a statement's own, or text). Never two that only look alike. */
  isAnyOf(reference: RawBuilder<unknown>, column: Column, values: readonly unknown[]): RawBuilder<boolean>;
  /** The column comes after the key in the order of {@link orderBy}. */
  isAfter(column: Column, key: string): RawBuilder<boolean>;
  orderBy(column: Column): RawBuilder<unknown>;
  /** The column equals the text, compared in the column's own type; `null` is no value. False for a text that cannot be of that type. */
  equals(column: Column, text: string | null): RawBuilder<boolean>;
  /**
   * A new value in the column's own type.
   * @throws EffectRefused `value:<why>` where the database would bend a text that does not fit, instead of refusing it.
   */
  value(column: Column, value: string | boolean | null): RawBuilder<unknown>;
  /** Finds every stored form of the identifiers, in normal form; may find too many. The expressions are those to index. */
  holdsAny(
    table: Table,
    column: Column,
    kind: IdentifierKind,
    wanted: readonly string[],
  ): RawBuilder<boolean>;
  /** Statement that gives rows the same values and values of their own. */
  update(
    table: Table,
    key: Column,
    keys: readonly string[],
    same: readonly RawBuilder<unknown>[],
    each: readonly EachRow[],
  ): RawBuilder<unknown>;
  /** What is put behind a select to hold its rows until the end of the transaction. */
  readonly lock: RawBuilder<unknown> | undefined;
  /** A value as it was read; booleans only where the map says that the field is one. */
  read(value: unknown, isMarker: boolean): unknown;
  /** True when the database would answer the condition from an index, however few rows there are. */
  servesFromIndex(db: Database, table: Table, condition: RawBuilder<boolean>): Promise<boolean>;
  /** Statements that need the rights they name and change nothing, each run alone by `probe`. */
  rights(table: Table): TableRights;
  /** True when a key is left without a name by the database, so that the rows that refuse must be looked for before. */
  readonly namesForeignKeys: boolean;
  failure(store: StoreMap, error: unknown): unknown;
}

/** See {@link SqlDialect.rights}. */
export interface TableRights {
  readonly toRead: (columns: readonly string[]) => RawBuilder<unknown>;
  readonly toChange: (column: string) => RawBuilder<unknown>;
  readonly toDelete: RawBuilder<unknown>;
}
