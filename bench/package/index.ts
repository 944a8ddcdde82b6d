import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark';
import type { Figure } from '../figure';
import type { PackageRun } from './package-process';

/** A package of 0.1 and 1 GB from fifty stores: memory above idle, and speed against a bare pipe of the same primitives. */
export const accessPackage: Benchmark = {
  name: 'package',
  about: 'an access package from 50 stores: memory, and speed against deflate, AES-GCM and SHA-256 alone',
  run: async ({ quick, say }) => {
    const sizes = quick ? [20, 100] : [100, 1_000];
    const runs: PackageRun[] = [];
    for (const size of sizes) {
      say(`Making a package of ${size} MB …`);
      runs.push(await measuredRun(size));
    }
    return runs.flatMap(figuresOf);
  },
};

function figuresOf(run: PackageRun): Figure[] {
  const { bytes, keepSeconds, buildSeconds, buildCpu, pipeSeconds, pipeCpu, idleMb, peakMb } = run;
  const size = `${(bytes / 1e9).toPrecision(2)} GB`;
  const speed = (seconds: number) => bytes / 1e6 / seconds;
  return [
    {
      name: `peak RSS while ${size} are kept and built`,
      nature: 'measured',
      value: peakMb,
      unit: 'MB',
      baseline: idleMb,
      target: { of: 'difference', atMost: 64 },
      note: 'Against the same process after a small package and garbage collection. The sealed package goes to a sink.',
    },
    {
      name: `MB/s of files built: ${size}`,
      nature: 'measured',
      value: speed(buildSeconds),
      unit: 'MB/s',
      baseline: speed(pipeSeconds),
      target: { of: 'ratio', atLeast: 0.8 },
      note: 'Bytes before packing; against a bare pipe of as many bytes through deflate, AES-GCM and SHA-256.',
    },
    {
      name: `MB of files built per CPU second: ${size}`,
      nature: 'measured',
      value: speed(buildCpu),
      unit: 'MB/s',
      baseline: speed(pipeCpu),
      note: 'The pipe formats nothing: what it is fed is there already.',
    },
    {
      name: `MB/s of files kept and built: ${size}`,
      nature: 'measured',
      value: speed(keepSeconds + buildSeconds),
      unit: 'MB/s',
      baseline: speed(pipeSeconds),
      note: 'With sorting, sealing and writing what the stores gave, and making it up in the first place.',
    },
  ];
}

async function measuredRun(sizeMb: number): Promise<PackageRun> {
  const register = join(__dirname, '..', '..', 'bin', 'register.cjs');
  const child = fork(join(__dirname, 'package-process.ts'), [String(sizeMb)], {
    execArgv: ['--expose-gc', '-r', register],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('The measured process ended before it answered.');
  });
  ended.catch(() => undefined);
  const [run] = (await Promise.race([once(child, 'message'), ended])) as [PackageRun];
  return run;
}
