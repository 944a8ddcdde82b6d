import { z } from 'zod';
import { packageFormats } from '../../domain/access-package';
import { requestOutcomes } from '../../domain/outcome';
import { noticeStatuses } from '../../domain/ports/letters';
import { phases } from '../../domain/request';
import { requestKinds } from '../../domain/right';
import { hashText, identifierKind, instantText, line, mailedCode, paragraph } from './primitives';

/** Intake of a request by anyone. Rules between members (right and changes, kinds and values) are the intake's. */
export const intakeBody = z
  .strictObject({
    right: z
      .string()
      .min(1)
      .max(40)
      .meta({
        description: `${requestKinds.join(', ')}; also rectification, correct, erasure, delete, know, limit.`,
      }),
    name: line(200),
    identifiers: z
      .array(z.strictObject({ kind: identifierKind, value: line(320) }))
      .max(10)
      .meta({ description: 'One per kind. An e-mail address is needed: the code is mailed there.' }),
    changes: z
      .array(
        z.strictObject({
          field: z.string().regex(/^[\w-]{1,64}\.[\w-]{1,64}\.[\w.-]{1,128}$/, {
            error: 'Expected store.collection.field.',
          }),
          newValue: line(1_000),
          proof: paragraph(2_000).optional(),
        }),
      )
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'For a correction: what is to stand instead.' }),
    format: z.enum(packageFormats).optional().meta({
      description:
        'For access: `portability` gives what the person provided, in a published form for other systems. Default `access`.',
    }),
    purposes: z
      .array(line(80))
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'For an objection: ids of purposes in the data map.' }),
    regimes: z.array(z.string().min(1).max(40)).min(1).max(10).optional(),
    locale: z.enum(['zh-CN', 'en']).optional(),
    statement: paragraph(4_000).optional(),
    about: line(40).optional().meta({
      description: 'For an appeal, and for a complaint where there is one: the request it is about.',
    }),
  })
  .meta({ id: 'Intake' });
/** See {@link intakeBody}. */
export type IntakeBody = z.infer<typeof intakeBody>;

/** What the person should do next: a code to branch on and a sentence. */
export const nextStep = z
  .object({
    code: z.enum([
      'enterMailedCode',
      'confirmChange',
      'confirmCancellation',
      'fetchPackage',
      'answerMessages',
      'wait',
      'nothing',
    ]),
    text: z.string(),
  })
  .meta({ id: 'NextStep' });

/** Answer to an intake. */
export const intakeAnswer = z
  .object({
    requestId: z.string(),
    accessToken: z.string().meta({ description: 'Shown this once. Keep it: it gives the status.' }),
    phase: z.enum(phases),
    receivedAt: instantText,
    next: nextStep,
  })
  .meta({ id: 'IntakeAnswer' });

/** What whoever made the request may know before proving who they are: nothing about any data. */
export const briefStatus = z
  .object({
    requestId: z.string(),
    right: z.enum(requestKinds),
    phase: z.enum(phases),
    verified: z.boolean(),
    receivedAt: instantText,
    next: nextStep,
  })
  .meta({ id: 'BriefStatus' });

const deadline = z.object({
  regime: z.string(),
  clock: z.string(),
  date: z.string().meta({ description: 'Last local day, YYYY-MM-DD.' }),
  deadlineAt: instantText,
  strictAt: instantText.meta({ description: 'Without roll-forward and pauses.' }),
  targetAt: instantText.meta({ description: 'When we mean to be done.' }),
  provisional: z.boolean(),
  status: z.enum(['running', 'satisfied', 'breached']),
  extended: z.boolean(),
});

