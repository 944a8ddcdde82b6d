import { createHash } from 'node:crypto';
import type { KeptCollection, KeptDisclosure } from '../../domain/access-package';
import type { StoreMap } from '../../domain/data-map';
import type { RequestId } from '../../domain/ids';
import type { Vault } from '../../domain/ports';
import type { TextLine } from '../../domain/text-lines';
import { textLines } from '../../domain/text-lines';
import type { KeptLine } from './kept-lines';
import { compareLines, parseLine } from './kept-lines';

/** Characters of lines that are sorted in memory at once. Sixteen stores may be read side by side. */
const sortedAtOnce = 250_000;
/** Contents merged at once: each needs a piece of its own in memory. */
const mergedAtOnce = 16;

/** Where a store's lines go. */
export interface LineTarget {
  readonly vault: Vault;
  readonly requestId: RequestId;
  readonly store: StoreMap;
  /** Slot of the vault; further ones beside it hold what comes out of order. */
  readonly slot: string;
}

/**
 * Writes a store's lines into the vault in order, in bounded memory, however the store gave them: the same records give the
 * same content. Lines that come in order are written as they come; others become contents of their own, merged at the end.
 */
export async function writeSorted(
  target: LineTarget,
  lines: AsyncIterable<KeptLine>,
): Promise<KeptDisclosure> {
  const source = sortedBatches(lines);
  let written: KeptDisclosure = { slot: target.slot, collections: [] };
  const slots: string[] = [];
  do {
    const slot = slots.length === 0 ? target.slot : `${target.slot}/${slots.length}`;
    written = await writeLines(target, slot, ascendingRun(source));
    slots.push(slot);
  } while ((await source.next()) !== undefined);
  while (slots.length > 1) {
    const group = slots.splice(0, mergedAtOnce);
    const [slot = target.slot] = group;
    // The content that is replaced can be read until the new one is whole.
    written = await writeLines(target, slot, merged(target, group));
    for (const done of group.slice(1)) await target.vault.remove(target.requestId, done);
    slots.push(slot);
  }
  return written;
}

interface Batches {
  /** The next batch in order, without taking it; `undefined` at the end. */
  next(): Promise<readonly KeptLine[] | undefined>;
  take(): void;
}

function sortedBatches(lines: AsyncIterable<KeptLine>): Batches {
  const iterator = lines[Symbol.asyncIterator]();
  let batch: readonly KeptLine[] | undefined;
  const fill = async (): Promise<readonly KeptLine[] | undefined> => {
    const filled: KeptLine[] = [];
    for (let size = 0; size < sortedAtOnce;) {
      const line = await iterator.next();
      if (line.done === true) break;
      filled.push(line.value);
      size += line.value.text.length;
    }
    return filled.length === 0 ? undefined : filled.sort(compareLines);
  };
  return { next: async () => (batch ??= await fill()), take: () => (batch = undefined) };
}

/** Lines in order, as long as the batches go on ascending. */
async function* ascendingRun(source: Batches): AsyncGenerator<KeptLine> {
  let last: KeptLine | undefined;
  for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
    const [first] = batch;
    if (last !== undefined && first !== undefined && compareLines(first, last) < 0) return;
    yield* batch;
    last = batch.at(-1);
    source.take();
  }
}

async function* merged(
  { vault, requestId, store }: LineTarget,
  slots: readonly string[],
): AsyncGenerator<KeptLine> {
  const runs = await Promise.all(
    slots.map(async (slot) => {
      const content = await vault.getStream(requestId, slot);
      if (content === undefined) throw new Error(`The slot ${slot} was removed while it was merged.`);
      return textLines(content.read());
    }),
  );
  const heads: { line: KeptLine; run: AsyncGenerator<TextLine> }[] = [];
  const advance = async (run: AsyncGenerator<TextLine>): Promise<void> => {
    const next = await run.next();
    if (next.done !== true) heads.push({ line: parseLine(store, next.value.text), run });
  };
  for (const run of runs) await advance(run);
  while (heads.length > 0) {
    const first = heads.reduce((least, head, at) => {
      const other = heads[least];
      return other !== undefined && compareLines(head.line, other.line) < 0 ? at : least;
    }, 0);
    const [taken] = heads.splice(first, 1);
    if (taken === undefined) return;
    yield taken.line;
    await advance(taken.run);
  }
}

async function writeLines(
  { vault, requestId, store }: LineTarget,
  slot: string,
  lines: AsyncIterable<KeptLine>,
): Promise<KeptDisclosure> {
  const tally = new Map<number, CollectionTally>();
  let at = 0;
  const content = async function* (): AsyncGenerator<Uint8Array> {
    for await (const line of lines) {
      const bytes = Buffer.from(`${line.text}\n`, 'utf8');
      const counted = tally.get(line.position) ?? newTally(at);
      tally.set(line.position, counted);
      countLine(counted, line, bytes);
      at += bytes.length;
      yield bytes;
    }
  };
  await vault.putStream(requestId, slot, content());
  const collections = [...tally].map(([position, { digest, fields, ...counts }]): KeptCollection => ({
    id: store.collections[position]?.id ?? '',
    ...counts,
    sha256: digest.digest('hex'),
    fields: [...fields].sort(),
  }));
  return { slot, collections };
}

interface CollectionTally {
  records: number;
  withheld: number;
  readonly from: number;
  to: number;
  readonly digest: ReturnType<typeof createHash>;
  readonly fields: Set<string>;
}

function newTally(at: number): CollectionTally {
  return { records: 0, withheld: 0, from: at, to: at, digest: createHash('sha256'), fields: new Set() };
}

function countLine(tally: CollectionTally, line: KeptLine, bytes: Buffer): void {
  tally.records += 1;
  tally.withheld += line.withheld;
  tally.to += bytes.length;
  tally.digest.update(bytes);
  for (const field of line.fields) tally.fields.add(field);
}
