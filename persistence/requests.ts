import { trusted } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RequestId } from '../domain/ids';
import { PersistenceError } from '../domain/port-errors';
import type { Attachment, Intake, Projection, RequestStore, RequestView } from '../domain/ports';
import { isDuplicate } from './driver-errors';
import { keysetPage, pageOf } from './keyset';
import { boundedLimit, instantOf, lastInOrder, plainJson } from './plain-values';
import { count, instant, json, optionalText, strictSchema, text } from './strict-schema';

/** A request as it is stored. */
export interface RequestDocument extends Omit<RequestView, 'requestId'> {
  readonly _id: RequestId;
  readonly requesterTokenHash: string;
  readonly subjectTokenHash?: string;
  /** `receivedAt` for sorting. */
  readonly orderAt: Date;
  /** For the partial index: databases cannot index by the absence of a member. */
  readonly started: boolean;
  /** `package.expiresAt` for comparing. */
  readonly packageExpiresAt?: Date;
  /** False once it is closed: for the partial indexes of the planner. */
  readonly open: boolean;
  /** `forecast.startBy` for sorting. */
  readonly workAt: Date;
  /** `forecast.at` for comparing. */
  readonly forecastAt: Date;
}

const schema = strictSchema<RequestDocument>({
  _id: text,
  controllerId: text,
  right: text,
  about: optionalText,
  regimes: { type: [String], required: true },
  locale: text,
  channel: text,
  receivedAt: text,
  orderAt: instant,
  dataMapVersion: text,
  verificationNeeded: { type: Boolean, required: true },
  requesterTokenHash: text,
  subjectTokenHash: optionalText,
  phase: text,
  version: count,
  outcome: optionalText,
  waiting: { type: [String], required: true },
  clocks: json,
  tally: json,
  verifiedAt: optionalText,
  proposal: json,
  plan: json,
  change: json,
  objection: json,
  package: json,
  packageExpiresAt: { type: Date },
  closedAt: optionalText,
  recordsUntil: optionalText,
  resume: json,
  disagreement: json,
  startedAt: optionalText,
  started: { type: Boolean, required: true },
  phaseAt: json,
  forecast: json,
  open: { type: Boolean, required: true },
  workAt: instant,
  forecastAt: instant,
});

/** A request that has no forecast is the first to get one. */
const neverForecast = new Date(0);

/** What the workflow may change; everything else of a view stays as the intake said. */
const projectable: ReadonlySet<string> = new Set([
  'phase',
  'outcome',
  'waiting',
  'tally',
  'verifiedAt',
  'proposal',
  'change',
  'objection',
  'closedAt',
  'regimes',
  'recordsUntil',
  'resume',
] satisfies (keyof Projection)[]);

/** The collection `requests`, for the repositories that share it. */
export function requestModel(connection: Connection): Model<RequestDocument> {
  return connection.model<RequestDocument>('Request', schema, 'requests');
}

/** Requests in the collection `requests`; the request id is the document's key. */
export function createRequestStore(connection: Connection): RequestStore {
  const requests = requestModel(connection);
  return {
    accept: (intake) => accept(requests, intake),
    find: async (requestId) => {
      const found = await requests.findOne({ _id: requestId }).lean<RequestDocument>();
      return found === null ? undefined : toView(found);
    },
    project: (requestId, version, change, at) => project(requests, { requestId, version, at }, change),
    attach: (requestId, parts) => attach(requests, requestId, parts),
    page: async ({ phase, right }, cursor, limit) => {
      const { filter, sort, limit: readLimit } = keysetPage(cursor, limit, -1);
      const chosen = { ...(phase === undefined ? {} : { phase }), ...(right === undefined ? {} : { right }) };
      const found = await requests
        .find({ ...filter, ...chosen })
        .sort(sort)
        .limit(readLimit)
        .lean<RequestDocument[]>();
      return pageOf(found, limit, toView);
    },
    findByToken: (tokenHash) => findByToken(requests, tokenHash),
    grantSubjectToken: async (requestId, tokenHash) => {
      const { matchedCount } = await requests.updateOne(
        { _id: requestId },
        { $set: { subjectTokenHash: tokenHash } },
      );
      if (matchedCount === 0) throw missing();
    },
    setDisagreement: async (requestId, kind, at) => {
      const { set, unset } = updateOf({ disagreement: kind === null ? null : { kind, at } });
      const { matchedCount } = await requests.updateOne({ _id: requestId }, { $set: set, $unset: unset });
      if (matchedCount === 0) throw missing();
    },
    markStarted: async (requestId, at) => {
      // The first start counts; a repeat finds nothing to do.
      await requests.updateOne(
        { _id: requestId, started: false },
        { $set: { started: true, startedAt: at } },
      );
    },
    unstarted: async (before, limit) => {
      const found = await requests
        .find({ started: false, orderAt: trusted({ $lt: instantOf(before) }) })
        .sort({ orderAt: 1 })
        .limit(boundedLimit(limit))
        .lean<RequestDocument[]>();
      return found.map(toView);
    },
    takeDownload: async (requestId, now) => {
      const { modifiedCount } = await requests.updateOne(
        {
          _id: requestId,
          'package.downloadsLeft': trusted({ $gt: 0 }),
          packageExpiresAt: trusted({ $gt: instantOf(now) }),
        },
        { $inc: { 'package.downloadsLeft': -1 } },
      );
      return modifiedCount === 1;
    },
  };
}

