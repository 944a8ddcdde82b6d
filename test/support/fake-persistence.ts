/* eslint-disable @typescript-eslint/require-await -- the ports are asynchronous, memory is not */
import { createHash, createHmac } from 'node:crypto';
import type { EvidenceEntry } from '../../domain/evidence';
import type { CaseId, IncidentId, RequestId } from '../../domain/ids';
import type { Incident } from '../../domain/incident';
import type { RecipientLine } from '../../domain/recipient';
import { statesBefore } from '../../domain/recipient';
import type { StoreBand } from '../../domain/store-band';
import { newBand } from '../../domain/store-band';
import type {
  AccessLine,
  Alert,
  Attachment,
  AwaitedAnswer,
  CodeBook,
  ConversationLine,
  GuessResult,
  Intake,
  LedgerLine,
  Notice,
  Persistence,
  RegisterEntry,
  RegisterUse,
  RequestView,
  StoredAnswer,
  StoreProgress,
  Task,
} from '../../domain/ports';

interface Code {
  readonly hash: string;
  readonly expiresAt: string;
  attempts: number;
  used: boolean;
}

/** A map per book: a test may look into it, and put things there. */
export interface Memory {
  readonly requests: Map<RequestId, RequestView>;
  readonly tokens: Map<string, { requestId: RequestId; scope: 'requester' | 'subject' }>;
  readonly vault: Map<string, unknown>;
  readonly evidence: Map<CaseId, EvidenceEntry[]>;
  readonly deadlines: Map<CaseId, readonly LedgerLine[]>;
  readonly alerts: Map<string, Alert>;
  readonly incidents: Map<IncidentId, Incident>;
  readonly tasks: Map<string, Task>;
  readonly codes: Map<string, Code>;
  readonly notices: Notice[];
  readonly register: Map<
    RequestId,
    { entry: RegisterEntry; identifiers: readonly string[]; changedAt: string }
  >;
  readonly registerUses: RegisterUse[];
  readonly stores: StoreProgress[];
  readonly storeBands: Map<string, StoreBand>;
  readonly recipients: Map<string, RecipientLine>;
  readonly processorAnswers: Map<string, AwaitedAnswer & { readonly seen: readonly string[] }>;
  readonly conversation: Map<RequestId, ConversationLine[]>;
  readonly idempotency: Map<string, { bodyHash: string; answer?: StoredAnswer }>;
  readonly accessLog: AccessLine[];
}

/** The books in memory, with what lies in them open to the test. */
export interface FakePersistence extends Persistence {
  readonly memory: Memory;
}

