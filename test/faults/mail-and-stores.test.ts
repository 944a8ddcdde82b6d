import { waitUntil } from '../../cli/demo/journey';
import { parseRequestId } from '../../domain/ids';
import { people } from '../../examples/sample-company/people';
import type { NewsletterSender } from '../../examples/sample-company/newsletter-sender';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  changesSince,
  closed,
  completePaper,
  effectsSince,
  evidenceOf,
  fourEyes,
  ledgerOf,
  openTask,
  proposed,
  storesOf,
  submitVerified,
} from '../support/journeys';
import type { MoodyMail } from '../support/relayed-mail';
import { startMoodyMail } from '../support/relayed-mail';
import type { UrlProxy } from '../support/tcp-proxy';
import { startUrlProxy } from '../support/tcp-proxy';
import { startWorkerProcess } from '../support/worker-process';

const patience = 240_000;

let engine: Engine;
let mail: MoodyMail;
let shop: UrlProxy;
const stops: (() => Promise<void>)[] = [];

/** A worker whose mail and whose shop are reached through what this test may break. */
beforeAll(async () => {
  const plain = await startEngine({ worker: false });
  stops.push(() => plain.stop());
  mail = await startMoodyMail();
  shop = await startUrlProxy(plain.pgUrl);
  const worker = startWorkerProcess({ ...plain.env, DSR_SMTP_URL: mail.url, DSR_STORE_SHOP: shop.url });
  stops.push(
    () => mail.stop(),
    () => shop.stop(),
    () => worker.kill(),
  );
  engine = mail.before(plain);
}, patience);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const completionOf = ({ requestId }: Case) => `${requestId}/completion/1`;

async function noticesOf(one: Case, type: 'noticeAccepted' | 'noticeRefused'): Promise<unknown[]> {
  const chain = await evidenceOf(one);
  return chain.filter((entry) => entry.type === type).map(({ facts }) => facts['noticeId']);
}

test(
  'When the mail server asks for patience, and later hangs up after the letter, then the person reads each letter once',
  async () => {
    mail.recipient.push({ code: 451, text: 'Greylisted, try again in 1 seconds' });
    const one = await submitVerified(engine, people.demo, 'deletion');
    expect(mail.arrivals(engine.parts.core.messageIdOf(`${one.requestId}/acknowledgement/1`))).toBe(1);
    await proposed(one, 'plan');
    mail.afterData.push('drop');
    await approve(one, fourEyes);
    await completePaper(one);
    await closed(one);
    // Arrived twice under one Message-ID, which mail programs show once.
    expect(mail.arrivals(engine.parts.core.messageIdOf(completionOf(one)))).toBe(2);
    expect((await noticesOf(one, 'noticeAccepted')).filter((id) => id === completionOf(one))).toHaveLength(1);
  },
  patience,
);

test(
  'When the mailbox is gone for good, then staff get a task and the request goes on',
  async () => {
    const one = await submitVerified(engine, people.upperCase, 'deletion');
    await proposed(one, 'plan');
    mail.recipient.push({ code: 550, text: 'No such mailbox' });
    await approve(one, fourEyes);
    await completePaper(one);
    await closed(one);
    expect(await openTask(one, 'undeliverable')).toMatchObject({ requestId: one.requestId });
    expect(await noticesOf(one, 'noticeRefused')).toEqual([completionOf(one)]);
    // Nobody was answered: the clock is not satisfied by a letter that came back.
    expect(new Set((await ledgerOf(one)).map(({ status }) => status))).toEqual(new Set(['running']));
  },
  patience,
);

test(
  'When a store is down, then the others are worked on, and it follows when it is back',
  async () => {
    const { customerNumber } = people.decomposed;
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.decomposed, 'deletion');
    await proposed(one, 'plan');
    shop.cut();
    await approve(one, fourEyes);
    await completePaper(one);
    const progress = () => engine.parts.books.stores.list(parseRequestId(one.requestId)!);
    await waitUntil('the other stores', async () => {
      const codes = (await progress())
        .filter(({ storeId }) => storeId !== 'shop')
        .map((line) => line.outcome?.code);
      return codes.length === 3 && codes.every((code) => code !== undefined) ? true : undefined;
    });
    const meanwhile = await changesSince(engine, before);
    expect([...meanwhile.changed, ...meanwhile.removed]).not.toContain(`customers/${customerNumber}`);

    shop.mend();
    const status = await closed(one);
    expect(status.stores.map(({ outcome }) => outcome?.code)).not.toContain('unknown');
    const after = await changesSince(engine, before);
    expect([...after.changed, ...after.removed]).toContain(`customers/${customerNumber}`);
  },
  patience,
);

const faults: readonly (readonly [
  string,
  (sender: NewsletterSender) => void,
  (typeof people)[keyof typeof people],
])[] = [
  ['loses its answer', (sender) => sender.loseNextAnswer(), people.noOrders],
  ['hangs', (sender) => sender.hangNext(1), people.hostOfGuestWriter],
  ['answers 500', (sender) => sender.failNext(3, 500), people.processorOnly],
];

test.each(faults)(
  'When a processor %s, then it erases once',
  async (_, spoil, person) => {
    const sent = engine.company.newsletter.effects().length;
    const one = await submitVerified(engine, person, 'deletion');
    await proposed(one, 'plan');
    spoil(engine.company.newsletter);
    await approve(one, fourEyes);
    await completePaper(one);
    const status = await closed(one);
    expect(effectsSince(engine, sent)).toEqual([{ kind: 'erasure', count: 1 }]);
    expect(status.stores.find(({ storeId }) => storeId === 'newsletter')?.outcome).toMatchObject({
      code: 'deleted',
      proof: { kind: 'receipt' },
    });
  },
  patience,
);
