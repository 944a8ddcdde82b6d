/** What an unknown store says of itself: the material of a first data map. Names and counts only, no values. */
export interface StoreSketch {
  readonly kind: 'postgres' | 'mysql' | 'sqlite' | 'mongodb';
  readonly collections: readonly CollectionSketch[];
}

/** One table or collection as its catalogue, or a sample of its documents, shows it. */
export interface CollectionSketch {
  /** As a data map names it: with schema where that is needed. */
  readonly source: string;
  /** Estimated; undefined when the store cannot say quickly. */
  readonly rows?: number;
  /** Fields of the primary key, in order. */
  readonly key: readonly string[];
  readonly fields: readonly FieldSketch[];
  readonly references: readonly ReferenceSketch[];
}

/** One column or path. */
export interface FieldSketch {
  readonly name: string;
  readonly type: FieldTypeSketch;
  readonly nullable: boolean;
  /** True when it alone is unique. */
  readonly unique: boolean;
  /** True when an index begins with it. */
  readonly indexed: boolean;
  /** What the store's own comment says. */
  readonly comment?: string;
  /** Of the values that were looked at: how many there were, and how many had the form of each kind. */
  readonly seen?: SeenForms;
}

/** Types as far as a data map cares. */
export type FieldTypeSketch =
  'text' | 'number' | 'boolean' | 'date' | 'instant' | 'json' | 'binary' | 'other';

/** How many of the values looked at had a form that tells what they are. The values themselves are not kept. */
export interface SeenForms {
  readonly values: number;
  readonly email: number;
  readonly phone: number;
  readonly idNumber: number;
}

/** A foreign key of one field. */
export interface ReferenceSketch {
  readonly field: string;
  readonly to: string;
  readonly toField: string;
}