/** All that the verified person sees of the request. */
export const fullStatus = z
  .object({
    requestId: z.string(),
    right: z.enum(requestKinds),
    about: z.string().optional().meta({ description: 'The request that a complaint or an appeal is about.' }),
    regimes: z.array(z.string()),
    phase: z.enum(phases),
    outcome: z.enum(requestOutcomes).optional(),
    version: z.number().int(),
    verified: z.boolean(),
    receivedAt: instantText,
    closedAt: instantText.optional(),
    recordsUntil: z
      .string()
      .optional()
      .meta({ description: 'Last local day on which the record of a closed request is kept.' }),
    waiting: z.array(z.enum(['subject', 'staff', 'store', 'pause'])),
    deadlines: z.array(deadline),
    tally: z.record(z.string(), z.number().int()),
    change: z.object({ hash: z.string(), confirmedAt: instantText.optional() }).optional(),
    objection: z.object({ decision: z.enum(['open', 'stands', 'lifted']) }).optional(),
    package: z
      .object({ bytes: z.number().int(), expiresAt: instantText, downloadsLeft: z.number().int() })
      .optional(),
    notices: z.array(
      z.object({
        kind: z.string(),
        status: z.enum(noticeStatuses),
        acceptedAt: instantText.optional(),
      }),
    ),
    recipients: z
      .array(
        z.object({
          name: z.string(),
          answer: z.enum(['asked', 'confirmed', 'refused', 'silent', 'notAsked']),
          at: instantText.optional(),
        }),
      )
      .meta({ description: 'Processors and recipients that were asked for their part, and what they said.' }),
    next: nextStep,
  })
  .meta({ id: 'FullStatus' });

/** Status by either token: the brief one, or the full one. */
export const statusAnswer = z.union([fullStatus, briefStatus]);

/** A mailed code. */
export const codeBody = z.strictObject({ code: mailedCode }).meta({ id: 'MailedCode' });

/** What is sent to fetch the package. */
export const fetchBody = z
  .strictObject({
    code: mailedCode,
    passphrase: z
      .string()
      .min(12)
      .max(1_000)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'Expected text without control characters.' })
      .optional()
      .meta({
        description: 'Encrypts this download in the age format (age-encryption.org/v1); kept nowhere.',
      }),
  })
  .meta({ id: 'PackageFetch' });
/** Takes up a download that broke off. */
export const resumeQuery = z.strictObject({
  ticket: z.string().regex(/^[0-9a-z]{6,12}\.[0-9a-f]{64}$/, {
    error: 'Expected what the header Download-Ticket said when the download began.',
  }),
});

/** A code is on its way. */
export const codeSent = z.object({ status: z.literal('queued') }).meta({ id: 'CodeSent' });

/** The verified person's token. */
export const verificationAnswer = z
  .object({
    subjectToken: z.string().meta({ description: 'Shown this once; gives everything of this request.' }),
  })
  .meta({ id: 'VerificationAnswer' });

/** Answer to a command: the state after it. */
export const commandAnswer = z
  .object({ version: z.number().int(), phase: z.enum(phases) })
  .meta({ id: 'CommandAnswer' });

/** The exact change that awaits the person's confirmation. */
export const changeAnswer = z
  .object({
    hash: z.string(),
    confirmedAt: instantText.optional(),
    consequences: z
      .string()
      .optional()
      .meta({ description: 'For a cancellation: what ends with the account.' }),
    changes: z.array(
      z.object({
        storeId: z.string(),
        collection: z.string(),
        field: z.string(),
        oldValue: z.string().nullable(),
        newValue: z.string(),
      }),
    ),
  })
  .meta({ id: 'Change' });

/** Confirmation of exactly that change. */
export const changeConfirmation = z.strictObject({ hash: hashText }).meta({ id: 'ChangeConfirmation' });

/** A line of conversation. */
export const messageBody = z.strictObject({ text: paragraph(4_000) }).meta({ id: 'MessageBody' });

const message = z
  .object({ lineId: z.string(), from: z.enum(['subject', 'staff']), at: instantText, text: z.string() })
  .meta({ id: 'Message' });
/** The conversation so far. */
export const messagesAnswer = z.object({ items: z.array(message) }).meta({ id: 'Messages' });
/** A line that was added. */
export const messageAnswer = message;
