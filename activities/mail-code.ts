import { activityInfo } from '@temporalio/activity';
import { engine } from '../domain/actor';
import { taskIdOf } from '../domain/ids';
import type { RequestId } from '../domain/ids';
import type { CodePurpose } from '../domain/ports';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps } from './deps';
import { requestContext } from './deps';
import { letterBase } from './letter-facts';
import { codeFor, enterCode } from './mailed-code';

/** What {@link mailCode} needs. */
export interface MailCodeInput {
  readonly requestId: RequestId;
  readonly purpose: CodePurpose;
}

/** Mails a fresh code. Past the day's limit nothing is sent: we are no mail-bomb relay, and staff get a task instead. */
export async function mailCode(deps: CoreDeps, input: MailCodeInput): Promise<void> {
  const { requestId, purpose } = input;
  const context = await requestContext(deps.books, requestId);
  const occasion = activityInfo().workflowExecution?.workflowId ?? purpose;
  const code = await codeFor(deps, requestId, purpose, occasion);
  if (!(await enterCode(deps, requestId, purpose, code))) return askStaff(deps, requestId);
  const base = letterBase(deps, context);
  const expiresAt = context.view.package?.expiresAt;
  const content =
    purpose === 'fetchPackage' && expiresAt !== undefined
      ? { kind: 'packageCode' as const, ...base, code, packageExpiresAt: expiresAt }
      : { kind: 'verificationCode' as const, ...base, code };
  const serial = occasion.split('/').at(-1) ?? '1';
  await deliverNotice(deps, { requestId, serial, content, locale: context.view.locale });
}

async function askStaff(deps: CoreDeps, requestId: RequestId): Promise<void> {
  const at = deps.now();
  const day = at.slice(0, 'YYYY-MM-DD'.length);
  const taskId = taskIdOf(requestId, 'codes', day);
  await deps.books.tasks.open({
    taskId,
    requestId,
    kind: 'undeliverable',
    openedAt: at,
    reason: 'codeLimit',
  });
  const entry = {
    key: `codeLimit/${day}`,
    type: 'taskOpened' as const,
    at,
    actor: engine,
    facts: { taskId },
  };
  await deps.books.evidence.append(requestId, [entry]);
}
