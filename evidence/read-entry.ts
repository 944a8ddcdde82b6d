import type { EvidenceEntry } from '../domain/evidence';
import { parseCaseId } from '../domain/ids';

/** First thing that is wrong with a value that should be an evidence entry: the member's name and what is expected. */
export interface EntryProblem {
  readonly member: string;
  readonly expected: string;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isInstant: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value);
const isCommitments: Check = (value) =>
  isRecord(value) && Object.values(value).every((each) => typeof each === 'string');

const members: Readonly<Record<string, readonly [check: Check, expected: string]>> = {
  requestId: [
    (value) => typeof value === 'string' && parseCaseId(value) !== undefined,
    'the id of a request or incident',
  ],
  seq: [(value) => Number.isSafeInteger(value) && Number(value) >= 1, 'a whole number from 1'],
  key: [isText, 'a text'],
  type: [isText, 'a type of evidence'],
  at: [isInstant, 'a UTC instant'],
  actor: [isActor, 'an actor: kind, and id and role where the kind has them'],
  facts: [isRecord, 'an object'],
  commitments: [(value) => value === undefined || isCommitments(value), 'hashes by name'],
  prevHash: [isHash, '64 hexadecimal digits'],
  hash: [isHash, '64 hexadecimal digits'],
};

/** Reads a parsed JSON value as an entry; unknown members are refused. Says nothing about hashes or order. */
export function readEntry(value: unknown): EvidenceEntry | EntryProblem {
  if (!isRecord(value)) return { member: '', expected: 'an object' };
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name));
  if (unknown !== undefined) return { member: unknown, expected: 'no such member' };
  for (const [member, [check, expected]] of Object.entries(members)) {
    if (!check(value[member])) return { member, expected };
  }
  return value as unknown as EvidenceEntry;
}

/** True when {@link readEntry} found a problem. */
export function isEntryProblem(result: EvidenceEntry | EntryProblem): result is EntryProblem {
  return 'expected' in result;
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isActor(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const expected = { subject: ['kind'], staff: ['id', 'kind', 'role'], system: ['id', 'kind'] }[
    String(value['kind'])
  ];
  return (
    expected?.join() === Object.keys(value).sort().join() &&
    Object.values(value).every((member) => isText(member))
  );
}
