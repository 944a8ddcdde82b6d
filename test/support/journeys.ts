import { ProblemAnswer } from '../../cli/demo/api-client';
import type { CallOptions, Problem } from '../../cli/demo/api-client';
import { mailedCode, waitForStatus, waitForTask, waitUntil } from '../../cli/demo/journey';
import type { Mail, Status as JourneyStatus, Submitted, TaskView } from '../../cli/demo/journey';
import type { Persona } from '../../examples/sample-company/people';
import { checksums, diffChecksums } from '../../examples/sample-company/seed';
import type { Checksums, ChecksumDiff } from '../../examples/sample-company/seed';
import type { EvidenceEntry } from '../../domain/evidence';
import { parseRequestId } from '../../domain/ids';
import type { RequestPlan } from '../../domain/plan';
import type { LedgerLine } from '../../domain/ports';
import type { RequestState } from '../../domain/request';
import type { RequestKind } from '../../domain/right';
import { verifyChain } from '../../evidence/verify';
import type { Engine } from './engine';

// What a person and the staff do with a request, through the public API, in the words of the tests.

/** One request on its way. */
export interface Case extends Submitted {
  readonly engine: Engine;
  readonly person: Persona;
}

/** A request whose person has proven control of the address. */
export interface VerifiedCase extends Case {
  readonly subjectToken: string;
}

/** What staff see of a request. */
export interface Status extends JourneyStatus {
  readonly right: string;
  readonly waiting: readonly string[];
  readonly tally: Readonly<Record<string, number>>;
  readonly proposal?: NonNullable<RequestState['proposal']>;
  readonly plan?: RequestPlan;
  readonly objection?: { readonly decision: string };
  readonly package?: { readonly hash: string; readonly downloadsLeft: number };
  readonly clocks: readonly {
    readonly regime: string;
    readonly date: string;
    readonly deadlineAt: string;
    readonly status: string;
  }[];
  readonly stores: readonly {
    readonly storeId: string;
    readonly found?: number;
    readonly ambiguous?: number;
    readonly outcome?: {
      readonly code: string;
      readonly reason?: string;
      readonly proof?: { readonly kind: string; readonly remaining?: number; readonly receiptHash?: string };
      readonly collections: readonly {
        readonly collection: string;
        readonly code: string;
        readonly count: number;
        readonly ground?: string;
        readonly until?: string;
      }[];
    };
  }[];
}

/** The identifiers that a person would give. */
export function identifiersOf(person: Persona): { kind: string; value: string }[] {
  const { email, phone, customerNumber } = person;
  return [
    { kind: 'email', value: email },
    ...(phone === undefined ? [] : [{ kind: 'phone', value: phone }]),
    ...(customerNumber === undefined ? [] : [{ kind: 'customerNumber', value: customerNumber }]),
  ];
}

/** Makes a request in the person's name; `extra` adds to the body or replaces parts of it. */
export async function submit(
  engine: Engine,
  person: Persona,
  right: RequestKind,
  extra: Readonly<Record<string, unknown>> = {},
): Promise<Case> {
  const body = { right, name: person.name, locale: 'en', identifiers: identifiersOf(person), ...extra };
  return { engine, person, ...(await engine.api.call<Submitted>('POST', '/v1/requests', { body })) };
}

/** The person enters the mailed code. */
export async function verify(one: Case): Promise<VerifiedCase> {
  const { engine, requestId, accessToken } = one;
  const code = await mailedCode(engine.company.inbox, requestId);
  const { subjectToken } = await engine.api.call<{ subjectToken: string }>(
    'POST',
    `/v1/requests/${requestId}/verification`,
    { body: { code }, token: accessToken },
  );
  return { ...one, subjectToken };
}

/** A request that is verified at once. */
export async function submitVerified(...args: Parameters<typeof submit>): Promise<VerifiedCase> {
  return verify(await submit(...args));
}

/** A call of the person on the own request. */
export function asSubject<T = Record<string, unknown>>(
  one: VerifiedCase,
  method: 'GET' | 'POST',
  path: string,
  options: CallOptions = {},
): Promise<T> {
  const { engine, requestId, subjectToken } = one;
  return engine.api.call<T>(method, `/v1/requests/${requestId}${path}`, { token: subjectToken, ...options });
}

/** A call of a member of staff on a request. */
export async function asStaff<T = Record<string, unknown>>(
  one: Case,
  staffId: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const token = await one.engine.token(staffId);
  const options = body === undefined ? { token } : { token, body };
  return one.engine.api.call<T>(method, `/v1/staff/requests/${one.requestId}${path}`, options);
}

/** The request as staff see it, once `accept` likes it. */
export async function statusWhen(
  one: Case,
  what: string,
  accept: (status: Status) => boolean,
): Promise<Status> {
  const token = await one.engine.token('fang-auditor');
  const accepts = (status: JourneyStatus): boolean => accept(status as Status);
  return (await waitForStatus(one.engine.api, token, one.requestId, what, accepts, 90_000)) as Status;
}

/** The request once a proposal of this kind lies before staff. */
export function proposed(
  one: Case,
  kind: NonNullable<RequestState['proposal']>['kind'],
  not?: string,
): Promise<Status> {
  return statusWhen(one, kind, ({ proposal }) => proposal?.kind === kind && proposal.hash !== not);
}

/** The request once it is closed. */
export function closed(one: Case): Promise<Status> {
  return statusWhen(one, 'the end', ({ phase }) => phase === 'closed');
}

/** Staff approve, one after the other, what lies before them (or `hash`). */
export async function approve(one: Case, staffIds: readonly string[], hash?: string): Promise<void> {
  const shown = hash ?? (await statusWhen(one, 'a proposal', (s) => s.proposal !== undefined)).proposal?.hash;
  for (const id of staffIds) await asStaff(one, id, 'POST', '/approvals', { hash: shown });
}

