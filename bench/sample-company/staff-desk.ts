import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../../cli/demo/api-client';
import { ProblemAnswer } from '../../cli/demo/api-client';
import type { Persistence, RequestView, Task } from '../../domain/ports';
import { staffToken } from '../../examples/sample-company/identity-provider';

/** How often the desk looks at the books, in ms: what people are asked is answered within this time. */
const lookEveryMs = 50;
/** Requests that closed while others, taken in before them, still run. */
const closedMeanwhile = 40;
const approvers = ['wei-operator', 'tang-approver', 'shen-privacy'] as const;
const paperWitnesses = ['luo-approver', 'shen-privacy'];

/** Staff who decide at once: they approve whatever lies before them and clear every task on paper. */
export interface StaffDesk {
  /** Settles when the request is closed, with its last state. */
  closed(requestId: string): Promise<RequestView>;
  /** Calls of the API that staff made so far. */
  readonly calls: { count: number };
  stop(): Promise<void>;
}

/**
 * One look at the books serves all requests that are open, so that waiting costs the same for one as for ten. The desk
 * reads MongoDB itself: looking is not what is measured.
 */
export async function openStaffDesk(api: ApiClient, books: Persistence, issuer: string): Promise<StaffDesk> {
  const entries = await Promise.all(approvers.map(async (id) => [id, await staffToken(issuer, id)] as const));
  const desk = new Desk(api, books, new Map(entries));
  return {
    closed: (requestId) => desk.closed(requestId),
    calls: desk.calls,
    stop: () => desk.stop(),
  };
}

interface Waiting {
  readonly resolve: (view: RequestView) => void;
  readonly reject: (error: unknown) => void;
}

class Desk {
  readonly calls = { count: 0 };
  readonly #api: ApiClient;
  readonly #books: Persistence;
  readonly #tokens: ReadonlyMap<string, string>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #done = new Set<string>();
  #isOpen = true;
  readonly #rounds: Promise<void>;

  constructor(api: ApiClient, books: Persistence, tokens: ReadonlyMap<string, string>) {
    this.#api = api;
    this.#books = books;
    this.#tokens = tokens;
    this.#rounds = this.#work();
  }

  closed(requestId: string): Promise<RequestView> {
    return new Promise((resolve, reject) => this.#waiting.set(requestId, { resolve, reject }));
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    await this.#rounds;
  }

  async #work(): Promise<void> {
    while (this.#isOpen) {
      if (this.#waiting.size > 0)
        await this.#round().catch((error: unknown) => {
          for (const { reject } of this.#waiting.values()) reject(error);
          this.#waiting.clear();
        });
      await delay(lookEveryMs);
    }
  }

  async #round(): Promise<void> {
    // Newest first: those that wait are among the last ones taken in.
    const { items } = await this.#books.requests.page({}, undefined, this.#waiting.size + closedMeanwhile);
    const mine = items.filter(({ requestId }) => this.#waiting.has(requestId));
    await Promise.all(mine.map((view) => this.#attend(view)));
    if (!mine.some(({ phase }) => phase === 'executing')) return;
    const tasks = await this.#books.tasks.page({ status: 'open' }, undefined, 100);
    const theirs = tasks.items.filter(({ requestId }) => this.#waiting.has(requestId));
    await Promise.all(theirs.map((task) => this.#clear(task)));
  }

  async #attend(view: RequestView): Promise<void> {
    if (view.phase === 'closed') {
      this.#waiting.get(view.requestId)?.resolve(view);
      this.#waiting.delete(view.requestId);
      return;
    }
    const { proposal } = view;
    if (proposal === undefined || proposal.approvals.length >= proposal.slots.length) return;
    const approver = approvers[proposal.approvals.length] ?? approvers[0];
    const path = `/v1/staff/requests/${view.requestId}/approvals`;
    await this.#once(`${proposal.hash}/${approver}`, approver, path, { hash: proposal.hash });
  }

  async #clear({ taskId, kind }: Task): Promise<void> {
    if (kind !== 'paperArchive') throw new Error(`Expected nothing but paper to clear; got a task ${kind}.`);
    const body = { result: 'done', witnesses: paperWitnesses };
    await this.#once(taskId, 'wei-operator', `/v1/staff/tasks/${taskId}/completion`, body);
  }

  /** What lies before staff is seen in several looks; they act on it once. */
  async #once(what: string, staffId: string, path: string, body: unknown): Promise<void> {
    if (this.#done.has(what)) return;
    this.#done.add(what);
    this.calls.count += 1;
    const token = this.#tokens.get(staffId);
    await this.#api.call('POST', path, { token, body }).catch((error: unknown) => {
      // The books run ahead of what a look saw: then there is nothing left to do.
      if (!(error instanceof ProblemAnswer) || error.problem.status !== 409) throw error;
    });
  }
}
