import type { mongo } from 'mongoose';

/** One step from an older form of the database to a newer one. Never edited once released: add another. */
export interface Migration {
  readonly name: string;
  /** May run twice, and in two processes at once, with one effect. */
  readonly apply: (database: mongo.Db) => Promise<void>;
}

type IndexPlan = Readonly<Record<string, mongo.IndexDescription[]>>;

const page = { orderAt: -1, _id: -1 } as const;
const isText = { $type: 'string' } as const;
const sweptAt = (): mongo.IndexDescription => ({
  name: 'removeAt',
  key: { removeAt: 1 },
  expireAfterSeconds: 0,
});

/**
 * Every index, by collection. Where the natural key is the document's `_id` its uniqueness needs none. Indexes that serve
 * a sweep are partial, so that a sweep among a million requests reads what is due and nothing else.
 */
const firstIndexes: IndexPlan = {
  requests: [
    { name: 'page', key: page },
    { name: 'pageByPhase', key: { phase: 1, ...page } },
    { name: 'pageByRight', key: { right: 1, ...page } },
    { name: 'pageByPhaseAndRight', key: { phase: 1, right: 1, ...page } },
    { name: 'requesterToken', key: { requesterTokenHash: 1 }, unique: true },
    {
      name: 'subjectToken',
      key: { subjectTokenHash: 1 },
      unique: true,
      partialFilterExpression: { subjectTokenHash: isText },
    },
    { name: 'unstarted', key: { orderAt: 1 }, partialFilterExpression: { started: false } },
    { name: 'work', key: { workAt: 1, _id: 1 }, partialFilterExpression: { open: true } },
    { name: 'open', key: { orderAt: 1, _id: 1 }, partialFilterExpression: { open: true } },
    { name: 'outdated', key: { forecastAt: 1 }, partialFilterExpression: { open: true } },
  ],
  vault: [{ name: 'slot', key: { requestId: 1, slot: 1 }, unique: true }],
  vault_chunks: [{ name: 'chunk', key: { requestId: 1, slot: 1, generation: 1, index: 1 }, unique: true }],
  evidence: [
    { name: 'chain', key: { requestId: 1, seq: 1 }, unique: true },
    { name: 'fact', key: { requestId: 1, key: 1 }, unique: true },
  ],
  deadlines: [
    { name: 'case', key: { caseId: 1 } },
    { name: 'due', key: { dueAt: 1 }, partialFilterExpression: { status: 'running' } },
    {
      name: 'provisional',
      key: { caseId: 1, regime: 1, clock: 1 },
      partialFilterExpression: { provisional: true },
    },
  ],
  alerts: [
    { name: 'waiting', key: { level: 1, orderAt: 1 }, partialFilterExpression: { waiting: true } },
    { name: 'digest', key: { digestId: 1 }, partialFilterExpression: { digestId: isText } },
    { name: 'page', key: page },
    { name: 'pageByKind', key: { kind: 1, ...page } },
    { name: 'pageByLevel', key: { level: 1, ...page } },
    { name: 'pageByStatus', key: { status: 1, ...page } },
    { name: 'case', key: { caseId: 1, ...page }, partialFilterExpression: { caseId: isText } },
  ],
  alert_digests: [{ name: 'pending', key: { leaseUntil: 1 }, partialFilterExpression: { pending: true } }],
  incidents: [
    { name: 'page', key: page },
    { name: 'pageByStatus', key: { status: 1, ...page } },
  ],
  tasks: [
    { name: 'pageByStatus', key: { status: 1, orderAt: 1, _id: 1 } },
    { name: 'request', key: { requestId: 1, orderAt: 1, _id: 1 } },
    { name: 'page', key: { orderAt: 1, _id: 1 } },
  ],
  codes: [sweptAt()],
  code_issues: [sweptAt()],
  notices: [
    { name: 'request', key: { requestId: 1 } },
    { name: 'message', key: { messageId: 1 } },
  ],
  processing_register: [
    { name: 'concerning', key: { blind: 1 }, partialFilterExpression: { status: 'active' } },
  ],
  store_progress: [{ name: 'request', key: { requestId: 1, storeId: 1 }, unique: true }],
  work_times: [
    { name: 'lately', key: { key: 1, endedAt: -1 } },
    { name: 'old', key: { endedAt: 1 }, expireAfterSeconds: 400 * 86_400 },
  ],
  conversation: [{ name: 'request', key: { requestId: 1, orderAt: 1, lineId: 1 } }],
  idempotency: [sweptAt()],
  access_log: [
    { name: 'time', key: { orderAt: 1 } },
    { name: 'refused', key: page, partialFilterExpression: { allowed: false } },
    { name: 'request', key: { requestId: 1, orderAt: 1 }, partialFilterExpression: { requestId: isText } },
  ],
};

/** What keeps a deletion deleted. */
const deletionIndexes: IndexPlan = {
  deletion_ledger: [{ name: 'fingerprint', key: { fingerprints: 1, orderAt: 1 } }],
  deferrals: [
    { name: 'due', key: { until: 1, _id: 1 }, partialFilterExpression: { state: 'waiting' } },
    { name: 'request', key: { requestId: 1, _id: 1 } },
  ],
};

/** Orders to recipients: those of a request, and those whose time to answer is over. */
const recipientIndexes: IndexPlan = {
  recipients: [
    { name: 'request', key: { requestId: 1, _id: 1 } },
    { name: 'due', key: { dueAt: 1 }, partialFilterExpression: { open: true } },
  ],
};

/** What systems asked of the register of restrictions and objections. */
const registerIndexes: IndexPlan = {
  register_uses: [{ name: 'request', key: { requestId: 1, day: -1, _id: 1 } }],
  processing_register: [{ name: 'changed', key: { changedAt: 1 } }],
};

/** All migrations, in order. */
export const migrations: readonly Migration[] = [
  { name: '0001-first-indexes', apply: (database) => buildIndexes(database, firstIndexes) },
  { name: '0002-deletion-indexes', apply: (database) => buildIndexes(database, deletionIndexes) },
  { name: '0003-recipient-indexes', apply: (database) => buildIndexes(database, recipientIndexes) },
  { name: '0004-register-indexes', apply: (database) => buildIndexes(database, registerIndexes) },
];

async function buildIndexes(database: mongo.Db, plan: IndexPlan): Promise<void> {
  // An index that is there already under the same name and form is left as it is.
  for (const [collection, indexes] of Object.entries(plan))
    await database.collection(collection).createIndexes([...indexes]);
}
