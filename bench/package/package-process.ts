import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createDeflateRaw } from 'node:zlib';
import { keptCollections, vaultDesk } from '../../activities/package-desk';
import type { KeptLine } from '../../activities/stores/kept-lines';
import { lineOf } from '../../activities/stores/kept-lines';
import { writeSorted } from '../../activities/stores/sorted-content';
import { packageSlot } from '../../activities/vault-slots';
import { seal } from '../../crypto/envelope';
import { newRequestId } from '../../crypto/ids';
import type { PackageInput, StoreDisclosure } from '../../domain/access-package';
import type { Vault } from '../../domain/ports';
import { loadAccessPackages } from '../../mail';
import { specimens } from '../../mail/notices/specimens';
import { openFileVault } from './file-vault';
import { recordsOf, storeNumber } from './stores';

/** What one run tells. */
export interface PackageRun {
  /** Bytes of all files, before packing. */
  readonly bytes: number;
  readonly keepSeconds: number;
  /** Seconds of CPU of all threads, of building and of the bare pipe. */
  readonly buildCpu: number;
  readonly pipeCpu: number;
  readonly buildSeconds: number;
  /** The same number of bytes through deflate, AES-GCM and SHA-256 alone, in the same process. */
  readonly pipeSeconds: number;
  readonly idleMb: number;
  readonly peakMb: number;
}

const stores = 50;
const mb = 1_000_000;
const rssMb = () => process.memoryUsage.rss() / mb;

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Measures in a process of its own: memory of nobody else counts. */
async function main(): Promise<void> {
  const target = Number(process.argv[2]) * mb;
  await runOnce(20); // loads and compiles what is used
  globalThis.gc?.();
  const idleMb = rssMb();
  const perRecord = (await runOnce(20)).bytes / (20 * stores);
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, rssMb())), 10);
  const run = await runOnce(Math.ceil(target / perRecord / stores));
  clearInterval(watch);
  const cpu = process.cpuUsage();
  const pipeSeconds = await barePipe(run.sample, run.bytes);
  const pipeCpu = cpuSince(cpu);
  const { bytes, keepSeconds, buildSeconds, buildCpu } = run;
  const told: PackageRun = {
    bytes,
    keepSeconds,
    buildSeconds,
    buildCpu,
    pipeSeconds,
    pipeCpu,
    idleMb,
    peakMb,
  };
  process.send?.(told);
}

async function runOnce(records: number) {
  const fileVault = await openFileVault(packageSlot);
  // The bench asks nothing else of a vault.
  const vault = fileVault as unknown as Vault;
  try {
    const requestId = newRequestId();
    const began = performance.now();
    const disclosures: StoreDisclosure[] = [];
    for (let number = 0; number < stores; number += 1) {
      const store = storeNumber(number);
      const lines = async function* (): AsyncGenerator<KeptLine> {
        for await (const record of recordsOf(number, records)) yield lineOf(store, record, []);
      };
      const kept = await writeSorted({ vault, requestId, store, slot: `records/${store.id}` }, lines());
      const outcome = { storeId: store.id, code: 'disclosed' as const, collections: [] };
      disclosures.push({ store, outcome, collections: keptCollections(vault, requestId, kept) });
    }
    const kept = performance.now();
    const desk = vaultDesk(vault, requestId);
    const cpu = process.cpuUsage();
    const notes: { tracks: { files: { bytes: number }[] }[] }[] = [];
    const built = await loadAccessPackages()(inputOf(requestId, disclosures), desk);
    const done = performance.now();
    const buildCpu = cpuSince(cpu);
    for (const name of built.leftOnDesk)
      if (/^part\/[^/]+\/[^/]+$/.test(name)) notes.push((await desk.recall(name)) as (typeof notes)[number]);
    const bytes = notes
      .flatMap(({ tracks }) => tracks.flatMap(({ files }) => files))
      .reduce((sum, file) => sum + file.bytes, 0);
    const sample = await sampleText();
    return {
      bytes,
      sample,
      buildCpu,
      keepSeconds: (kept - began) / 1_000,
      buildSeconds: (done - kept) / 1_000,
    };
  } finally {
    await fileVault.close();
  }
}

function inputOf(requestId: string, disclosures: readonly StoreDisclosure[]): PackageInput {
  return {
    requestId,
    format: 'access',
    locale: 'en',
    zone: 'Asia/Shanghai',
    generatedAt: '2026-03-19T08:00:00Z',
    controller: specimens[0]!.controller,
    regimes: [],
    purposes: [],
    processors: [],
    stores: disclosures,
    grounds: {},
    withholdings: [],
  };
}

/** Four megabytes of the same records: what the bare pipe is fed again and again. */
async function sampleText(): Promise<Buffer> {
  const lines: string[] = [];
  let length = 0;
  for await (const { values } of recordsOf(7, 100_000)) {
    const line = JSON.stringify(values);
    lines.push(line);
    length += line.length;
    if (length > 4 * mb) break;
  }
  return Buffer.from(lines.join('\n'));
}

async function barePipe(sample: Buffer, bytes: number): Promise<number> {
  const key = randomBytes(32);
  const began = performance.now();
  const digest = createHash('sha256');
  const deflate = createDeflateRaw();
  const sealed = (async () => {
    for await (const packed of deflate) seal(key, packed as Buffer, 'bench');
  })();
  for (let left = bytes; left > 0;) {
    for (let at = 0; at < sample.length && left > 0; at += 65_536) {
      const piece = sample.subarray(at, at + Math.min(65_536, left));
      digest.update(piece);
      left -= piece.length;
      if (!deflate.write(piece)) await once(deflate, 'drain');
    }
  }
  deflate.end();
  await sealed;
  return (performance.now() - began) / 1_000;
}

main().then(
  () => process.disconnect(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
