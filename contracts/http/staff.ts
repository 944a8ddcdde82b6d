import { z } from 'zod';
import { identifierKinds } from '../../domain/data-map';
import { doubtRules } from '../../domain/identity-graph';
import { noticeStatuses } from '../../domain/ports/letters';
import { recipientStates } from '../../domain/recipient';
import { phases, taskKinds } from '../../domain/request';
import { reviewDecisions } from '../../domain/outcome';
import { requestKinds } from '../../domain/right';
import { decisionExceptions } from '../../domain/decision';
import { clock } from './clocks';
import {
  groundWord,
  hashText,
  instantText,
  pageCursor,
  pageLimit,
  paragraph,
  reasonWord,
} from './primitives';
import { fullStatus } from './subject';
import { forecast, standingWord } from './work';

/** Filters of the list of requests. */
export const requestListQuery = z.strictObject({
  phase: z.enum(phases).optional(),
  right: z.enum(requestKinds).optional(),
  cursor: pageCursor.optional(),
  limit: pageLimit.optional(),
});

/** Filters of the list of tasks. */
export const taskListQuery = z.strictObject({
  status: z.enum(['open', 'done', 'cancelled']).optional(),
  kind: z.enum(taskKinds).optional(),
  requestId: z.string().max(40).optional(),
  cursor: pageCursor.optional(),
  limit: pageLimit.optional(),
});

/** Why a member of staff looks at personal data; recorded as evidence. */
export const viewPurposes = [
  'identityCheck',
  'assessment',
  'packageReview',
  'correspondence',
  'complaint',
  'incident',
] as const;
/** Query of the personal view. */
export const personalQuery = z.strictObject({ purpose: z.enum(viewPurposes) });

const json = z.unknown();
const proposal = z.object({
  kind: z.enum(['plan', 'package', 'refusal', 'decision']),
  hash: z.string(),
  preparedBy: z.looseObject({ kind: z.string() }),
  slots: z.array(z.array(z.string())),
  approvals: z.array(z.object({ staffId: z.string(), role: z.string(), at: instantText })),
  ground: z.string().optional(),
  decision: z.enum(reviewDecisions).optional(),
});
const planStep = z.object({
  collection: z.string(),
  action: z.string(),
  count: z.number().int(),
  promises: z.string(),
  ground: z.string().optional(),
  until: z.string().optional(),
});

/** A request as staff see it: nothing personal. */
export const staffRequest = fullStatus
  .omit({ next: true, notices: true, verified: true, package: true, deadlines: true, recipients: true })
  .extend({
    clocks: z.array(clock),
    locale: z.string(),
    channel: z.string(),
    dataMapVersion: z.string(),
    verificationNeeded: z.boolean(),
    verifiedAt: instantText.optional(),
    disagreement: z
      .object({ kind: z.string(), at: instantText })
      .optional()
      .meta({ description: 'Books and workflow disagree: no store is touched until that is settled.' }),
    startedAt: instantText.optional(),
    proposal: proposal.optional(),
    plan: z
      .object({
        hash: z.string(),
        stores: z.array(z.object({ storeId: z.string(), scopeHash: z.string(), steps: z.array(planStep) })),
      })
      .optional(),
    package: z
      .object({
        hash: z.string(),
        bytes: z.number().int(),
        expiresAt: instantText,
        downloadsLeft: z.number().int(),
      })
      .optional(),
  })
  .meta({ id: 'StaffRequest' });

const storeProgress = z
  .object({
    storeId: z.string(),
    outcome: json.optional(),
    found: z.number().int().optional(),
    ambiguous: z.number().int().optional(),
    receipt: z.boolean().meta({ description: 'True when a processor has taken the order.' }),
  })
  .meta({ id: 'StoreProgress' });

