import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ClockError, computeClocks } from '../domain/clock';
import type { ClockFacts, ClockReading } from '../domain/clock';
import type { RuleBook } from '../domain/rule-book';
import { stepLines } from './deadline-output';
import type { Language } from './deadline-words';
import { refusedStatus, UsageError } from './usage-error';

/** Exit status of `--check` when an expectation is not met. */
const differsStatus = 1;

/** How to show vectors. */
export interface VectorOptions {
  readonly check?: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly lang: Language;
}

const text = z.string().min(1);

/** One checked example: facts, and what the clock must answer. Further fields (rule, source …) are for readers. */
const vectorForm = z.looseObject({
  id: text,
  regime: text,
  right: text,
  received: text,
  /** Absent means `respond`, for incidents `incidentReport`. */
  clock: text.optional(),
  profile: text.optional(),
  zone: text.optional(),
  calendar: text.optional(),
  verified: text.optional(),
  pauses: z.array(z.looseObject({ from: text, to: text, reason: text })).optional(),
  extension: z.looseObject({ months: z.number().optional(), days: z.number().optional() }).optional(),
  promise: z.strictObject({ value: z.number().int().min(1), unit: z.literal(['day', 'workday']) }).optional(),
  expectDate: text.optional(),
  expectInstant: text.optional(),
});

type DeadlineVector = z.infer<typeof vectorForm>;

/**
 * Reads a vector file: a JSON list of examples.
 * @throws {@link UsageError} DSR_VECTORS_UNREADABLE (no such file, not JSON: with line and column) or
 * DSR_VECTORS_INVALID (every wrong field, by place in the list and id).
 */
function readVectors(file: string): DeadlineVector[] {
  const raw = parseJson(readText(file), file);
  if (!Array.isArray(raw))
    throw new UsageError('DSR_VECTORS_INVALID', `${file}: expected a JSON list of vectors.`);
  const result = z.array(vectorForm).safeParse(raw);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `  ${placeOf(path, raw)}: ${message}`);
  throw new UsageError('DSR_VECTORS_INVALID', `${file}:\n${problems.join('\n')}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UsageError('DSR_VECTORS_UNREADABLE', `${file} cannot be read: ${reason}.`);
  }
}

function parseJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    const before = content.slice(0, soundLength(content)).split('\n');
    const place = `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
    throw new UsageError('DSR_VECTORS_UNREADABLE', `${place}: this is not JSON.`);
  }
}

/**
 * How much of the text could still become JSON. Node's own message does not always say where it stopped, and it quotes
 * the content.
 */
function soundLength(content: string): number {
  let sound = 0;
  let broken = content.length + 1;
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (couldContinue(content.slice(0, middle))) sound = middle;
    else broken = middle;
  }
  return Math.min(sound, content.length);
}

function couldContinue(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /at position (\d+)/.exec(message)?.[1];
    return /end of JSON input|Unterminated string/.test(message) || Number(position) >= start.length;
  }
}

/** `[3] (CN-05) received`. */
function placeOf(path: readonly PropertyKey[], raw: readonly unknown[]): string {
  const [index, ...fields] = path.map(String);
  const vector = raw[Number(index)];
  const id = typeof vector === 'object' && vector !== null && 'id' in vector ? vector.id : undefined;
  return [`[${index ?? ''}]`, typeof id === 'string' ? `(${id})` : '', fields.join('.')]
    .filter(Boolean)
    .join(' ');
}

/** What came of one vector: counted, not ours, or facts that cannot be counted. */
type VectorAnswer =
  | { readonly status: 'counted'; readonly reading: ClockReading }
  | { readonly status: 'unsupported' }
  | { readonly status: 'refused'; readonly error: ClockError };

