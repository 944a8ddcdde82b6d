import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRequestId } from '../../../crypto/ids';
import { draftOf, ownDatabase } from './support';
import type { OwnDatabase } from './support';

const root = join(__dirname, '..', '..', '..');
const start = `require('./cli/evidence.ts').evidenceCommand().parseAsync(process.argv.slice(1), { from: 'user' })`;
const folder = mkdtempSync(join(tmpdir(), 'habeas-pack-'));
const requestId = newRequestId();
let own: OwnDatabase;
let database: Record<string, string>;
let pack: string;

/** Runs `habeas evidence …` as a process of its own. */
function habeas(args: readonly string[], env: Record<string, string> = {}, input?: string) {
  const { DSR_MONGODB_URI: _uri, ...rest } = process.env;
  const child = spawn(process.execPath, ['-r', './bin/register.cjs', '-e', start, '--', ...args], {
    cwd: root,
    env: { ...rest, ...env },
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined).end(input);
  return new Promise<{ status: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (status) =>
      resolve({ status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    ),
  );
}

function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

beforeAll(async () => {
  own = await ownDatabase();
  database = { DSR_MONGODB_URI: own.uri, DSR_MONGODB_DATABASE: own.database };
  await own.books.evidence.append(requestId, [draftOf('a'), draftOf('b'), draftOf('c')]);
  const exported = await habeas(['export', requestId], database);
  expect(exported).toMatchObject({ status: 0 });
  pack = exported.out;
});
afterAll(() => own.drop());

describe('habeas evidence', () => {
  it('When a request is exported, then the pack verifies without any server, and its head is the chain’s', async () => {
    const { hash } = (await own.books.evidence.read(requestId))[2]!;
    const path = fileOf('whole.pack', pack);
    const verified = await habeas(['verify', path]);
    expect(verified).toMatchObject({ status: 0 });
    expect(verified.out).toContain(`${requestId}: 3 entries in order. Head ${hash}`);
    const asJson = await habeas(['verify', '-', '--json', '--head', hash], {}, pack);
    expect(asJson.status).toBe(0);
    expect(JSON.parse(asJson.out)).toEqual({ requestId, ok: true, entries: 3, head: hash });
  });

  it('When one entry was edited, then verify ends with 1 and names it', async () => {
    const path = fileOf('edited.pack', pack.replace('"key":"b"', '"key":"x"'));
    const verified = await habeas(['verify', path]);
    expect(verified.status).toBe(1);
    expect(verified.out).toContain('First bad position: entry 2 (seq 2): the entry was changed');
    const asJson = await habeas(['verify', path, '--json']);
    expect(asJson.status).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject({
      ok: false,
      reason: 'hash-mismatch',
      position: { seq: 2, index: 1 },
    });
  });

  it.each([
    ['the file is missing', ['verify', join(folder, 'none')], 'cannot be read'],
    ['the file is no pack', ['verify', join(root, 'package.json')], 'is no evidence pack: Line 1'],
    ['the head is none', ['verify', join(folder, 'whole.pack'), '--head', 'x'], '64 hexadecimal digits'],
    ['an option is unknown', ['verify', 'x', '--frobnicate'], 'unknown option'],
    ['the pack is not named', ['verify'], 'missing required argument'],
    ['the command is unknown', ['forge'], 'unknown command'],
    ['the request id is none', ['export', '../x'], 'Expected a request id'],
    ['no database is named', ['export', requestId], 'DSR_MONGODB_URI is not set'],
  ])('When %s, then it ends with 2 and says what to do', async (_, args, message) => {
    const result = await habeas(args);
    expect(result.status).toBe(2);
    expect(result.err).toContain(message);
    expect(result.out).toBe('');
  });

  it('When there is no evidence of a request, then the export ends with 2 and writes nothing', async () => {
    const result = await habeas(['export', newRequestId()], database);
    expect(result).toMatchObject({ status: 2, out: '' });
  });

  it('When help is asked for, then it ends with 0 and shows examples', async () => {
    const result = await habeas(['verify', '--help']);
    expect(result.status).toBe(0);
    expect(result.out).toContain('$ habeas evidence verify request.pack');
  });

  it('When the pack is read by a person, then it is one line of JSON per entry and ends with a newline', () => {
    const lines = readFileSync(fileOf('read.pack', pack), 'utf8').split('\n');
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe('');
  });
});
