import type { RequestId } from '../domain/ids';
import type { CodePurpose } from '../domain/ports';
import { letters } from './activity-stubs';

/** What {@link mailCodeWorkflow} starts with. */
export interface MailCodeInput {
  readonly requestId: RequestId;
  readonly purpose: CodePurpose;
}

/** Mails one fresh code to the address of a request, retrying while the mail server asks for patience. */
export async function mailCodeWorkflow(input: MailCodeInput): Promise<void> {
  await letters.mailCode(input);
}
