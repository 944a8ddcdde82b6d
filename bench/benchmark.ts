import type { Figure } from './figure';
import type { BenchServers } from './servers';

/** What every benchmark is given. Servers and bundle are made when the first one asks for them. */
export interface BenchContext {
  /** Fewer repeats and smaller sizes: for trying out. */
  readonly quick: boolean;
  /** Full sizes, where a benchmark has them: for published figures. */
  readonly full: boolean;
  servers(): Promise<BenchServers>;
  /** The bundle of `workflows/`, as a worker loads it. */
  workflowBundle(): Promise<{ readonly code: string }>;
  /** Page with the metrics of this process's Temporal workers. */
  readonly workerMetricsUrl: string;
  say(line: string): void;
}

/** One benchmark. */
export interface Benchmark {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  run(context: BenchContext): Promise<readonly Figure[]>;
}
