import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Counting } from '../config/load-counting';
import type { ClockState } from '../domain/clock-state';
import { computeClocks } from '../domain/clock';
import type { ClockFacts, ClockReading } from '../domain/clock';
import type { RequestStore, RequestView } from '../domain/ports';
import { requestReadings } from '../domain/request-clocks';
import { factsOf } from '../domain/request-facts';
import { ownPeriodsFor } from '../domain/rules/controller-rules';
import { rightOf } from './deadline-options';
import type { Law } from './simulate-rules';
import { UsageError } from './usage-error';

/** One request that can be counted by any law. */
export interface SimulatedRequest {
  readonly requestId: string;
  /** `given`: from a file of facts. */
  readonly state: 'open' | 'closed' | 'given';
  /** What the books say now; empty for a request from a file. */
  readonly booked: readonly Pick<ClockState, 'regime' | 'clock' | 'deadlineAt'>[];
  /** @throws ClockError, or UsageError for facts that cannot be read. */
  count(law: Law): readonly ClockReading[];
}

/** Which requests of the books are wanted. */
export type WantedState = 'open' | 'closed' | 'all';

/** Requests a page: as many as the store gives at once. */
const pageSize = 200;

/** The requests of the books, newest first, page by page. */
export async function* requestsOfBooks(
  page: RequestStore['page'],
  wanted: WantedState,
  counting: Counting,
): AsyncGenerator<SimulatedRequest, void> {
  const filter = wanted === 'closed' ? ({ phase: 'closed' } as const) : {};
  let cursor: string | undefined;
  do {
    const { items, next } = await page(filter, cursor, pageSize);
    for (const view of items)
      if (wanted !== 'open' || view.closedAt === undefined) yield requestOfBooks(view, counting);
    cursor = next;
  } while (cursor !== undefined);
}

function requestOfBooks(view: RequestView, counting: Counting): SimulatedRequest {
  const { requestId, regimes, right, receivedAt, verifiedAt, clocks, resume, closedAt } = view;
  const facts = factsOf({
    receivedAt,
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    extendedRegimes: clocks.filter(({ extended }) => extended).map(({ regime }) => regime),
    pauses: [],
    // What the workflow noted besides: pauses, extensions, fee.
    ...resume,
  });
  return {
    requestId,
    state: closedAt === undefined ? 'open' : 'closed',
    booked: clocks,
    count: ({ book, own }) =>
      requestReadings(regimes, right, facts, {
        ...counting,
        ...(own === undefined ? {} : ownPeriodsFor(own, right)),
        rules: book,
        thresholds: [],
      }),
  };
}

const text = z.string().min(1);
const period = z.strictObject({ value: z.number(), unit: z.literal(['day', 'workday']) });
const place = z.strictObject({ zone: text.optional(), calendar: text.optional() });

/** The facts of a clock; see `ClockFacts`. What they mean is judged where they are counted. */
const factsForm = z.strictObject({
  receivedAt: text,
  verifiedAt: text.optional(),
  feePaidAt: text.optional(),
  authorityProvenAt: text.optional(),
  profiles: z.array(text).optional(),
  target: period.optional(),
  promise: period.optional(),
  zone: text.optional(),
  calendar: text.optional(),
  pauses: z.array(z.strictObject({ from: text, to: text, reason: text })).optional(),
  extended: z.boolean().optional(),
  places: z.record(text, place).optional(),
});
const lineForm = z.strictObject({
  requestId: text.optional(),
  regimes: z.array(text).min(1),
  right: text,
  facts: factsForm,
});

/**
 * The requests of a file, one JSON object a line; empty lines are passed over.
 * @throws {@link UsageError} DSR_FACTS_UNREADABLE when there is no such file.
 */
export async function* requestsOfFile(file: string): AsyncGenerator<SimulatedRequest, void> {
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number += 1;
      if (line.trim() !== '') yield requestOfLine(line, number);
    }
  } catch (error) {
    const isOfSystem = typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
    if (!isOfSystem) throw error;
    throw new UsageError('DSR_FACTS_UNREADABLE', `${file} cannot be read: ${String(error.code)}.`);
  }
}

function requestOfLine(line: string, number: number): SimulatedRequest {
  const name = `line ${number}`;
  const raw = parseJson(line);
  if (raw === undefined) return unreadable(name, 'this is not JSON');
  const parsed = lineForm.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not usable'}`;
    return unreadable(name, problem.replace(/^: /, ''));
  }
  const { requestId = name, regimes, right, facts } = parsed.data;
  return {
    requestId,
    state: 'given',
    booked: [],
    count: ({ book, own }) => {
      const kind = rightOf(right, regimes, book);
      const periods = own === undefined ? {} : ownPeriodsFor(own, kind);
      // The form has exactly the fields of the facts; absent ones are absent, not undefined, in JSON.
      return computeClocks(regimes, kind, { ...periods, ...(facts as ClockFacts) }, book);
    },
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function unreadable(requestId: string, problem: string): SimulatedRequest {
  return {
    requestId,
    state: 'given',
    booked: [],
    count: () => {
      throw new UsageError(
        'DSR_FACTS_INVALID',
        `${problem}; expected {"requestId", "regimes", "right", "facts"}.`,
      );
    },
  };
}
