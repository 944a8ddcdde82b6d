import type { Connector } from '../domain/connector';
import type { DataMap, StoreMap } from '../domain/data-map';
import type { RequestId } from '../domain/ids';
import type { IntakeClaims, Mailer, Persistence, RenderedNotice, RequestView } from '../domain/ports';
import type { ClockSettings } from '../domain/request-clocks';
import type { NoticeContent } from '../domain/notice';
import type { ProcessorLetter } from '../domain/processor-letter';
import type { BuildPackage } from '../domain/access-package';
import type { Locale } from '../domain/data-map';
import type { BandSettings } from '../domain/store-band';

/** What every activity needs: the books, and how values become hashes. */
export interface CoreDeps {
  readonly books: Persistence;
  readonly mailer: Mailer;
  readonly renderNotice: (content: NoticeContent, locale: Locale) => RenderedNotice;
  /** The letter that asks a processor for its part. */
  readonly renderProcessorLetter: (letter: ProcessorLetter) => RenderedNotice;
  /** The Message-ID of a notice: the same on every repeat, silent about the person. */
  readonly messageIdOf: (noticeId: string) => string;
  readonly buildPackage: BuildPackage;
  /** SHA-256, hexadecimal, over the canonical JSON of a value without personal data. */
  readonly hash: (value: unknown) => string;
  /** Hash under which a mailed code is stored; the API compares with the same. */
  readonly hashCode: (requestId: RequestId, purpose: string, code: string) => string;
  readonly settings: EngineSettings;
  /** UTC now as ISO text. */
  readonly now: () => string;
}

/** What activities on data stores need besides: the connectors, which alone hold credentials. */
export interface StoreDeps extends Omit<
  CoreDeps,
  'mailer' | 'renderNotice' | 'renderProcessorLetter' | 'messageIdOf' | 'buildPackage'
> {
  readonly connectorOf: (store: StoreMap) => Connector;
}

/** Settings of the engine that activities read. */
export interface EngineSettings {
  /** Always with the zone in which the establishment counts and writes its days. */
  readonly clocks: ClockSettings & { readonly zone: string };
  /** Where people reach the API or portal, without trailing slash. */
  readonly publicUrl: string;
  readonly codeLifetimeMinutes: number;
  readonly verificationDays: number;
  readonly packageHours: number;
  readonly packageDownloads: number;
  readonly guardianAge: number;
  /** The bounds within which deletions in a store are normal; absent: the usual ones. */
  readonly storeBand?: BandSettings;
}

/** A request with its pinned data map. */
export interface RequestContext {
  readonly view: RequestView;
  readonly map: DataMap;
}

/** Reads a request and the data map pinned to it. Throws when either is missing: that is a fault, retried. */
export async function requestContext(books: Persistence, requestId: RequestId): Promise<RequestContext> {
  const view = await books.requests.find(requestId);
  if (view === undefined) throw new Error(`Request ${requestId} is not in the books.`);
  const map = await books.dataMaps.find(view.dataMapVersion);
  if (map === undefined)
    throw new Error(`Data map ${view.dataMapVersion} of request ${requestId} is not pinned.`);
  return { view, map };
}

/** What the person claimed at intake. Personal data. */
export async function claimsOf(books: Persistence, requestId: RequestId): Promise<IntakeClaims> {
  // The slot is written by intake alone, from a schema-checked body.
  return (await books.vault.get(requestId, 'claims')) as IntakeClaims;
}

/** The address to which the request's letters go: the one whose control the person proves. Personal data. */
export function addressOf(claims: IntakeClaims): string {
  const email = claims.identifiers.find((identifier) => identifier.kind === 'email');
  if (email === undefined) throw new Error('An intake without e-mail address passed its schema.');
  return email.value;
}