/** The two who approve what a deletion plans. */
export const fourEyes = ['wei-operator', 'tang-approver'] as const;

/** A task of the request, once it is open. */
export async function openTask(one: Case, kind: string): Promise<TaskView> {
  return waitForTask(one.engine.api, await one.engine.token('wei-operator'), one.requestId, kind);
}

/** Staff complete a task. */
export async function complete(
  one: Case,
  task: TaskView,
  body: unknown,
  staffId = 'wei-operator',
): Promise<void> {
  const token = await one.engine.token(staffId);
  await one.engine.api.call('POST', `/v1/staff/tasks/${task.taskId}/completion`, { token, body });
}

/** Staff say of every record that only a family's mailbox leads to whose it is: in the shop, and at the desk. */
export async function sayOfRecords(one: Case, whose: 'theirs' | 'notTheirs'): Promise<void> {
  const token = await one.engine.token('wei-operator');
  for (const _store of ['shop', 'support-desk']) {
    const task = await openTask(one, 'assignRecords');
    const path = `/v1/staff/tasks/${task.taskId}`;
    const shown = await one.engine.api.call<RecordQuestion>('GET', path, { token });
    expect(shown).toMatchObject({ reason: 'sharedIdentifier' });
    const records = shown.records.map(({ record }) => ({ record, whose }));
    await complete(one, task, { question: shown.question, records });
  }
}

interface RecordQuestion {
  readonly question: string;
  readonly records: readonly { readonly record: string; readonly values: object }[];
}

/** Staff clear the paper archive before two witnesses, or report `result`. */
export async function completePaper(one: Case, result = 'done'): Promise<void> {
  const witnesses = result === 'done' ? ['luo-approver', 'shen-privacy'] : [];
  await complete(one, await openTask(one, 'paperArchive'), { result, witnesses });
}

/** All mail about the request, oldest first. */
export async function lettersOf({ engine, requestId }: Case): Promise<readonly Mail[]> {
  return (await engine.company.inbox.messages()).filter(({ text }) => text.includes(requestId));
}

/** The letter with this subject, once it is there. */
export function letterOf(one: Case, subject: string): Promise<Mail> {
  return waitUntil(`the letter "${subject}"`, async () =>
    (await lettersOf(one)).find((mail) => mail.subject.startsWith(subject)),
  );
}

/** The whole chain of evidence, verified. Fails when a link of it is broken. */
export async function evidenceOf(one: Case): Promise<readonly EvidenceEntry[]> {
  const { items } = await asStaff<{ items: EvidenceEntry[] }>(one, 'fang-auditor', 'GET', '/evidence');
  expect(verifyChain(items, { requestId: one.requestId })).toMatchObject({ ok: true, entries: items.length });
  return items;
}

/** The types of the chain of evidence, verified, in order. */
export async function evidenceTypesOf(one: Case): Promise<readonly string[]> {
  return (await evidenceOf(one)).map(({ type }) => type);
}

/** The request's lines in the deadline ledger. */
export async function ledgerOf({ engine, requestId }: Case): Promise<readonly LedgerLine[]> {
  const id = parseRequestId(requestId);
  return id === undefined ? [] : engine.parts.books.deadlines.read(id);
}

/** The problem with which a call was refused. Fails when it was not. */
export async function problemOf(call: Promise<unknown>): Promise<Problem> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ProblemAnswer) return error.problem;
    throw error;
  }
  throw new Error('The call succeeded; a problem was expected.');
}

/** The shop, the support desk and the newsletter sender, row by row. */
export async function storesOf(engine: Engine): Promise<Checksums> {
  const subscribers = engine.company.newsletter
    .subscribers()
    .map((each) => [`subscribers/${each.customerNumber}`, JSON.stringify(each)] as const);
  return new Map([...(await checksums(engine.pgUrl, engine.mongoUri)), ...subscribers]);
}

/** What became of the stores since `before`. */
export async function changesSince(engine: Engine, before: Checksums): Promise<ChecksumDiff> {
  return diffChecksums(before, await storesOf(engine));
}

/** No row differs. */
export const untouched: ChecksumDiff = { changed: [], removed: [], added: [] };

/** What the newsletter sender did since it had done `before` things. */
export function effectsSince(engine: Engine, before: number): readonly { kind: string; count: number }[] {
  return engine.company.newsletter
    .effects()
    .slice(before)
    .map(({ kind, count }) => ({ kind, count }));
}

/** What the register answers a system that asks about the person, for every purpose of the data map and storage. */
export async function decisionsOn(
  engine: Engine,
  identifier: { readonly kind: string; readonly value: string },
): Promise<Readonly<Record<string, boolean>>> {
  const token = await engine.token('crm-system');
  const answers: [string, boolean][] = [];
  for (const purpose of purposes) {
    const body = { identifier, purpose };
    const { allowed } = await engine.api.call<{ allowed: boolean }>('POST', '/v1/decisions', { token, body });
    answers.push([purpose, allowed]);
  }
  return Object.fromEntries(answers);
}

const purposes = [
  'account',
  'order',
  'tax',
  'identification',
  'support',
  'service-improvement',
  'marketing',
  'storage',
] as const;

/** The decisions when all is allowed but `forbidden`. */
export function allBut(...forbidden: readonly string[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(purposes.map((purpose) => [purpose, !forbidden.includes(purpose)]));
}

/** The decisions under a restriction: nothing but storage. */
export const onlyStorage = allBut(...purposes.filter((purpose) => purpose !== 'storage'));