/** Persistence in memory, for tests of what stands above it. The real one has tests of its own. */
export function fakePersistence(): FakePersistence {
  const memory: Memory = {
    requests: new Map(),
    tokens: new Map(),
    vault: new Map(),
    evidence: new Map(),
    deadlines: new Map(),
    alerts: new Map(),
    incidents: new Map(),
    tasks: new Map(),
    codes: new Map(),
    notices: [],
    register: new Map(),
    registerUses: [],
    stores: [],
    storeBands: new Map(),
    recipients: new Map(),
    processorAnswers: new Map(),
    conversation: new Map(),
    idempotency: new Map(),
    accessLog: [],
  };
  return {
    memory,
    requests: requestsIn(memory),
    openRequests: { each: async () => undefined },
    vault: vaultIn(memory),
    evidence: evidenceIn(memory),
    deadlines: {
      write: async (caseId, lines) => void memory.deadlines.set(caseId, lines),
      read: async (caseId) => memory.deadlines.get(caseId) ?? [],
      due: async () => [],
      markFired: async () => 0,
      provisional: async () => [],
    },
    alerts: alertsIn(memory),
    beats: { beat: async () => undefined, last: async () => undefined },
    incidents: incidentsIn(memory),
    tasks: tasksIn(memory),
    codes: codesIn(memory),
    notices: noticesIn(memory),
    register: registerIn(memory),
    registerUses: registerUsesIn(memory),
    sharedIdentifiers: {
      remember: () => Promise.resolve(),
      recall: (identifiers) => Promise.resolve(identifiers),
    },
    deferrals: {
      enter: async () => undefined,
      put: async () => undefined,
      list: async () => [],
      due: async () => [],
    },
    deletions: {
      enter: async () => undefined,
      renew: async () => undefined,
      match: async (records) => records.map(() => []),
      erasures: async (identifiers) => identifiers.map(() => undefined),
      release: async () => [],
    },
    stores: {
      put: async (progress) => void memory.stores.push(progress),
      list: async (requestId) => memory.stores.filter((entry) => entry.requestId === requestId),
    },
    storeBands: {
      find: async (storeId) => memory.storeBands.get(storeId),
      change: async (storeId, change) => {
        const band = change(memory.storeBands.get(storeId) ?? newBand(storeId));
        memory.storeBands.set(storeId, band);
        return band;
      },
    },
    recipients: recipientsIn(memory),
    processorAnswers: processorAnswersIn(memory),
    workTimes: { note: async () => undefined, lately: async () => [] },
    work: {
      outdated: async () => [],
      keep: async (requestId, forecast) => {
        memory.requests.set(requestId, { ...memory.requests.get(requestId)!, forecast });
      },
      page: async ({ waiting }) => ({
        items: [...memory.requests.values()].filter(
          (view) => view.phase !== 'closed' && (waiting === undefined || view.waiting.includes(waiting)),
        ),
      }),
    },
    dataMaps: { pin: async () => undefined, find: async () => undefined },
    conversation: {
      add: async (requestId, line) => {
        const lines = memory.conversation.get(requestId) ?? [];
        if (!lines.some(({ lineId }) => lineId === line.lineId)) lines.push(line);
        memory.conversation.set(requestId, lines);
      },
      list: async (requestId) => memory.conversation.get(requestId) ?? [],
    },
    idempotency: idempotencyIn(memory),
    accessLog: accessLogIn(memory),
    ready: async () => true,
    close: async () => undefined,
  };
}

function recipientsIn({ recipients }: Memory): Persistence['recipients'] {
  const change = (id: string, state: keyof typeof statesBefore, more: Partial<RecipientLine>) => {
    const line = recipients.get(id);
    if (line !== undefined && statesBefore[state].includes(line.state))
      recipients.set(id, { ...line, state, ...more });
  };
  return {
    ask: async (line) => {
      const id = `${line.requestId}/${line.storeId}`;
      if (!recipients.has(id)) recipients.set(id, { ...line, state: 'asked' });
    },
    answer: async (requestId, storeId, { state, at, receiptHash }) => {
      const answered = state === 'acknowledged' ? {} : { answeredAt: at };
      const hash = receiptHash === undefined ? {} : { receiptHash };
      change(`${requestId}/${storeId}`, state, { ...answered, ...hash });
    },
    overdue: async (now) =>
      [...recipients.values()].filter(
        ({ state, answersBy }) => statesBefore.silent.includes(state) && answersBy <= now,
      ),
    silence: async (lines) => {
      for (const { requestId, storeId } of lines) change(`${requestId}/${storeId}`, 'silent', {});
    },
    list: async (requestId) => [...recipients.values()].filter((line) => line.requestId === requestId),
  };
}

function processorAnswersIn({ processorAnswers }: Memory): Persistence['processorAnswers'] {
  return {
    expect: async (place) => {
      if (!processorAnswers.has(place.answerId)) processorAnswers.set(place.answerId, { ...place, seen: [] });
    },
    find: async (answerId) => processorAnswers.get(answerId),
    take: async (answerId, word, signatureHash, answeredAt) => {
      const place = processorAnswers.get(answerId)!;
      if (place.seen.includes(signatureHash)) return 'replayed';
      const isFinal = place.word !== undefined && place.word.state !== 'pending';
      if (isFinal) return JSON.stringify(place.word) === JSON.stringify(word) ? 'taken' : 'decided';
      processorAnswers.set(answerId, { ...place, word, answeredAt, seen: [...place.seen, signatureHash] });
      return 'taken';
    },
  };
}