async function accept(requests: Model<RequestDocument>, intake: Intake): Promise<'created' | 'exists'> {
  const { requestId, ...members } = intake;
  try {
    await requests.create({
      ...members,
      _id: requestId,
      orderAt: instantOf(intake.receivedAt),
      phase: 'received',
      version: 0,
      waiting: [],
      clocks: [],
      tally: {},
      started: false,
      open: true,
      workAt: lastInOrder,
      forecastAt: neverForecast,
    });
    return 'created';
  } catch (error) {
    // The token's hash is unique too: only the same id makes it a repeat.
    if (isDuplicate(error) && (await requests.exists({ _id: requestId })) !== null) return 'exists';
    throw error;
  }
}

async function project(
  requests: Model<RequestDocument>,
  { requestId, version, at }: { requestId: RequestId; version: number; at: string },
  change: Projection,
): Promise<void> {
  if (Object.keys(change).some((member) => !projectable.has(member)))
    throw new PersistenceError('invalid', 'requests.project: a member is not one that may be projected.');
  const { set, unset } = updateOf(
    change.phase === 'closed' ? { ...change, open: false, forecast: null } : change,
  );
  const { matchedCount } = await requests.updateOne(
    { _id: requestId, version: trusted({ $lt: version }) },
    { $set: { ...set, version }, $unset: unset, ...firstTimeIn(change.phase, at) },
  );
  // Nothing matched: either a later write was quicker, which is as it should be, or there is no such request.
  if (matchedCount === 0) await mustExist(requests, requestId);
}

async function attach(
  requests: Model<RequestDocument>,
  requestId: RequestId,
  { clocks, plan, package: ref }: Attachment,
): Promise<void> {
  const { set, unset } = updateOf({ clocks, plan });
  const { matchedCount } = await requests.updateOne({ _id: requestId }, { $set: set, $unset: unset });
  if (matchedCount === 0) throw missing();
  if (ref === undefined) return;
  if (ref === null) {
    await requests.updateOne({ _id: requestId }, { $unset: { package: 1, packageExpiresAt: 1 } });
    return;
  }
  const packageExpiresAt = instantOf(ref.expiresAt);
  await requests.updateOne(
    { _id: requestId, 'package.hash': trusted({ $ne: ref.hash }) },
    { $set: { package: plainJson(ref), packageExpiresAt } },
  );
  // The same package again may live longer, and must not give back downloads that were taken meanwhile.
  await requests.updateOne(
    { _id: requestId, 'package.hash': ref.hash, packageExpiresAt: trusted({ $lt: packageExpiresAt }) },
    { $set: { 'package.expiresAt': ref.expiresAt, packageExpiresAt } },
  );
}

/** A request can come back to a phase: the earliest time stays. */
function firstTimeIn(phase: Projection['phase'], at: string): { $min?: Record<string, string> } {
  return phase === undefined || phase === null
    ? {}
    : { $min: { [`phaseAt.${phase}`]: instantOf(at).toISOString() } };
}

function updateOf(change: object): { set: Record<string, unknown>; unset: Record<string, 1> } {
  const set: Record<string, unknown> = {};
  const unset: Record<string, 1> = {};
  for (const [member, value] of Object.entries(change) as [string, unknown][]) {
    if (value === null) unset[member] = 1;
    else if (value !== undefined) set[member] = plainJson(value);
  }
  return { set, unset };
}

async function mustExist(requests: Model<RequestDocument>, requestId: RequestId): Promise<void> {
  if ((await requests.exists({ _id: requestId })) === null) throw missing();
}

async function findByToken(
  requests: Model<RequestDocument>,
  tokenHash: string,
): Promise<{ requestId: RequestId; scope: 'requester' | 'subject' } | undefined> {
  const found = await requests
    .findOne({ $or: [{ requesterTokenHash: tokenHash }, { subjectTokenHash: tokenHash }] })
    .select({ subjectTokenHash: 1 })
    .lean<Pick<RequestDocument, '_id' | 'subjectTokenHash'>>();
  if (found === null) return undefined;
  return { requestId: found._id, scope: found.subjectTokenHash === tokenHash ? 'subject' : 'requester' };
}

/** What the document shows. */
export function toView(document: RequestDocument): RequestView {
  const {
    _id,
    requesterTokenHash: _requester,
    subjectTokenHash: _subject,
    orderAt: _orderAt,
    started: _started,
    packageExpiresAt: _packageExpiresAt,
    open: _open,
    workAt: _workAt,
    forecastAt: _forecastAt,
    ...view
  } = document;
  return { requestId: _id, ...view };
}

function missing(): PersistenceError {
  return new PersistenceError('missing', 'There is no such request.');
}