function answerVector(vector: DeadlineVector, book: RuleBook): VectorAnswer {
  const { regime, right, received, verified, pauses, promise, profile, zone, calendar } = vector;
  if (!book.regimes.has(regime)) return { status: 'unsupported' };
  const kind = clockOf(vector);
  const place = { ...(zone === undefined ? {} : { zone }), ...(calendar === undefined ? {} : { calendar }) };
  try {
    const facts: ClockFacts = {
      receivedAt: received,
      ...(verified === undefined ? {} : { verifiedAt: verified }),
      ...(pauses === undefined ? {} : { pauses }),
      ...(promise === undefined ? {} : { promise }),
      ...(profile === undefined ? {} : { profiles: [profile] }),
      extended: kind === 'respondExtended',
      places: { [regime]: place },
    };
    const readings = computeClocks([regime], right, facts, book);
    const reading = readings.find(({ clock }) => clock === kind);
    return reading === undefined ? { status: 'unsupported' } : { status: 'counted', reading };
  } catch (error) {
    if (error instanceof ClockError) return { status: 'refused', error };
    throw error;
  }
}

function clockOf({ clock, right, extension }: DeadlineVector): string {
  if (clock !== undefined) return clock;
  if (right === 'incident') return 'incidentReport';
  return extension === undefined ? 'respond' : 'respondExtended';
}

/**
 * Counts every vector of a file and prints one line each; wrong facts of one do not stop the others.
 * @throws {@link UsageError} when the file itself is wrong.
 */
export function showVectors(file: string, options: VectorOptions, book: RuleBook): void {
  const answers = readVectors(file).map((vector) => ({ vector, answer: answerVector(vector, book) }));
  for (const { vector, answer } of answers) {
    if (options.json === true)
      console.log(JSON.stringify(jsonLine(vector, answer, options.explain === true)));
    else {
      console.log(tableLine(vector, answer));
      if (options.explain === true && answer.status === 'counted')
        for (const line of stepLines(answer.reading, options.lang, '  ')) console.log(line);
    }
  }
  const wrong = answers.filter(({ vector, answer }) => differs(vector, answer)).length;
  const refused = answers.filter(({ answer }) => answer.status === 'refused').length;
  if (options.json !== true) {
    const counted = answers.filter(({ answer }) => answer.status === 'counted').length;
    const others = answers.length - counted - refused;
    console.log(
      `${counted} counted, ${wrong} differ from what they expect, ${others} unsupported, ${refused} refused.`,
    );
  }
  if (refused > 0) process.exitCode = refusedStatus;
  else if (wrong > 0 && options.check === true) process.exitCode = differsStatus;
}

function differs({ expectDate, expectInstant }: DeadlineVector, answer: VectorAnswer): boolean {
  if (answer.status !== 'counted') return false;
  const { date, deadlineAt } = answer.reading;
  return (expectDate ?? date) !== date || (expectInstant ?? deadlineAt) !== deadlineAt;
}

function jsonLine({ id, regime, clock }: DeadlineVector, answer: VectorAnswer, explain: boolean): object {
  switch (answer.status) {
    case 'counted': {
      const { date, deadlineAt, strictDate, provisional, steps } = answer.reading;
      return { id, date, instant: deadlineAt, strictDate, provisional, ...(explain ? { steps } : {}) };
    }
    case 'unsupported':
      return {
        id,
        status: 'unsupported',
        unsupported: true,
        regime,
        ...(clock === undefined ? {} : { clock }),
      };
    case 'refused':
      return { id, status: 'refused', error: answer.error.code, message: answer.error.message };
  }
}

function tableLine(vector: DeadlineVector, answer: VectorAnswer): string {
  const head = `${vector.id.padEnd(8)} ${vector.regime.padEnd(13)} ${vector.right.padEnd(20)}`;
  switch (answer.status) {
    case 'counted': {
      const { date, deadlineAt, strictDate, provisional } = answer.reading;
      const mark = differs(vector, answer)
        ? `  EXPECTED ${vector.expectDate ?? ''} ${vector.expectInstant ?? ''}`
        : '';
      return `${head} ${date}  ${deadlineAt}  strict ${strictDate}${provisional ? '  provisional' : ''}${mark}`;
    }
    case 'unsupported':
      return `${head} unsupported`;
    case 'refused':
      return `${head} ${answer.error.code}: ${answer.error.message}`;
  }
}
