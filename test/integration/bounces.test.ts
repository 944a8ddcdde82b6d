import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { people } from '../../examples/sample-company/people';
import { verifyChain } from '../../evidence/verify';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  asSubject,
  closed,
  evidenceOf,
  ledgerOf,
  openTask,
  proposed,
  submitVerified,
} from '../support/journeys';
import type { Case } from '../support/journeys';

const patience = 240_000;
const root = join(__dirname, '..', '..');

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, patience);
afterAll(() => engine.stop());

/** A request that was withdrawn: closed, and its letter is with the mail server. */
async function answered(): Promise<Case & { readonly messageId: string }> {
  const one = await submitVerified(engine, people.demo, 'deletion');
  await proposed(one, 'plan');
  await asSubject(one, 'POST', '/withdrawal', { body: {} });
  await closed(one);
  return { ...one, messageId: engine.parts.core.messageIdOf(`${one.requestId}/withdrawn/1`) };
}

/** What `habeas bounce` in a process of its own ends with, given a message. */
async function habeasBounce(message: string): Promise<{ status: unknown; said: string }> {
  const child = spawn(process.execPath, [join(root, 'bin', 'habeas.cjs'), 'bounce'], {
    env: { ...process.env, ...engine.env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  child.stdin.end(message);
  const [status] = (await once(child, 'close')) as [unknown];
  return { status, said: said.trim() };
}

const notification = (messageId: string) =>
  `Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; ${people.demo.email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <${people.demo.email}> unknown

--b
Content-Type: text/rfc822-headers

To: ${people.demo.email}
Message-ID: ${messageId}

--b--
`;

test(
  'When a letter bounces that was accepted, then staff get one task, clocks stay as they were, and nothing personal is kept',
  async () => {
    const one = await answered();
    const before = await ledgerOf(one);
    const first = await habeasBounce(notification(one.messageId));
    expect(first).toEqual({ status: 0, said: `${one.requestId}/withdrawn/1: bounced (5.1.1).` });
    expect(await habeasBounce(notification(one.messageId))).toEqual(first);
    const token = await engine.token('crm-system');
    const body = { messageId: one.messageId, report: 'bounced', code: '5.2.1' };
    expect(await engine.api.call('POST', '/v1/systems/delivery-reports', { token, body })).toEqual({
      status: 'bounced',
    });
    expect(await openTask(one, 'undeliverable')).toMatchObject({ reason: 'bouncedAfterSatisfied' });
    const chain = await evidenceOf(one);
    const bounces = chain.filter(({ type }) => type === 'noticeBounced');
    expect(bounces.map(({ facts }) => facts['code'])).toEqual(['5.1.1']);
    expect(JSON.stringify(bounces)).not.toContain(people.demo.email);
    expect(verifyChain(chain, { requestId: one.requestId })).toMatchObject({ ok: true });
    expect(await ledgerOf(one)).toEqual(before);
  },
  patience,
);

test(
  'When the report is of a letter that is not ours, then the process ends with 65 and names no address',
  async () => {
    const { status, said } = await habeasBounce(notification('<0123@elsewhere.example>'));
    expect(status).toBe(65);
    expect(said).toContain('no letter in this database');
    expect(said).not.toContain(people.demo.email);
  },
  patience,
);