function requestsIn({ requests, tokens }: Memory): Persistence['requests'] {
  const change = (requestId: RequestId, parts: Partial<RequestView>) => {
    const view = requests.get(requestId);
    if (view === undefined) throw new Error('There is no such request.');
    requests.set(requestId, { ...view, ...parts });
  };
  return {
    accept: async ({ requesterTokenHash, subjectTokenHash, ...intake }: Intake) => {
      if (requests.has(intake.requestId)) return 'exists';
      tokens.set(requesterTokenHash, { requestId: intake.requestId, scope: 'requester' });
      if (subjectTokenHash !== undefined)
        tokens.set(subjectTokenHash, { requestId: intake.requestId, scope: 'subject' });
      const begun = { phase: 'received', version: 0, waiting: [], clocks: [], tally: {} } as const;
      requests.set(intake.requestId, { ...intake, ...begun });
      return 'created';
    },
    find: async (requestId) => requests.get(requestId),
    project: async (requestId, version, parts) => {
      const view = requests.get(requestId);
      if (view === undefined || view.version >= version) return;
      const known = Object.entries({ ...view, ...parts, version }).filter(([, value]) => value !== null);
      requests.set(requestId, Object.fromEntries(known) as unknown as RequestView);
    },
    attach: async (requestId, parts: Attachment) => change(requestId, parts as Partial<RequestView>),
    page: async ({ phase, right }) => ({
      items: [...requests.values()].filter(
        (view) => (phase ?? view.phase) === view.phase && (right ?? view.right) === view.right,
      ),
    }),
    findByToken: async (hash) => tokens.get(hash),
    grantSubjectToken: async (requestId, hash) => void tokens.set(hash, { requestId, scope: 'subject' }),
    setDisagreement: async (requestId, kind, at) => {
      const { disagreement: _settled, ...view } = requests.get(requestId)!;
      requests.set(requestId, kind === null ? view : { ...view, disagreement: { kind, at } });
    },
    markStarted: async (requestId, startedAt) => change(requestId, { startedAt }),
    unstarted: async () => [...requests.values()].filter((view) => view.startedAt === undefined),
    takeDownload: async (requestId, now) => {
      const ref = requests.get(requestId)?.package;
      if (ref === undefined || ref.downloadsLeft <= 0 || now >= ref.expiresAt) return false;
      change(requestId, { package: { ...ref, downloadsLeft: ref.downloadsLeft - 1 } });
      return true;
    },
  };
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function vaultIn({ vault }: Memory): Persistence['vault'] {
  const at = (caseId: CaseId, slot: string) => `${caseId} ${slot}`;
  return {
    put: async (requestId, slot, value) => void vault.set(at(requestId, slot), structuredClone(value)),
    get: async (requestId, slot) => vault.get(at(requestId, slot)),
    putBytes: async (requestId, slot, bytes) => void vault.set(at(requestId, slot), bytes),
    getBytes: async (requestId, slot) => vault.get(at(requestId, slot)) as Uint8Array | undefined,
    putStream: async (requestId, slot, content) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(Uint8Array.from(piece));
      const bytes = Buffer.concat(pieces);
      vault.set(at(requestId, slot), bytes);
      return { bytes: bytes.length, sha256: sha256Of(bytes) };
    },
    getStream: async (requestId, slot) => {
      const bytes = vault.get(at(requestId, slot)) as Uint8Array | undefined;
      if (bytes === undefined) return undefined;
      const read = async function* (from = 0, to = bytes.length) {
        for (let start = from; start < to; start += 1_000)
          yield bytes.subarray(start, Math.min(to, start + 1_000));
      };
      return { bytes: bytes.length, sha256: sha256Of(bytes), read };
    },
    remove: async (requestId, slot) => void vault.delete(at(requestId, slot)),
    commitment: async (requestId, value) =>
      createHmac('sha256', requestId).update(JSON.stringify(value)).digest('hex'),
    shred: async () => vault.clear(),
  };
}

function evidenceIn({ evidence }: Memory): Persistence['evidence'] {
  return {
    append: async (requestId, drafts) => {
      const chain = evidence.get(requestId) ?? [];
      const added = drafts.filter((draft) => !chain.some(({ key }) => key === draft.key));
      for (const draft of added)
        chain.push({
          ...draft,
          requestId,
          seq: chain.length + 1,
          prevHash: '0'.repeat(64),
          hash: 'a'.repeat(64),
        });
      evidence.set(requestId, chain);
      return added.length;
    },
    read: async (requestId) => evidence.get(requestId) ?? [],
  };
}

