import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { parseCaseId } from '../domain/ids';
import type { EvidenceEntry } from '../domain/evidence';
import type { CaseId } from '../domain/ids';
import { writePack, verifyPack } from '../evidence/pack';
import { PackError } from '../evidence/pack-error';
import { failureText } from '../evidence/verify';
import { openEvidence } from '../persistence/create-persistence';

/** Exit status when a chain is not in order. */
const brokenStatus = 1;
/** Exit status when nothing could be judged: wrong usage, no database, no such request, no pack. */
const unusableStatus = 2;

/** Where an export reads from. */
export interface EvidenceSource {
  head(caseId: CaseId): Promise<EvidenceEntry | undefined>;
  entries(caseId: CaseId, lastSeq: number): AsyncIterable<EvidenceEntry>;
  close(): Promise<void>;
}

const examples = `
Examples:
  $ habeas evidence export req_0123456789abcdefghjk > request.pack
  $ habeas evidence verify request.pack
  $ habeas evidence verify request.pack --head 5f2c… --json
  $ habeas evidence export req_0123456789abcdefghjk | habeas evidence verify -

Exit status of verify: 0 in order; 1 not in order, the first bad position is named; 2 not a pack, or wrong usage.`;

/**
 * `habeas evidence export REQUEST` and `habeas evidence verify PACK`. `connect` opens the database that the environment
 * names; verifying needs none.
 */
export function evidenceCommand(connect: () => Promise<EvidenceSource> = connectByEnvironment): Command {
  const evidence = new Command('evidence')
    .description('Export the evidence of a request or incident, and verify an export without any server')
    .addHelpText('after', examples);
  evidence
    .command('export')
    .description('Write the evidence pack of a request or incident to standard output')
    .argument('<case>', 'id of the request or incident, req_… or inc_…')
    .addHelpText(
      'after',
      '\nReads DSR_MONGODB_URI and DSR_MONGODB_DATABASE (default habeas). Needs no key: a pack holds no personal data.' +
        '\n\nExample:\n  $ habeas evidence export req_0123456789abcdefghjk > request.pack',
    )
    .action((text: string) => settle(() => exportPack(text, connect)));
  evidence
    .command('verify')
    .description('Verify an evidence pack; needs no server and no key')
    .argument('<pack>', 'file of the pack, or - for standard input')
    .option('--head <hash>', 'head noted elsewhere: shows whether the pack as a whole was rewritten')
    .option('--json', 'print the result as one JSON object')
    .addHelpText('after', examples)
    .action((pack: string, options: { readonly head?: string; readonly json?: boolean }) =>
      settle(() => verify(pack, options.head, options.json === true)),
    );
  for (const command of [evidence, ...evidence.commands]) command.exitOverride(endWithStatus);
  return evidence;
}

/** Commander ends with 1 on wrong usage; here 1 says that a chain is broken. */
function endWithStatus({ exitCode }: { readonly exitCode: number }): never {
  process.exit(exitCode === 0 ? 0 : unusableStatus);
}

async function settle(act: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await act();
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Failed for an unknown reason.');
    process.exitCode = unusableStatus;
  }
}

async function exportPack(text: string, connect: () => Promise<EvidenceSource>): Promise<number> {
  const caseId = parseCaseId(text);
  if (caseId === undefined)
    throw new Error(
      'Expected a request id or an incident id: req_ or inc_ and 20 characters of lower-case base 32.',
    );
  const source = await connect();
  try {
    const head = await source.head(caseId);
    if (head === undefined) throw new Error(`There is no evidence of ${caseId}.`);
    console.error(`Exporting ${head.seq} entries of ${caseId} …`);
    const exportedAt = new Date().toISOString();
    const manifest = { requestId: caseId, entries: head.seq, head: head.hash, exportedAt };
    // Entries appended from now on are left out: the pack ends where its manifest says.
    const lines = writePack(manifest, source.entries(caseId, head.seq));
    await pipeline(Readable.from(lines), process.stdout, { end: false });
    console.error(`Done. Note the head where the database's owner cannot change it: ${head.hash}`);
    return 0;
  } finally {
    await source.close();
  }
}

async function verify(path: string, head: string | undefined, json: boolean): Promise<number> {
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head))
    throw new Error('--head: expected 64 hexadecimal digits.');
  const { manifest, result, detail } = await judged(path, head);
  if (json) console.log(JSON.stringify({ requestId: manifest.requestId, ...result, detail }));
  else if (result.ok)
    console.log(
      `${manifest.requestId}: ${result.entries} entries in order. Head ${result.head}` +
        (head === undefined
          ? '\nWithout --head this does not show whether the whole pack was rewritten.'
          : ''),
    );
  else
    console.log(
      `${manifest.requestId}: NOT in order. First bad position: ${failureText(result)}` +
        (detail === undefined ? '' : `\n${detail}`),
    );
  return result.ok ? 0 : brokenStatus;
}

async function judged(path: string, head: string | undefined): ReturnType<typeof verifyPack> {
  try {
    return await verifyPack(path === '-' ? process.stdin : createReadStream(path), head);
  } catch (error) {
    const reason = error instanceof PackError ? error.message : 'the file cannot be read.';
    throw new Error(`${path} is no evidence pack: ${reason}`, { cause: error });
  }
}

function connectByEnvironment(): Promise<EvidenceSource> {
  const uri = process.env['DSR_MONGODB_URI'];
  if (!uri)
    throw new Error(
      'DSR_MONGODB_URI is not set. Set it to the address of the database, e.g. mongodb://127.0.0.1:27017/.',
    );
  return openEvidence({ uri, database: process.env['DSR_MONGODB_DATABASE'] ?? 'habeas' });
}
