import { z } from 'zod';
import {
  copyKinds,
  fieldErasures,
  identifierKinds,
  objectFormats,
  rowOwnerships,
  sensitivityClasses,
  storeKinds,
} from '../domain/data-map';
import { httpProtocolSchema } from './http-protocol';

const text = z.string().trim().min(1, 'is empty').max(2_000, 'is longer than 2,000 characters');
const localText = z.strictObject({ 'zh-CN': text, en: text });

const id = z.string().regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/, {
  error: 'is no id: expected lower-case letters and digits, words joined by - or _',
});
const code = z.string().regex(/^[A-Z0-9]+(?:-[A-Z0-9]+)*$/, {
  error: 'is no code: expected upper-case words joined by -, such as CN-TAX-LEDGER',
});
const word = z.string().regex(/^[a-z][A-Za-z0-9]*$/, {
  error: 'is no code word: expected letters and digits, such as thirdParty',
});

/** Names that walk out of a document into JavaScript's own objects. */
const forbiddenNames = ['__proto__', 'prototype', 'constructor'];
const isSafePath = (path: string): boolean => !path.split('.').some((part) => forbiddenNames.includes(part));
/** Columns and document paths. No `$`: nothing of a map can become an operator of a query. */
const fieldPath = z
  .string()
  .max(200, 'is longer than 200 characters')
  .regex(/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u, {
    error: 'is no field name: expected letters, digits and _, parts joined by dots',
  })
  .refine(isSafePath, { error: 'is a reserved name' });
/** A table, with its schema; or a pattern of names: text, named parts in brackets, and `*` for anything. */
const tableName = String.raw`[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}_][\p{L}\p{N}_-]*)*`;
const namePattern = String.raw`(?=.*[{*/])(?:[\p{L}\p{N}_.:/=+@-]|\*|\{[\p{L}_][\p{L}\p{N}_]*\})+`;
const sourceName = z
  .string()
  .max(200, 'is longer than 200 characters')
  .regex(new RegExp(`^(?:${tableName}|${namePattern})$`, 'u'), {
    error:
      'is no table or collection name: expected letters, digits, _ and -, schema and table joined by a dot; ' +
      'or, for Redis and S3, a pattern of names such as session:{customerNumber}:*',
  })
  .refine(isSafePath, { error: 'is a reserved name' });
const connectionName = z.string().regex(/^DSR_STORE_[A-Z0-9]+(?:_[A-Z0-9]+)*$/, {
  error: 'is no name of an environment variable DSR_STORE_…; a connection itself never belongs in a data map',
});
/** At least one part, none of them zero, such as `P10Y` or `P1Y6M`. */
const period = z
  .string()
  .regex(/^P(?=\d)(?:[1-9]\d{0,2}Y)?(?:[1-9]\d{0,3}M)?(?:[1-9]\d{0,3}W)?(?:[1-9]\d{0,4}D)?$/, {
    error: 'is no period in years, months, weeks or days by ISO 8601, such as P10Y',
  });

/** Hours, minutes and seconds, or days, such as `PT15M`. */
const duration = z
  .string()
  .regex(
    /^P(?=\d|T\d)(?:[1-9]\d{0,2}D)?(?:T(?=\d)(?:[1-9]\d{0,2}H)?(?:[1-9]\d{0,3}M)?(?:[1-9]\d{0,4}S)?)?$/,
    {
      error: 'is no duration in days, hours, minutes or seconds by ISO 8601, such as PT15M',
    },
  );

const field = z.strictObject({
  name: fieldPath,
  title: localText,
  category: word,
  class: z.enum(sensitivityClasses),
  identity: z.enum(identifierKinds).exactOptional(),
  tells: z.enum(['name', 'birthDate']).exactOptional(),
  purposes: z.array(id).default([]),
  source: word.default('person'),
  recipients: z.array(id).default([]),
  erasure: z.enum(fieldErasures).default('keep'),
  erasureTo: z.string().max(200, 'is longer than 200 characters').exactOptional(),
  redaction: z.enum(['withhold', 'others']).exactOptional(),
  correctable: z.boolean().default(false),
});

