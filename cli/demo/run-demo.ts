import { staffToken } from '../../examples/sample-company/identity-provider';
import { verifyEvidenceOf } from './verify-evidence';
import { ApiClient } from './api-client';
import type { DemoPerson } from './demo-person';
import type { MailSource, Status, Submitted } from './journey';
import { mailedCode, waitForStatus, waitForTask, waitUntil } from './journey';

/** What the demonstration needs of a running system. */
export interface DemoSystem {
  readonly apiUrl: string;
  readonly company: { readonly addresses: { readonly issuer: string }; readonly inbox: MailSource };
  readonly env: Readonly<Record<string, string>>;
}

/** One person's deletion request, through the public API, from intake to the verified evidence; each step is shown. */
export async function runDemo(
  system: DemoSystem,
  person: DemoPerson,
  show: (line: string) => void = console.log,
): Promise<string> {
  const { issuer } = system.company.addresses;
  const staff = (id: string): Promise<string> => staffToken(issuer, id);
  const demo = { api: new ApiClient(system.apiUrl), system, person, show, staff };
  show(`\nA deletion request of ${person.name}, customer ${person.customerNumber}:`);
  const submitted = await submit(demo);
  await verify(demo, submitted);
  await approveTwice(demo, submitted);
  await clearPaperArchive(demo, submitted);
  const closed = await seeClosed(demo, submitted);
  await readLetter(demo, submitted);
  const { entries, head } = await verifyEvidenceOf(system.env, submitted.requestId);
  show(`  ✓ evidence verified: ${entries} entries, chain head ${head.slice(0, 16)}…`);
  show(`Done: ${closed.outcome ?? ''}.\n`);
  return submitted.requestId;
}

interface Demo {
  readonly api: ApiClient;
  readonly system: DemoSystem;
  readonly show: (line: string) => void;
  readonly person: DemoPerson;
  readonly staff: (id: string) => Promise<string>;
}

async function submit({ api, person, show }: Demo): Promise<Submitted> {
  const { name, email, phone, customerNumber } = person;
  const submitted = await api.call<Submitted>('POST', '/v1/requests', {
    body: {
      right: 'deletion',
      name,
      locale: 'zh-CN',
      identifiers: [
        { kind: 'email', value: email },
        ...(phone === undefined ? [] : [{ kind: 'phone', value: phone }]),
        { kind: 'customerNumber', value: customerNumber },
      ],
    },
  });
  show(`  ✓ taken in as ${submitted.requestId}`);
  return submitted;
}

async function verify({ api, system, show }: Demo, { requestId, accessToken }: Submitted): Promise<void> {
  const code = await mailedCode(system.company.inbox, requestId);
  show('  ✓ acknowledged by mail, with a code for the person alone');
  await api.call('POST', `/v1/requests/${requestId}/verification`, { body: { code }, token: accessToken });
  show('  ✓ identity verified: the person controls the address');
}

async function approveTwice({ api, staff, show }: Demo, { requestId }: Submitted): Promise<void> {
  const operator = await staff('wei-operator');
  const ready = await waitForStatus(
    api,
    operator,
    requestId,
    'the plan',
    (status) => status.proposal?.kind === 'plan',
  );
  for (const clock of ready.clocks ?? []) show(`    ${clock.regime}: answer due by ${clock.date}`);
  show('  ✓ located in every store; the plan lies before staff');
  const body = { hash: ready.proposal?.hash };
  for (const id of ['wei-operator', 'tang-approver']) {
    await api.call('POST', `/v1/staff/requests/${requestId}/approvals`, { body, token: await staff(id) });
    show(`  ✓ approved by ${id}, bound to plan ${ready.proposal?.hash.slice(0, 12) ?? ''}…`);
  }
}

async function clearPaperArchive({ api, staff, show }: Demo, { requestId }: Submitted): Promise<void> {
  const token = await staff('wei-operator');
  const task = await waitForTask(api, token, requestId, 'paperArchive');
  show('  … the automatic stores are being worked on; the paper archive needs a person');
  await api.call('POST', `/v1/staff/tasks/${task.taskId}/completion`, {
    body: { result: 'done', witnesses: ['luo-approver', 'shen-privacy'] },
    token,
  });
  show('  ✓ paper destroyed before two witnesses');
}

async function seeClosed({ api, staff, show }: Demo, { requestId }: Submitted): Promise<Status> {
  show('  … waiting for the newsletter processor, which answers late');
  const closed = await waitForStatus(
    api,
    await staff('fang-auditor'),
    requestId,
    'the end',
    (s) => s.phase === 'closed',
  );
  show('  ✓ every effect asked of the store itself; the request is closed');
  return closed;
}

async function readLetter({ system, show }: Demo, { requestId }: Submitted): Promise<void> {
  const letter = await waitUntil('the confirmation letter', async () => {
    const mails = (await system.company.inbox.messages()).filter((mail) => mail.text.includes(requestId));
    return mails.length >= 2 ? mails.at(-1) : undefined;
  });
  show(`  ✓ confirmation letter sent: ${letter.subject}\n`);
  for (const line of letter.text.split('\n')) show(`    │ ${line}`);
  show('');
}
