import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import canonicalize from 'canonicalize';
import { newRequestId } from '../../crypto/ids';
import type { EvidenceEntry } from '../../domain/evidence';
import { verifyPack, writePack } from '../../evidence/pack';
import { verifyChain } from '../../evidence/verify';
import type { BenchContext } from '../benchmark';
import { inTurns } from '../cpu';
import type { Figure } from '../figure';
import { peakRssMb } from '../process-tree';
import { median } from '../statistics';
import { chainOf } from './entries';

/** Entries held in memory at once. */
const blockSize = 10_000;

/** Verification against a loop that does nothing but canonicalise and hash, and its memory. */
export async function verifyFigures(context: BenchContext): Promise<Figure[]> {
  const entries = context.quick ? 10_000 : 100_000;
  const pairs = context.quick ? 3 : 7;
  const folder = await mkdtemp(join(tmpdir(), 'habeas-bench-'));
  try {
    const large = await packOf(join(folder, 'large.ndjson'), entries);
    const small = await packOf(join(folder, 'small.ndjson'), 100);
    return [
      await inMemory(entries, pairs),
      await fromPack(large, entries, pairs),
      await memoryFigure(large, small, entries),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inMemory(entries: number, pairs: number): Promise<Figure> {
  const chain = [...chainOf(blockSize)];
  const repeats = entries / blockSize;
  const verify = () => {
    for (let at = 0; at < repeats; at += 1)
      if (!verifyChain(chain).ok) throw new Error('The chain is broken.');
  };
  const loop = () => {
    for (let at = 0; at < repeats; at += 1) for (const entry of chain) canonicaliseAndHash(entry);
  };
  verify();
  loop();
  const costs = await inTurns(pairs, verify, loop);
  return {
    name: `entries verified per CPU second, of ${entries.toLocaleString('en-US')} in memory, against a bare loop`,
    nature: 'measured',
    value: entries / median(costs.map(({ a }) => a.cpuSeconds)),
    baseline: entries / median(costs.map(({ b }) => b.cpuSeconds)),
    target: { of: 'ratio', atLeast: 0.6 },
  };
}

/** The plain loop: what any verifier must do at least. */
function canonicaliseAndHash({ hash: _hash, ...content }: EvidenceEntry): string {
  return createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex');
}

async function fromPack(file: string, entries: number, pairs: number): Promise<Figure> {
  const verify = async () => {
    const { result } = await verifyPack(createReadStream(file));
    if (!result.ok) throw new Error('The pack is broken.');
  };
  const loop = async () => {
    for await (const line of createInterface({ input: createReadStream(file) }))
      canonicaliseAndHash(JSON.parse(line) as EvidenceEntry);
  };
  await verify();
  await loop();
  const costs = await inTurns(pairs, verify, loop);
  return {
    name: `entries verified per CPU second, from a pack, against a loop that parses too`,
    nature: 'measured',
    value: entries / median(costs.map(({ a }) => a.cpuSeconds)),
    baseline: entries / median(costs.map(({ b }) => b.cpuSeconds)),
    target: { of: 'ratio', atLeast: 0.6 },
  };
}

async function memoryFigure(large: string, small: string, entries: number): Promise<Figure> {
  const [most, least] = [await peakOfVerifying(large), await peakOfVerifying(small)];
  return {
    name: `MB that \`habeas evidence verify\` takes for ${entries.toLocaleString('en-US')} entries beyond 100`,
    nature: 'measured',
    value: Math.max(0, most - least),
    unit: 'MB',
    target: { of: 'value', atMost: 100 },
  };
}

/** Peak memory of the command that an auditor runs, in MB. */
async function peakOfVerifying(file: string): Promise<number> {
  const bin = join(__dirname, '..', '..', 'bin', 'habeas.cjs');
  const child = spawn(process.execPath, [bin, 'evidence', 'verify', file], { stdio: 'ignore' });
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, peakRssMb(child.pid ?? 0) ?? 0);
  }, 20);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`habeas evidence verify ended with code ${String(code)}.`);
  return peak;
}

async function packOf(file: string, entries: number): Promise<string> {
  const requestId = newRequestId();
  const exportedAt = '2026-11-21T08:00:00.000Z';
  let head = '';
  for (const entry of chainOf(entries, requestId)) head = entry.hash;
  const manifest = { requestId, entries, head, exportedAt };
  await pipeline(Readable.from(writePack(manifest, chainOf(entries, requestId))), createWriteStream(file));
  return file;
}
