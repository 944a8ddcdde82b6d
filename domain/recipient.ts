import { Temporal } from 'temporal-polyfill';
import { compareInstants } from './clock-state';
import type { DataMap, ProcessorMap, StoreMap } from './data-map';
import type { RequestId, StoreId } from './ids';
import type { RecipientReport } from './notice';

/**
 * How far a processor or other recipient is with its part of a request. `acknowledged`: it took the order; `confirmed`: its own
 * answer or certificate is there; `refused`: it said no; `silent`: its time to answer is over.
 */
export const recipientStates = ['asked', 'acknowledged', 'confirmed', 'refused', 'silent'] as const;
/** See {@link recipientStates}. */
export type RecipientState = (typeof recipientStates)[number];

/** What a recipient can answer. */
export type RecipientAnswer = Extract<RecipientState, 'acknowledged' | 'confirmed' | 'refused'>;

/**
 * States on which an answer may follow. What was confirmed stays so; an answer that comes too late still counts, and an
 * acknowledgement is no answer, so it does not end a silence.
 */
export const statesBefore: Readonly<Record<Exclude<RecipientState, 'asked'>, readonly RecipientState[]>> = {
  acknowledged: ['asked'],
  confirmed: ['asked', 'acknowledged', 'silent', 'refused'],
  refused: ['asked', 'acknowledged', 'silent'],
  silent: ['asked', 'acknowledged'],
};

/** One order to a recipient: a request within a request, with a clock of its own. Ids, codes, hashes and instants only. */
export interface RecipientLine {
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  /** Id of the processor in the data map. */
  readonly processorId: string;
  readonly state: RecipientState;
  /** UTC instant at which the order had gone out. */
  readonly askedAt: string;
  /** UTC instant by which it must have answered (`answersWithin` of the data map). */
  readonly answersBy: string;
  readonly answeredAt?: string;
  /** SHA-256 of the acknowledgement or certificate, hexadecimal. */
  readonly receiptHash?: string;
}

/** All that one recipient was asked for in one request, told by its worst part. */
export interface RecipientStanding {
  readonly processorId: string;
  readonly state: RecipientState;
  readonly askedAt: string;
  readonly answersBy: string;
  /** When the last part was answered; absent while one is open. */
  readonly answeredAt?: string;
  readonly receiptHashes: readonly string[];
}

/** The processor that answers for a store; `undefined` for a store of the controller's own. */
export function processorOf(map: DataMap, store: Pick<StoreMap, 'owner'>): ProcessorMap | undefined {
  return map.processors.find(({ id }) => id === store.owner);
}

/** The instant by which a processor that was asked then must have answered; days are counted in the establishment's zone. */
export function answersBy(
  { answersWithin }: Pick<ProcessorMap, 'answersWithin'>,
  askedAt: string,
  zone: string,
): string {
  return Temporal.Instant.from(askedAt).toZonedDateTimeISO(zone).add(answersWithin).toInstant().toString();
}

/** Worst first. */
const byWeight: readonly RecipientState[] = ['silent', 'refused', 'asked', 'acknowledged', 'confirmed'];

/** The lines of one request, recipient by recipient, in the order of their ids. */
export function recipientStandings(lines: readonly RecipientLine[]): readonly RecipientStanding[] {
  const ids = [...new Set(lines.map(({ processorId }) => processorId))].sort();
  return ids.map((processorId) =>
    standingOfRecipient(lines.filter((line) => line.processorId === processorId)),
  );
}

function standingOfRecipient(lines: readonly RecipientLine[]): RecipientStanding {
  const [first] = lines;
  if (first === undefined) throw new Error('A recipient without a line was not asked.');
  const answered = lines.flatMap(({ answeredAt }) => answeredAt ?? []).sort(compareInstants);
  const last = answered.length === lines.length ? answered.at(-1) : undefined;
  return {
    processorId: first.processorId,
    state: byWeight.find((state) => lines.some((line) => line.state === state)) ?? first.state,
    askedAt: earliest(lines.map(({ askedAt }) => askedAt)),
    answersBy: earliest(lines.map((line) => line.answersBy)),
    ...(last === undefined ? {} : { answeredAt: last }),
    receiptHashes: lines.flatMap(({ receiptHash }) => receiptHash ?? []),
  };
}

function earliest(instants: readonly string[]): string {
  return [...instants].sort(compareInstants)[0] ?? '';
}

/** The standing as the person is told of it (GDPR art 19, PIPL art 21). */
export function recipientReport(
  standing: RecipientStanding,
  title: RecipientReport['title'],
): RecipientReport {
  const { state, askedAt, answeredAt = askedAt } = standing;
  if (state === 'confirmed' || state === 'refused') return { title, answer: state, at: answeredAt };
  return { title, answer: state === 'silent' ? 'silent' : 'asked', at: askedAt };
}