function alertsIn({ alerts }: Memory): Persistence['alerts'] {
  return {
    raise: async (drafts) => {
      const fresh = drafts.filter(({ alertId }) => !alerts.has(alertId));
      for (const draft of fresh) alerts.set(draft.alertId, { ...draft, status: 'open' });
      return fresh.length;
    },
    claim: async () => undefined,
    taken: async () => undefined,
    delivered: async () => undefined,
    find: async (alertId) => alerts.get(alertId),
    page: async ({ kind, level, status, caseId }) => ({
      items: [...alerts.values()].filter(
        (alert) =>
          (kind ?? alert.kind) === alert.kind &&
          (level ?? alert.level) === alert.level &&
          (status ?? alert.status) === alert.status &&
          (caseId ?? alert.caseId) === alert.caseId,
      ),
    }),
    acknowledge: async (alertId, by, at) => {
      const alert = alerts.get(alertId);
      if (alert?.status === 'open')
        alerts.set(alertId, { ...alert, status: 'acknowledged', acknowledgedBy: by, acknowledgedAt: at });
      return alert !== undefined;
    },
  };
}

function incidentsIn({ incidents }: Memory): Persistence['incidents'] {
  return {
    open: async (incident) => {
      if (!incidents.has(incident.incidentId)) incidents.set(incident.incidentId, incident);
    },
    find: async (incidentId) => incidents.get(incidentId),
    replace: async (incident) => {
      const isNext = incidents.get(incident.incidentId)?.version === incident.version - 1;
      if (isNext) incidents.set(incident.incidentId, incident);
      return isNext;
    },
    page: async ({ status }) => ({
      items: [...incidents.values()].filter((incident) => (status ?? incident.status) === incident.status),
    }),
  };
}

function accessLogIn({ accessLog }: Memory): Persistence['accessLog'] {
  const refused = () =>
    accessLog.flatMap(({ allowed, ...line }, index) =>
      allowed ? [] : [{ ...line, attemptId: `att_${index}` }],
    );
  return {
    write: async (line) => void accessLog.push(line),
    refused: async () => ({ items: refused().reverse() }),
    findRefused: async (id) => refused().find(({ attemptId }) => attemptId === id),
  };
}

function tasksIn({ tasks }: Memory): Persistence['tasks'] {
  return {
    open: async (task) => void tasks.set(task.taskId, { ...task, status: 'open' }),
    close: async (taskId, status) => {
      const task = tasks.get(taskId);
      if (task !== undefined) tasks.set(taskId, { ...task, status });
    },
    find: async (taskId) => tasks.get(taskId),
    lend: async (taskId, borrowed) => {
      const { borrowed: _before, ...task } = tasks.get(taskId)!;
      tasks.set(taskId, borrowed === undefined ? task : { ...task, borrowed });
    },
    reorder: async (open, { startBy, standing }) => {
      for (const task of open)
        tasks.set(task.taskId, { ...task, standing, ...(startBy === undefined ? {} : { startBy }) });
    },
    page: async ({ status, kind, requestId }) => ({
      items: [...tasks.values()].filter(
        (task) =>
          (status ?? task.status) === task.status &&
          (kind ?? task.kind) === task.kind &&
          (requestId ?? task.requestId) === task.requestId,
      ),
    }),
  };
}

function codesIn({ codes }: Memory): CodeBook {
  return {
    issue: async ({ requestId, purpose, codeHash, expiresAt }) => {
      codes.set(`${requestId}/${purpose}`, { hash: codeHash, expiresAt, attempts: 0, used: false });
      return true;
    },
    guess: async (requestId, purpose, codeHash, now): Promise<GuessResult> => {
      const code = codes.get(`${requestId}/${purpose}`);
      if (code === undefined) return 'none';
      if (code.used) return 'used';
      if (code.expiresAt <= now) return 'expired';
      if (code.attempts >= 5) return 'exhausted';
      code.attempts += 1;
      code.used = code.hash === codeHash;
      return code.used ? 'right' : 'wrong';
    },
  };
}

