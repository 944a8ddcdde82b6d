import { Schema } from 'mongoose';
import type { SchemaDefinition } from 'mongoose';

/** Type and options of one member, in Mongoose's notation. */
type MemberSpec = Readonly<Record<string, unknown>> | readonly unknown[];

/**
 * A schema that refuses what it does not name, in documents and in filters. Indexes are built by migrations only; empty
 * objects are kept; there is no hidden version field: versions here are compared and set on purpose.
 */
export function strictSchema<T>(definition: Readonly<Record<keyof T & string, MemberSpec>>): Schema<T> {
  return new Schema<T>(definition as SchemaDefinition<T>, {
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    autoIndex: false,
    autoCreate: false,
    id: false,
  });
}

/** A text that must be there. */
export const text = { type: String, required: true } as const;
/** A text that may be absent. */
export const optionalText = { type: String } as const;
/** An instant for comparing and sorting; the text as it was given stands beside it. */
export const instant = { type: Date, required: true } as const;
/** A whole number that must be there. */
export const count = { type: Number, required: true } as const;
/** Sealed bytes. */
export const sealed = { type: Buffer, required: true } as const;
/** Plain JSON whose form the domain decides; written only after `plainJson` has looked at it. */
export const json = { type: Schema.Types.Mixed } as const;
/** Who did something. */
export const actor = {
  type: strictPart({ kind: text, id: optionalText, role: optionalText }),
  required: true,
} as const;

function strictPart(definition: Readonly<Record<string, MemberSpec>>): Schema {
  return new Schema(definition, { _id: false, strict: 'throw', versionKey: false });
}
