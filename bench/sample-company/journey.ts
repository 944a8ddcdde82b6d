import type { ApiClient } from '../../cli/demo/api-client';
import type { DemoPerson } from '../../cli/demo/demo-person';
import type { Submitted } from '../../cli/demo/journey';
import type { RequestView } from '../../domain/ports';
import type { ScriptedSmtp } from '../../test/integration/mail/scripted-smtp';
import { codeFor } from './mailbox';
import type { StaffDesk } from './staff-desk';

/** The rights that are measured. */
export type MeasuredRight = 'access' | 'deletion';

/** Who and what a journey meets. */
export interface Scene {
  readonly api: ApiClient;
  readonly mailbox: ScriptedSmtp;
  readonly desk: StaffDesk;
}

/** One request from intake to its closing letter, through the API, everybody answering at once. */
export async function carryThrough(
  { api, mailbox, desk }: Scene,
  person: DemoPerson,
  right: MeasuredRight,
): Promise<RequestView> {
  const { name, email, phone, customerNumber } = person;
  const { requestId, accessToken } = await api.call<Submitted>('POST', '/v1/requests', {
    body: {
      right,
      name,
      locale: 'en',
      identifiers: [
        { kind: 'email', value: email },
        ...(phone === undefined ? [] : [{ kind: 'phone', value: phone }]),
        { kind: 'customerNumber', value: customerNumber },
      ],
    },
  });
  const closed = desk.closed(requestId);
  const code = await codeFor(mailbox, requestId);
  await api.call('POST', `/v1/requests/${requestId}/verification`, { body: { code }, token: accessToken });
  const view = await closed;
  if (view.outcome !== 'fulfilled' && view.outcome !== 'partlyFulfilled')
    throw new Error(`${requestId} (${right}) ended as ${view.outcome ?? 'nothing'}; expected an answer.`);
  return view;
}
