import { randomUUID } from 'node:crypto';
import type { Call } from '../call';
import { callerId } from '../call';
import type { Answer } from '../route';

/** How answers about restrictions and objections are signed. */
export interface DecisionAnswers {
  /** Claim `iss`: the address of this API as people know it. */
  readonly issuer: string;
  /** Life of an answer. */
  readonly seconds: number;
  readonly signer: {
    /** A compact JWS over the claims. */
    sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
    /** Public keys as JWKs. */
    readonly keys: readonly object[];
  };
}

/** How far a list of revocations reaches back behind `since`: clocks differ, and an answer may overtake a change. */
const overlapMs = 60_000;
/** The longest life that can be set: an answer may have been given under a setting that was changed since. */
const longestLifeMs = 3_600_000;

/**
 * The answer with its life and its signature. `now` must be an instant before the register was read: an answer that claims
 * to be younger than it is would outlive a change.
 */
export async function signedAnswer(
  { issuer, seconds, signer }: DecisionAnswers,
  caller: string,
  now: string,
  answer: Readonly<Record<string, unknown>>,
): Promise<object> {
  const issued = Math.floor(Date.parse(now) / 1_000);
  const serial = randomUUID();
  const life = { iss: issuer, aud: caller, iat: issued, exp: issued + seconds, jti: serial };
  const signed = await signer.sign({ ...life, ...answer });
  return { ...answer, serial, issuedAt: instantAt(issued), validUntil: instantAt(issued + seconds), signed };
}

function instantAt(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

/** The keys by which a signed answer is checked. They are public, and may be kept for a while. */
export function publishKeys({ deps }: Call): Promise<Answer> {
  const headers = { 'cache-control': 'public, max-age=300' };
  return Promise.resolve({ body: { keys: deps.decisions.signer.keys }, headers });
}

/**
 * About whom this caller must drop what it keeps. No further back than an answer can live, and always a little
 * further back than `since`.
 */
export async function listRevocations(call: Call<{ readonly since?: string | undefined }>): Promise<Answer> {
  const { deps, query, caller, now } = call;
  const latest = Date.parse(now);
  const oldest = latest - longestLifeMs;
  const since = query.since === undefined ? oldest : Date.parse(query.since);
  const from = new Date(Math.min(Math.max(since, oldest), latest) - overlapMs).toISOString();
  const { items, all } = await deps.books.register.changes(callerId(caller), from);
  return { body: { items, all, until: now } };
}