const retention = z.strictObject({
  ground: code,
  text: localText,
  article: text,
  period,
  from: fieldPath,
  fields: z.array(fieldPath).min(1, 'is empty').exactOptional(),
  whenOver: z.enum(['leave', 'delete']).default('leave'),
});

const link = z.strictObject({
  field: fieldPath,
  to: id,
  toField: fieldPath,
  cardinality: z.enum(['one', 'many']).default('many'),
  direction: z.enum(['down', 'up', 'both']).default('down'),
});

const lookup = z.strictObject({
  kind: z.enum(identifierKinds),
  field: fieldPath,
  from: fieldPath.exactOptional(),
  until: fieldPath.exactOptional(),
});

const elements = z.strictObject({
  path: fieldPath,
  key: fieldPath,
  owner: z.strictObject({ field: fieldPath, kind: z.enum(identifierKinds) }),
  fields: z.array(field).min(1, 'is empty'),
});

const collection = z.strictObject({
  id,
  source: sourceName,
  format: z.enum(objectFormats).exactOptional(),
  title: localText,
  key: fieldPath,
  subjects: z.boolean().default(false),
  lookups: z.array(lookup).default([]),
  links: z.array(link).default([]),
  whose: z.enum(rowOwnerships).default('sole'),
  fields: z.array(field).min(1, 'is empty'),
  elements: elements.exactOptional(),
  retention: retention.exactOptional(),
  kept: localText.exactOptional(),
  erasure: z.enum(['delete', 'mask']),
  restrictionMarker: fieldPath.exactOptional(),
  objection: z
    .strictObject({ purpose: id, field: fieldPath, off: z.union([z.string().min(1), z.boolean()]) })
    .exactOptional(),
});

const store = z.strictObject({
  id,
  kind: z.enum(storeKinds),
  title: localText,
  /** Empty for manual stores only; every other kind is checked for it. */
  connection: connectionName.default(''),
  region: id,
  owner: id,
  timeoutMs: z.int().min(100).max(600_000).default(30_000),
  limits: z
    .strictObject({
      concurrency: z.int().min(1).max(64).default(4),
      perSecond: z.int().min(1).max(10_000).exactOptional(),
    })
    .prefault({}),
  canary: z.strictObject({ kind: z.enum(identifierKinds), value: text }).exactOptional(),
  settlesAfter: duration.exactOptional(),
  http: httpProtocolSchema.exactOptional(),
  collections: z.array(collection).min(1, 'is empty'),
});

/**
 * A data map as it is written: strict, so a misspelt word is a mistake and not an omission. Its output is the domain's
 * `DataMap` without a version; `load.ts` stops compiling when the two part.
 */
export const dataMapSchema = z.strictObject({
  controller: z.strictObject({
    id,
    name: localText,
    officer: localText,
    contact: text,
    address: localText,
    complaints: z.record(code, localText),
  }),
  purposes: z
    .array(z.strictObject({ id, title: localText, marketing: z.boolean().default(false), legalGround: text }))
    .min(1, 'is empty'),
  processors: z
    .array(
      z.strictObject({
        id,
        title: localText,
        purposes: z.array(id),
        contact: z.email().exactOptional(),
        answersWithin: period.default('P10D'),
      }),
    )
    .default([]),
  stores: z.array(store).min(1, 'is empty'),
  copies: z
    .array(
      z.strictObject({
        id,
        kind: z.enum(copyKinds),
        title: localText,
        of: z.array(id).min(1, 'is empty'),
        residual: period,
        clearedBy: z.enum(['expiry', 'replay', 'rebuild', 'hand']),
      }),
    )
    .default([]),
});