function noticesIn({ notices }: Memory): Persistence['notices'] {
  const placeOf = (fits: (notice: Notice) => boolean) => {
    const place = notices.findIndex(fits);
    return place < 0 ? notices.length : place;
  };
  return {
    begin: async (claimed) => {
      const place = placeOf(({ noticeId }) => noticeId === claimed.noticeId);
      const found = notices[place] ?? { ...claimed, status: 'queued', attempts: 0 };
      const begun = found.status === 'queued' ? { ...found, attempts: found.attempts + 1 } : found;
      notices[place] = begun;
      return begun;
    },
    finish: async (noticeId, status, at, replyCode) => {
      const place = placeOf((notice) => notice.noticeId === noticeId);
      const found = notices[place];
      if (found === undefined || !['queued', 'refused', 'expired'].includes(found.status)) return;
      const accepted = status === 'accepted' ? { acceptedAt: at } : {};
      notices[place] = { ...found, status, statusAt: at, replyCode, ...accepted };
    },
    deliveryReport: async (messageId, report, reportCode, statusAt) => {
      const place = placeOf((notice) => notice.messageId === messageId);
      const found = notices[place];
      const before = report === 'bounced' ? ['queued', 'accepted', 'delivered'] : ['queued', 'accepted'];
      if (found === undefined || !before.includes(found.status)) return found;
      const reported = { ...found, status: report, reportCode, statusAt };
      notices[place] = reported;
      return reported;
    },
    list: async (requestId) => notices.filter((notice) => notice.requestId === requestId),
  };
}

function registerIn({ register }: Memory): Persistence['register'] {
  return {
    enter: async (entry, identifiers) => {
      const values = identifiers.map(({ kind, value }) => `${kind}:${value}`);
      register.set(entry.requestId, {
        entry: { ...entry, status: 'active' },
        identifiers: values,
        changedAt: new Date().toISOString(),
      });
    },
    lift: async (requestId) => void register.delete(requestId),
    find: async (requestId) => register.get(requestId)?.entry,
    concerning: async (kind, value) =>
      [...register.values()]
        .filter(({ identifiers }) => identifiers.includes(`${kind}:${value}`))
        .map(({ entry }) => entry),
    fingerprint: async (caller, kind, value) => fingerprintOf(caller, `${kind}:${value}`),
    changes: async (caller, since) => ({
      items: [...register.values()]
        .filter(({ changedAt }) => changedAt > since)
        .flatMap(({ identifiers, changedAt: at }) =>
          identifiers.map((text) => ({ identifier: fingerprintOf(caller, text), at })),
        ),
      all: false,
    }),
  };
}

function fingerprintOf(caller: string, identifier: string): string {
  return createHmac('sha256', 'callers').update(`${caller} ${identifier}`).digest('hex');
}

function registerUsesIn({ registerUses }: Memory): Persistence['registerUses'] {
  return {
    add: async (uses) => void registerUses.push(...uses.map((use) => ({ ...use, count: 1 }))),
    list: async (requestId, limit) =>
      registerUses.filter((use) => use.requestId === requestId).slice(0, limit),
  };
}

function idempotencyIn({ idempotency }: Memory): Persistence['idempotency'] {
  return {
    begin: async (scope, key, bodyHash) => {
      const found = idempotency.get(`${scope} ${key}`);
      if (found === undefined) {
        idempotency.set(`${scope} ${key}`, { bodyHash });
        return { outcome: 'new' };
      }
      if (found.bodyHash !== bodyHash) return { outcome: 'conflict' };
      return found.answer === undefined
        ? { outcome: 'busy' }
        : { outcome: 'replay', answer: structuredClone(found.answer) };
    },
    finish: async (scope, key, answer) => {
      const found = idempotency.get(`${scope} ${key}`);
      // As JSON, like the real one: undefined members disappear.
      if (found !== undefined) found.answer = JSON.parse(JSON.stringify(answer)) as StoredAnswer;
    },
    release: async (scope, key) => void idempotency.delete(`${scope} ${key}`),
  };
}