/** Which systems asked for a use that a request forbids, and how often: nothing of the person. */
export const refusedUses = z
  .object({
    items: z.array(
      z.object({
        day: z.string().meta({ format: 'date', description: 'In UTC.' }),
        caller: z.string().meta({ description: 'Id of the system.' }),
        purpose: z.string(),
        kind: z.enum(['restriction', 'objection']),
        answer: z
          .enum(['refused', ...decisionExceptions])
          .meta({ description: '`refused`, or the exception under which it was allowed.' }),
        count: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'RefusedUses' });

/** Who was asked for their part of a request, and who has not answered. */
export const recipientsAnswer = z
  .object({
    items: z.array(
      z.object({
        processorId: z.string(),
        title: z.string(),
        state: z.enum(recipientStates),
        askedAt: instantText,
        answersBy: instantText,
        answeredAt: instantText.optional(),
        receiptHashes: z.array(z.string()),
        stores: z.array(
          z.object({
            storeId: z.string(),
            state: z.enum(recipientStates),
            answersBy: instantText,
            answeredAt: instantText.optional(),
          }),
        ),
      }),
    ),
    unanswered: z.array(z.string()).meta({ description: 'Ids of those who have said neither yes nor no.' }),
  })
  .meta({ id: 'Recipients' });

/** One request with its stores, deadlines by the ledger, and the state of its letters. */
export const staffRequestDetail = staffRequest
  .extend({
    stores: z.array(storeProgress),
    forecast: forecast.optional(),
    notices: z.array(
      z.object({
        noticeId: z.string(),
        kind: z.string(),
        status: z.enum(noticeStatuses),
        attempts: z.number().int(),
        acceptedAt: instantText.optional(),
        statusAt: instantText.optional(),
        replyCode: z.number().int().optional(),
        reportCode: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'StaffRequestDetail' });

/** A page of requests. */
export const requestPage = z
  .object({ items: z.array(staffRequest), next: z.string().optional() })
  .meta({ id: 'RequestPage' });

/** What the person claims. Personal data. */
export const personalAnswer = z
  .object({
    requestId: z.string(),
    name: z.string(),
    identifiers: z.array(z.object({ kind: z.enum(identifierKinds), value: z.string() })),
    changes: z
      .array(z.object({ field: z.string(), newValue: z.string(), proof: z.string().optional() }))
      .optional(),
    purposes: z.array(z.string()).optional(),
    statement: z.string().optional(),
  })
  .meta({ id: 'Personal' });

/** The request's chain of evidence. */
export const evidenceAnswer = z
  .object({
    items: z.array(
      z.object({
        requestId: z.string(),
        seq: z.number().int(),
        key: z.string(),
        type: z.string(),
        at: instantText,
        actor: z.record(z.string(), z.string()),
        facts: z.record(z.string(), json),
        commitments: z.record(z.string(), z.string()).optional(),
        prevHash: z.string(),
        hash: z.string(),
      }),
    ),
  })
  .meta({ id: 'Evidence' });

/** What a proposal is known by: the hash of a plan or package, or the name of a refusal. */
const proposalHash = z.string().regex(/^([0-9a-f]{64}|refusal:[A-Za-z0-9._:()/-]{1,80}:\d{1,9})$/, {
  error: 'Expected the hash of the proposal as the request shows it.',
});
/** An approval of exactly what the hash names. */
export const approvalBody = z.strictObject({ hash: proposalHash }).meta({ id: 'Approval' });
/** A proposal is sent back. */
export const rejectionBody = z
  .strictObject({ hash: proposalHash, reasonCode: reasonWord })
  .meta({ id: 'Rejection' });
/** A refusal is proposed. */
export const refusalBody = z.strictObject({ ground: groundWord }).meta({ id: 'Refusal' });
/** An objection was weighed; the text stays in the vault. */
export const objectionDecisionBody = z
  .strictObject({ decision: z.enum(['stands', 'lifted']), ground: groundWord, balance: paragraph(10_000) })
  .meta({ id: 'ObjectionDecision' });
/** A lifting began: the person is warned first. */
export const liftingAnswer = z.object({ status: z.literal('warningThePerson') }).meta({ id: 'Lifting' });

const task = z
  .object({
    taskId: z.string(),
    requestId: z.string(),
    kind: z.enum(taskKinds),
    storeId: z.string().optional(),
    openedAt: instantText,
    dueAt: instantText.optional(),
    startBy: instantText.optional().meta({ description: 'See Forecast.startBy: the order of the list.' }),
    standing: standingWord.optional(),
    status: z.enum(['open', 'done', 'cancelled']),
    result: z.string().optional(),
    completedBy: z.string().optional(),
    completedAt: instantText.optional(),
    reason: z.string().optional(),
    choices: z.number().int().optional(),
    borrowed: z
      .object({ by: z.string(), since: z.string() })
      .optional()
      .meta({ description: 'Who has the paper file, by staff id, and since when.' }),
  })
  .meta({ id: 'Task' });
/** A page of tasks. */
export const taskPage = z
  .object({ items: z.array(task), next: z.string().optional() })
  .meta({ id: 'TaskPage' });
/** One task; with what is to choose from, which is personal. */
export const taskDetail = task
  .extend({
    options: z
      .array(
        z.object({
          choice: z.string(),
          name: z.string().optional(),
          birthDate: z.string().optional(),
          matchedBy: z.array(z.enum(identifierKinds)),
          identifiers: z.array(z.object({ kind: z.enum(identifierKinds), value: z.string() })),
        }),
      )
      .optional(),
    question: z
      .string()
      .optional()
      .meta({ description: 'For assignRecords: names exactly these records; the answer repeats it.' }),
    records: z
      .array(
        z.object({
          record: z.string(),
          collection: z.string(),
          rule: z.enum(doubtRules).meta({ description: 'Which rule made it a question.' }),
          values: z.record(z.string(), json),
        }),
      )
      .optional(),
  })
  .meta({ id: 'TaskDetail' });

/** How a member of staff is named as witness: by the id at the identity provider, never by name. */
const staffId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, { error: 'Expected the staff id of a witness, not a name.' });

/** A paper file left the archive. */
export const borrowingBody = z
  .strictObject({
    borrower: staffId,
    since: z.iso.date().meta({ description: 'Local date.' }),
  })
  .meta({ id: 'Borrowing' });

/** How a task ends; which form fits depends on the kind of the task. */
export const taskCompletion = z
  .union([
    z.strictObject({
      choice: z
        .string()
        .regex(/^(none|0|[1-9]\d{0,3})$/, { error: 'Expected none or the number of a choice.' }),
    }),
    z.strictObject({
      question: z.string().regex(/^[0-9a-f]{64}$/, { error: 'Expected the question as the task shows it.' }),
      records: z
        .array(
          z.strictObject({
            record: z
              .string()
              .regex(/^(0|[1-9]\d{0,5})$/, { error: 'Expected the number of a record shown.' }),
            whose: z.enum(['theirs', 'notTheirs']),
          }),
        )
        .min(1)
        .max(100_000),
    }),
    z.strictObject({ proofCode: reasonWord }),
    z.strictObject({
      consequences: paragraph(4_000).meta({
        description: 'For a cancellation: what ends with the account, and what must be settled first.',
      }),
    }),
    z.strictObject({
      result: z.enum(['done', 'nothingFound', 'retry', 'cannotBeDone']),
      witnesses: z.array(staffId).max(4).default([]),
      certificate: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9/._-]{0,39}$/, { error: 'Expected the number of a certificate.' })
        .exactOptional()
        .meta({ description: 'Number of the certificate of a destruction.' }),
      certificateHash: hashText
        .exactOptional()
        .meta({ description: "SHA-256 of the processor's answer or certificate, as it was received." }),
    }),
  ])
  .meta({ id: 'TaskCompletion' });
/** See {@link taskCompletion}. */
export type TaskCompletion = z.infer<typeof taskCompletion>;
