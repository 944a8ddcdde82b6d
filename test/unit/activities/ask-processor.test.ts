import { askProcessor } from '../../../activities/ask-processor';
import type { CoreDeps } from '../../../activities';
import type { Identifier } from '../../../domain/connector';
import type { DataMap, ProcessorMap } from '../../../domain/data-map';
import { parseRequestId } from '../../../domain/ids';
import type { MailAnswer, RequestView } from '../../../domain/ports';
import { messageIdOf } from '../../../mail';
import { processorLetter } from '../../../mail/processor-letter';
import { collection, field, sole, storeMap } from '../../conformance/maps';
import { fakePersistence } from '../../support/fake-persistence';
import { testMap } from '../api/fixtures';

const requestId = parseRequestId('req_0123456789abcdefghjk')!;
const institute: ProcessorMap = {
  id: 'institute',
  title: { 'zh-CN': '调查公司', en: 'Institute' },
  purposes: [],
  contact: 'privacy@institute.example',
  answersWithin: 'P5D',
};
const store = storeMap({
  id: 'interviews',
  kind: 'email-processor',
  owner: 'institute',
  collections: [collection('interviews', { fields: [field('phone')] })],
});

/** A request whose plan has a letter to write, and a mail server that gives these answers in turn. */
async function world(
  answers: readonly MailAnswer[] = [],
  identifiers: readonly Identifier[] = [sole('phone', '+8613800000001')],
  processor: ProcessorMap = institute,
) {
  const books = fakePersistence();
  const map: DataMap = { ...testMap, processors: [processor], stores: [store] };
  const view = { requestId, right: 'deletion', dataMapVersion: map.version } as RequestView;
  books.memory.requests.set(requestId, view);
  Object.assign(books.dataMaps, { find: () => Promise.resolve(map) });
  const scope = {
    intent: { right: 'deletion' },
    located: { collections: [] },
    targets: [],
    retained: {},
    identifiers,
  };
  await books.vault.put(requestId, `work/${store.id}`, { steps: [], scope });
  const sent: { to: string; text: string }[] = [];
  const left = [...answers];
  const deps = {
    books,
    mailer: {
      send: (letter: { to: string; text: string }) => {
        sent.push(letter);
        return Promise.resolve(left.shift() ?? { status: 'accepted', replyCode: 250 });
      },
    },
    renderProcessorLetter: processorLetter,
    messageIdOf: (noticeId: string) => messageIdOf(noticeId, 'shop.example'),
    settings: { clocks: { zone: 'Asia/Shanghai' } },
    now: () => '2026-03-02T02:00:00Z',
  } as unknown as CoreDeps;
  const ask = (round = 1) => askProcessor(deps, { requestId, storeId: store.id, round });
  return { books, sent, ask, lines: () => books.recipients.list(requestId) };
}

describe('Asking a processor by letter', () => {
  test('When it runs again, then one letter has gone out and its time runs from the first', async () => {
    const { ask, sent, lines, books } = await world();
    expect([await ask(), await ask()]).toEqual([{ reason: 'asked' }, { reason: 'asked' }]);
    expect(sent.map(({ to }) => to)).toEqual(['privacy@institute.example']);
    expect(sent[0]?.text).toContain('2026-03-07');
    expect(await lines()).toMatchObject([
      {
        processorId: 'institute',
        state: 'asked',
        askedAt: '2026-03-02T02:00:00Z',
        answersBy: '2026-03-07T02:00:00Z',
      },
    ]);
    expect((await books.evidence.read(requestId)).map(({ type }) => type)).toEqual(['noticeAccepted']);
  });

  test('When the mail server asks for patience, then nobody was asked yet', async () => {
    const { ask, lines } = await world([{ status: 'later', replyCode: 451 }]);
    await expect(ask()).rejects.toMatchObject({ type: 'MailLater' });
    expect(await lines()).toEqual([]);
    expect(await ask()).toEqual({ reason: 'asked' });
  });

  test('When the mailbox is refused for good, then staff are told, and nobody was asked', async () => {
    const { ask, lines, books } = await world([{ status: 'refused', replyCode: 550 }]);
    expect(await ask()).toEqual({ reason: 'letterRefused' });
    expect(await lines()).toEqual([]);
    expect([...books.memory.tasks.values()]).toMatchObject([
      { kind: 'undeliverable', reason: 'mailRefused' },
    ]);
  });

  test('When nothing may name the person, or there is no mailbox, then no letter is written', async () => {
    const nameless = await world([], []);
    expect(await nameless.ask()).toEqual({ reason: 'noIdentifier' });
    const { contact: _contact, ...unknown } = institute;
    const mute = await world([], undefined, unknown);
    expect(await mute.ask()).toEqual({ reason: 'noContact' });
    expect([...nameless.sent, ...mute.sent]).toEqual([]);
  });
});
