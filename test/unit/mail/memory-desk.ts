import { createHash } from 'node:crypto';
import type { KeptFile, PackageDesk } from '../../../domain/access-package';

/** A desk in memory that says what lies on it; it can be told to fail, as a process that is killed does. */
export interface MemoryDesk extends PackageDesk {
  readonly pieces: Map<string, Uint8Array>;
  readonly notes: Map<string, unknown>;
  /** Names of all pieces in the order in which they were put. */
  readonly puts: string[];
  /** The package that was delivered. */
  readonly delivered: () => Buffer;
  /** From now on the n-th put fails. */
  failAfter(puts: number): void;
}

export function memoryDesk(files: ReadonlyMap<string, Uint8Array> = new Map()): MemoryDesk {
  const pieces = new Map<string, Uint8Array>();
  const notes = new Map<string, unknown>();
  const puts: string[] = [];
  let left = Number.POSITIVE_INFINITY;
  let whole = Buffer.alloc(0);
  return {
    pieces,
    notes,
    puts,
    delivered: () => whole,
    failAfter: (puts) => (left = puts),
    recall: (name) => Promise.resolve(structuredClone(notes.get(name))),
    note: (name, value) => Promise.resolve(void notes.set(name, structuredClone(value))),
    put: (name, bytes) => {
      if (left <= 0) return Promise.reject(new Error('killed'));
      left -= 1;
      puts.push(name);
      pieces.set(name, Uint8Array.from(bytes));
      return Promise.resolve();
    },
    get: (name) => Promise.resolve(pieces.get(name)!),
    openFile: async function* ({ slot }: KeptFile) {
      yield await Promise.resolve(files.get(slot)!);
    },
    deliver: async (content) => {
      const parts: Uint8Array[] = [];
      for await (const part of content) parts.push(Uint8Array.from(part));
      whole = Buffer.concat(parts);
      return { bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') };
    },
  };
}
