import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collection, field, link, sole, storeMap } from '../../connector-kit';
import type { Rig } from '../../connector-kit';
import { createShelfConnector } from './shelf-connector';
import { lockShelf } from './shelf-file';
import type { Shelf } from './shelf-file';

const store = storeMap({
  id: 'shelf',
  // A kind of its own comes with a line in `storeKinds`.
  kind: 'manual',
  collections: [
    collection('members', {
      subjects: true,
      lookups: [
        { kind: 'customerNumber', field: 'number' },
        { kind: 'email', field: 'email' },
      ],
      fields: [
        field('number', { identity: 'customerNumber' }),
        field('email', { identity: 'email' }),
        field('name', { correctable: true }),
      ],
    }),
    collection('loans', { links: [link('member', 'members', 'id')], fields: [field('book')] }),
    collection('mailings', {
      lookups: [{ kind: 'email', field: 'email' }],
      fields: [field('email', { identity: 'email' }), field('news')],
      objection: { purpose: 'marketing', field: 'news', off: false },
    }),
  ],
});

const world = (): Shelf => ({
  members: [
    { id: 'z', number: 'CN-1', email: 'ZOË@example.com', name: 'Zoë Li', pin: 'unmapped-z' },
    { id: 'b', number: 'CN-4', email: 'ben@example.com', name: 'Ben Zhao', pin: 'unmapped-b' },
  ],
  loans: [
    { id: '1', member: 'z', book: 'Zoë reads' },
    { id: '2', member: 'z', book: 'Zoë reads on' },
    { id: '3', member: 'b', book: 'Ben reads' },
  ],
  mailings: [
    { id: '1', email: 'zoë@example.com', news: true },
    { id: '2', email: 'ben@example.com', news: true },
  ],
});
const isZoes = (line: string) => /Zo|zo|"z"/.test(line);

/** A shelf in a folder of its own; `stop` removes it. */
export async function startRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'shelf-'));
  const path = join(folder, 'shelf.json');
  const read = async () => JSON.parse(await readFile(path, 'utf8')) as Shelf;
  const write = (shelf: Shelf) => writeFile(path, JSON.stringify(shelf));
  const change = async (edit: (shelf: Shelf) => void) => {
    const shelf = await read();
    edit(shelf);
    await write(shelf);
  };
  return {
    store,
    connection: pathToFileURL(path).href,
    connect: createShelfConnector,
    person: [sole('customerNumber', 'CN-1'), sole('email', 'zoë@example.com')],
    keys: { members: ['z'], loans: ['1', '2'], mailings: ['1'] },
    correction: { collection: 'members', field: 'name', newValue: 'Zoë Li-Chen' },
    purpose: 'marketing',
    secrets: ['unmapped', 'Ben', 'ben'],
    reset: () => write(world()),
    content: async (withoutPerson) => {
      const lines = Object.entries(await read()).flatMap(([source, records]) =>
        records.map((record) => `${source} ${JSON.stringify(record)}`),
      );
      return lines.filter((line) => !withoutPerson || !isZoes(line)).join('\n');
    },
    stop: () => rm(folder, { recursive: true, force: true }),

    isAtomic: true,
    grow: () => change(({ mailings }) => mailings?.push({ id: '9', email: 'zoë@example.com', news: true })),
    refuse: async () => {
      await change(({ members }) => Object.assign(members?.[0] ?? {}, { sealed: true }));
      return () => change(({ members }) => delete members?.[0]?.['sealed']);
    },
    breakSchema: async () => {
      const before = await read();
      await change(({ mailings }) => mailings?.forEach((record) => delete record['email']));
      return () => write(before);
    },
    hold: () => lockShelf(store, path),
    wrongConnections: { wrongAddress: pathToFileURL(join(folder, 'no-such.json')).href },
    unproven: {
      proxy: 'a file has no wire',
      writes: 'a file has no wire',
      connectionAt: 'a file has no port',
      disguise: 'a file has no wire',
      ignoreWrites: 'a file does not pretend to have been written',
      hostileAnswers: 'a file is read as a whole, and is as large as its owner makes it',
    },
  };
}
