/** One thing that is wrong with the environment. */
export interface ConfigProblem {
  readonly key: string;
  /** What was expected and what to do; never the value, which may be a secret. */
  readonly repair: string;
}

/** The process cannot start with this environment. The message lists every problem with its repair. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ key, repair }) => `  ${key}: ${repair}`);
    super(`The configuration is not usable (docs/api.md lists every key):\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
