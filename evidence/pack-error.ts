/** A pack that cannot be read. `line` counts from 1; line 1 is the manifest. */
export class PackError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(`Line ${line}: ${message}`);
    this.name = 'PackError';
    this.line = line;
  }
}
