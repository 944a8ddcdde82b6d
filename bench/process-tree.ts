import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks per second in /proc; 100 on every Linux that is in use. */
const ticksPerSecond = 100;

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  /** Own and of children that ended and were waited for, in seconds. */
  readonly cpuSeconds: number;
}

/** Reads one line of /proc/PID/stat. The command may hold spaces and brackets, so fields count from its last bracket. */
export function parseStat(stat: string): ProcessLine {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), cpuSeconds: ticks / ticksPerSecond };
}

/** The processes below some roots, the roots included. */
function treeOf(roots: readonly number[]): ProcessLine[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readIfThere(`/proc/${name}/stat`) ?? [])
    .map(parseStat);
  const children = new Map<number, ProcessLine[]>();
  for (const line of all) children.set(line.parent, [...(children.get(line.parent) ?? []), line]);
  const withChildren = (line: ProcessLine): ProcessLine[] => [
    line,
    ...(children.get(line.pid) ?? []).flatMap(withChildren),
  ];
  return all.filter(({ pid }) => roots.includes(pid)).flatMap(withChildren);
}

/** CPU seconds that processes and all below them have used so far. */
export function cpuSecondsOf(roots: readonly number[]): number {
  return treeOf(roots).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

/**
 * Memory of processes and all below them, in MB, as proportional set size: what they share is counted once. Undefined
 * where the kernel does not tell.
 */
export function memoryMbOf(roots: readonly number[]): number | undefined {
  let kilobytes = 0;
  for (const { pid } of treeOf(roots)) {
    const pss = kilobytesIn(readIfThere(`/proc/${pid}/smaps_rollup`), 'Pss');
    if (pss === undefined) return undefined;
    kilobytes += pss;
  }
  return kilobytes / 1_024;
}

/** Highest resident memory of one process so far, in MB. */
export function peakRssMb(pid: number): number | undefined {
  return toMb(kilobytesIn(readIfThere(`/proc/${pid}/status`), 'VmHWM'));
}

/** The number of kilobytes after a name in a file of /proc. */
export function kilobytesIn(text: string | undefined, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text ?? '');
  return found === null ? undefined : Number(found[1]);
}

const toMb = (kilobytes: number | undefined): number | undefined =>
  kilobytes === undefined ? undefined : kilobytes / 1_024;

/** Processes come and go while we look. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
