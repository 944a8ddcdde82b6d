import type { ApiClient } from './api-client';

/** A request as its requester sees it right after the intake. */
export interface Submitted {
  readonly requestId: string;
  readonly accessToken: string;
}

/** The status that the API shows; the members that a journey reads. */
export interface Status {
  readonly phase: string;
  readonly outcome?: string;
  readonly version: number;
  readonly proposal?: { readonly kind: string; readonly hash: string };
  readonly change?: { readonly hash: string; readonly confirmedAt?: string };
  readonly clocks?: readonly {
    readonly regime: string;
    readonly date: string;
    readonly deadlineAt: string;
  }[];
}

/** A task as staff see it. */
export interface TaskView {
  readonly taskId: string;
  readonly kind: string;
  readonly storeId?: string;
  readonly requestId: string;
}

/** Mail as far as a journey reads it. */
export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
}

/** Where mail arrives. */
export interface MailSource {
  messages(): Promise<readonly Mail[]>;
}

/** Polls until `look` finds something. Throws after `timeoutMs` with what was waited for. */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > endsAt) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}; it did not come.`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** The newest code that was mailed for a request: eight digits, alone or in two groups. */
export async function mailedCode(inbox: MailSource, requestId: string, after = 0): Promise<string> {
  return waitUntil(`a mailed code for ${requestId}`, async () => {
    const mails = (await inbox.messages()).slice(after).filter((mail) => mail.text.includes(requestId));
    const codes = mails.flatMap(
      (mail) => /(?<!\d)(\d{4})[ -]?(\d{4})(?!\d)/.exec(mail.text.replaceAll(requestId, '')) ?? [],
    );
    return codes.length === 0 ? undefined : codes.at(-3)?.replace(/\D/g, '');
  });
}

/** The request once `accept` likes it, read as staff. */
export function waitForStatus(
  api: ApiClient,
  staffToken: string,
  requestId: string,
  what: string,
  accept: (status: Status) => boolean,
  timeoutMs?: number,
): Promise<Status> {
  return waitUntil(
    `${what} of ${requestId}`,
    async () => {
      const status = await api.call<Status>('GET', `/v1/staff/requests/${requestId}`, { token: staffToken });
      return accept(status) ? status : undefined;
    },
    timeoutMs,
  );
}

/** An open task of a request, once there is one of that kind. */
export function waitForTask(
  api: ApiClient,
  staffToken: string,
  requestId: string,
  kind: string,
): Promise<TaskView> {
  return waitUntil(`a task ${kind} of ${requestId}`, async () => {
    const path = `/v1/staff/tasks?status=open&requestId=${requestId}`;
    const { items } = await api.call<{ items: TaskView[] }>('GET', path, { token: staffToken });
    return items.find((task) => task.kind === kind && task.requestId === requestId);
  });
}
