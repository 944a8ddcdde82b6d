import type { ClockState } from '../domain/clock-state';
import type { DataMap, IdentifierKind } from '../domain/data-map';
import type { IncidentId, RequestId } from '../domain/ids';
import type { Intake, Persistence, RequestGateway } from '../domain/ports';
import type { ClockSettings } from '../domain/request-clocks';
import type { DecisionAnswers } from './systems/decision-answer';
import type { ApiLog } from './api-log';
import type { TokenVerifier } from './oidc';

/** What a controller sets about the API. */
export interface ApiSettings {
  /** Regimes under which a request is taken when it names none. */
  readonly defaultRegimes: readonly string[];
  /** Regimes that a request may name, with the version of their rules. */
  readonly regimeVersions: Readonly<Record<string, string>>;
  /** Number of our own proxies in front; 0 believes no X-Forwarded-For. */
  readonly trustProxy: number;
  /** Calls per minute from one network. */
  readonly ratePerMinute: number;
  /** Intakes and mailed codes per minute from one network. */
  readonly intakeRatePerMinute: number;
}

/** Everything the API needs; `api/main.ts` wires the real ones, tests bring their own. */
export interface ApiDeps {
  readonly books: Persistence;
  readonly gateway: RequestGateway;
  /** The data map in force: new requests are pinned to it. */
  readonly dataMap: DataMap;
  /** Tokens of staff and systems. */
  readonly tokens: TokenVerifier;
  /** The normal form of an identifier, or `undefined` when the value is none of its kind. */
  readonly normaliseIdentifier: (kind: IdentifierKind, value: string) => string | undefined;
  /** The clocks of a new request, one per regime. */
  readonly initialClocks: (intake: Pick<Intake, 'regimes' | 'right' | 'receivedAt'>) => readonly ClockState[];
  /** How this controller counts, for the clocks of incidents. */
  readonly clocks: ClockSettings;
  readonly newRequestId: () => RequestId;
  readonly newIncidentId: () => IncidentId;
  /** A new secret of at least 128 random bits; only its SHA-256 is stored. */
  readonly newToken: () => string;
  /** Hash under which a mailed code is stored; the same as the activities use. */
  readonly hashCode: (requestId: RequestId, purpose: string, code: string) => string;
  /** Checks what processors post to us. */
  readonly callbacks: {
    /** True when the header is the signature of this body by the secret of this place, at most five minutes old. */
    readonly isSigned: (answerId: string, header: string, body: Uint8Array, now: string) => boolean;
  };
  /** Signs what systems are answered about restrictions and objections. */
  readonly decisions: DecisionAnswers;
  /** HMAC-SHA-256 under a key of the API, hexadecimal: bodies are personal, so their plain hash must not be stored. */
  readonly fingerprint: (text: string) => string;
  readonly log: ApiLog;
  /** UTC now as ISO text. */
  readonly now: () => string;
  readonly settings: ApiSettings;
}
