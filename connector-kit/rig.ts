import type { ConnectorOptions } from '../connectors';
import type { Connector, FieldChange, Identifier } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import type { CuttingProxy } from './cutting-proxy';

/** Puts the store back as it was before a fault. */
export type Undo = () => Promise<void>;

/** A real, throw-away store with a small world in it, seen from one person whose records are all found by sole identifiers. */
export interface Rig {
  readonly store: StoreMap;
  /** Through {@link proxy}, where there is one. */
  readonly connection: string;
  /** Makes the connector under test. Default: the built-in one of the store's kind. */
  readonly connect?: (store: StoreMap, connection: string, options: ConnectorOptions) => Connector;
  /** The same form of connection, for another port of the loopback interface. Absent: the store has no wire. */
  readonly connectionAt?: (port: number) => string;
  readonly proxy?: CuttingProxy;
  /** Matches a message of the connector that writes. */
  readonly writes?: RegExp;
  readonly person: readonly Identifier[];
  /** What `locate` must find: keys per collection, and the number of elements in documents of others. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly elements?: number;
  /** A change of one field in one record. Absent: nothing in this store can be corrected by a machine. */
  readonly correction?: FieldChange;
  /** A purpose to which one collection has a switch. Absent: the store has no such switch. */
  readonly purpose?: string;
  /** Texts of others, and in fields that are not mapped: never disclosed to the person. */
  readonly secrets: readonly string[];
  /** Puts the world back as it was. */
  readonly reset: () => Promise<void>;
  /** All records as text, one line each; `withoutPerson` leaves out what a deletion of the person changes. */
  readonly content: (withoutPerson: boolean) => Promise<string>;
  readonly stop: () => Promise<void>;

  // Faults. What is absent is listed as not proven, with the reason in `unproven`.

  /** Texts of the person's identifiers as the store holds them, each with one of somebody else of the same length in bytes. */
  readonly disguise?: readonly (readonly [string, string])[];
  /** Collections in which the disguise makes every record somebody else's. Default: all in {@link keys}. */
  readonly disguised?: readonly string[];
  /** Adds a record that is surely the person's, as somebody at work in the store would. */
  readonly grow?: () => Promise<void>;
  /** From now on the store accepts deletions, reports success, and does nothing (in one collection at least). */
  readonly ignoreWrites?: () => Promise<Undo>;
  /** From now on a rule of the store refuses some step of the person's deletion, but not the first where there are several. */
  readonly refuse?: () => Promise<Undo>;
  /** True when a refused `apply` must have left everything as it was: the store has transactions. Default false. */
  readonly isAtomic?: boolean;
  /** Takes away a field by which records are found, or a whole collection, as a migration at night would. */
  readonly breakSchema?: () => Promise<Undo>;
  /** Has somebody else hold the person's records, so that a write must wait. */
  readonly hold?: () => Promise<Undo>;
  /** Connections with a wrong secret, and to a database, bucket or path that is not there. */
  readonly wrongConnections?: { readonly noAccess?: string; readonly wrongAddress?: string };
  /** Answers in the store's own protocol that never end, are nested without end, or are nothing. Each makes `locate` fail. */
  readonly hostileAnswers?: readonly {
    readonly name: string;
    readonly begin: () => Promise<Undo>;
  }[];
  /** Why the rig offers no such part, by its name; printed with what was not proven. */
  readonly unproven?: Partial<Readonly<Record<RigPart, string>>>;
}

/** Parts that a rig may lack. */
export const rigParts = [
  'connectionAt',
  'proxy',
  'writes',
  'correction',
  'purpose',
  'disguise',
  'grow',
  'ignoreWrites',
  'refuse',
  'breakSchema',
  'hold',
  'wrongConnections',
  'hostileAnswers',
] as const satisfies readonly (keyof Rig)[];
/** See {@link rigParts}. */
export type RigPart = (typeof rigParts)[number];

/** The rig with the parts that a case needs. Throws when one is missing: the case must not have been run. */
export function equipped<P extends RigPart>(rig: Rig, ...parts: readonly P[]): Required<Pick<Rig, P>> {
  const missing = parts.filter((part) => rig[part] === undefined);
  if (missing.length > 0) throw new Error(`The rig has no ${missing.join(', ')}; the case needs it.`);
  return rig as unknown as Required<Pick<Rig, P>>;
}
