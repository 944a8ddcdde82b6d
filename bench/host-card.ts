import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { numberText } from './figure';

/** What must be known of a machine to read figures that were measured on it. */
export interface HostCard {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  /** Versions of the packages that the figures depend on. */
  readonly packages: Readonly<Record<string, string>>;
  readonly servers: readonly string[];
  /** Load of the last 1, 5 and 15 minutes at the start. */
  readonly load: readonly number[];
  readonly fsyncsPerSecond: number;
  readonly sha256MbPerSecond: number;
  readonly at: string;
}

const packages = ['@temporalio/worker', 'mongoose', 'mongodb', 'pg', 'canonicalize'] as const;

/** Reads the card; takes two seconds, in which disk and processor are tried. */
export function readHostCard(servers: readonly string[]): HostCard {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: totalmem() / 2 ** 30,
    node: process.version,
    packages: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    servers,
    load: loadavg(),
    fsyncsPerSecond: fsyncRate(1_000),
    sha256MbPerSecond: sha256Rate(1_000),
    at: new Date().toISOString(),
  };
}

/** The card for people. */
export function hostCardText(card: HostCard): string {
  const versions = Object.entries(card.packages).map(([name, version]) => `${name} ${version}`);
  return [
    `Host: ${card.cpu}, ${card.cores} cores, ${numberText(card.memoryGb)} GB, Node ${card.node}`,
    `  ${versions.join(', ')}`,
    ...card.servers.map((server) => `  ${server}`),
    `  load average ${card.load.map((load) => load.toFixed(2)).join(' ')} at ${card.at}`,
    `  ${numberText(card.fsyncsPerSecond)} fsyncs/s of 4 KB, SHA-256 ${numberText(card.sha256MbPerSecond)} MB/s`,
  ].join('\n');
}

function versionOf(name: string): string {
  const file = join(__dirname, '..', 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function fsyncRate(forMs: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-bench-'));
  const file = openSync(join(folder, 'fsync'), 'w');
  const page = Buffer.alloc(4096, 1);
  try {
    return perSecond(forMs, () => {
      writeSync(file, page, 0, page.length, 0);
      fsyncSync(file);
      return 1;
    });
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

function sha256Rate(forMs: number): number {
  const block = Buffer.alloc(2 ** 20, 7);
  return perSecond(forMs, () => {
    createHash('sha256').update(block).digest();
    return block.length / 1e6;
  });
}

function perSecond(forMs: number, work: () => number): number {
  const startedAt = performance.now();
  let done = 0;
  while (performance.now() - startedAt < forMs) done += work();
  return (done * 1_000) / (performance.now() - startedAt);
}
