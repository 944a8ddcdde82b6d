import { z } from 'zod';
import { decisionExceptions } from '../../domain/decision';
import { noticeStatuses } from '../../domain/ports/letters';
import { hashText, identifierKind, instantText, line } from './primitives';

/** May a person's data be processed for a purpose? */
export const decisionQuestion = z
  .strictObject({
    identifier: z.strictObject({ kind: identifierKind, value: line(320) }),
    purpose: line(80).meta({ description: 'Id of a purpose in the data map, or `storage`.' }),
    exception: z.enum(decisionExceptions).optional().meta({
      description:
        'Why the data may be used in spite of a restriction (GDPR art. 18(2)). The caller answers for it; it is counted.',
    }),
  })
  .meta({ id: 'DecisionQuestion' });

/** The answer, with the requests that forbid it, and signed: {@link decisionKeys} checks `signed`. */
export const decisionAnswer = z
  .object({
    allowed: z.boolean(),
    because: z.array(
      z.object({
        kind: z.enum(['restriction', 'objection']),
        requestId: z.string(),
        since: instantText,
      }),
    ),
    exception: z
      .enum(decisionExceptions)
      .optional()
      .meta({ description: 'Present when the use is allowed under this exception only.' }),
    purpose: z.string(),
    identifier: hashText.meta({ description: 'Keyed hash of the identifier, for this caller alone.' }),
    serial: z.string(),
    issuedAt: instantText,
    validUntil: instantText.meta({ description: 'After it the answer counts for nothing: ask again.' }),
    signed: z.string().meta({ description: 'The same as a compact JWS (Ed25519).' }),
  })
  .meta({ id: 'DecisionAnswer' });

/** Public keys of signed answers, as a JWK set (RFC 7517). */
export const decisionKeys = z
  .object({
    keys: z.array(
      z.object({
        kty: z.string(),
        crv: z.string(),
        x: z.string(),
        kid: z.string(),
        use: z.string(),
        alg: z.string(),
      }),
    ),
  })
  .meta({ id: 'DecisionKeys' });

/** Since when revocations are wanted. */
export const revocationQuery = z.strictObject({
  since: z.iso
    .datetime({ error: 'Expected a UTC instant such as 2026-03-01T00:00:00Z.' })
    .optional()
    .meta({ description: '`until` of the revocations before; without it all that can still matter.' }),
});

/** Identifiers about which answers that were given are out of date. */
export const revocations = z
  .object({
    items: z.array(
      z.object({
        identifier: hashText.meta({ description: 'As in the answers to this caller.' }),
        at: instantText,
      }),
    ),
    all: z.boolean().meta({ description: 'True: drop every answer, more changed than a list can hold.' }),
    until: instantText.meta({ description: 'Give it as `since` the next time.' }),
  })
  .meta({ id: 'DecisionRevocations' });

/** Identifiers that a system is about to import. */
export const erasureQuestion = z
  .strictObject({
    identifiers: z
      .array(z.strictObject({ kind: identifierKind, value: line(320) }))
      .min(1)
      .max(200)
      .meta({ description: 'At most 200; ask in batches.' }),
  })
  .meta({ id: 'ErasureQuestion' });

/** Per identifier, in the same order, whether its person was deleted. */
export const erasureAnswer = z
  .object({
    items: z.array(
      z.object({
        erased: z.boolean(),
        since: instantText.optional().meta({
          description: 'Proof of the latest deletion. Data that the person gave after it are new data.',
        }),
      }),
    ),
  })
  .meta({ id: 'ErasureAnswer' });

/** What a mail system reports of a letter that our mail server accepted. */
export const deliveryReportBody = z
  .strictObject({
    messageId: z
      .string()
      .max(256)
      .regex(/^<[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,190}>$/, {
        error: 'Expected the Message-ID of the letter in angle brackets, such as <hash@mail.example>.',
      }),
    report: z.enum(['delivered', 'bounced']),
    code: z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/, { error: 'Expected an enhanced status code such as 5.1.1.' })
      .meta({ description: 'Enhanced status code, RFC 3463.' }),
  })
  .meta({ id: 'DeliveryReport' });

/** How the letter stands after the report; a letter that bounced stays bounced. */
export const deliveryReportAnswer = z
  .object({ status: z.enum(noticeStatuses) })
  .meta({ id: 'DeliveryReportAnswer' });

/** What a processor posts: JSON in its own form, which the data map describes. */
export const processorAnswerBody = z.record(z.string(), z.unknown()).meta({
  id: 'ProcessorAnswer',
  description:
    'In the form that the data map declares. Header Habeas-Signature: t=<seconds since 1970>,v1=<hexadecimal ' +
    'HMAC-SHA-256 over "<t>.<body>">, at most five minutes old, each once.',
});

/** How far the order is, as it was understood. */
export const processorAnswerTaken = z
  .object({ state: z.enum(['pending', 'done', 'failed']) })
  .meta({ id: 'ProcessorAnswerTaken' });

/** The process runs. */
export const liveAnswer = z.object({ status: z.literal('live') }).meta({ id: 'Live' });

const partState = z.enum(['up', 'down']);
/** What the process needs, part by part. */
export const readyAnswer = z
  .object({
    status: z.enum(['ready', 'notReady']),
    parts: z.object({ mongodb: partState, temporal: partState }),
  })
  .meta({ id: 'Ready' });
