import type { EvidenceEntry } from '../domain/evidence';
import { parseCaseId } from '../domain/ids';
import type { CaseId } from '../domain/ids';
import { canonicalJson } from './canonical';
import { splitLines } from './lines';
import { PackError } from './pack-error';
import { isEntryProblem, isRecord, readEntry } from './read-entry';
import { ChainVerifier } from './verify';
import type { ChainResult } from './verify';

/** Form of a pack: NDJSON in UTF-8; the first line is the manifest, every other line one entry in canonical JSON. */
const packFormat = 'habeas-evidence-pack/1';

/** First line of a pack. */
export interface PackManifest {
  readonly format: typeof packFormat;
  /** The request or incident. */
  readonly requestId: CaseId;
  /** Number of entries that follow. */
  readonly entries: number;
  /** Hash of the last entry. */
  readonly head: string;
  /** UTC instant of the export. */
  readonly exportedAt: string;
}

/** A pack that is being read: the manifest at once, the entries as a stream, each with its line as it stands there. */
export interface OpenPack {
  readonly manifest: PackManifest;
  readonly entries: AsyncIterable<{ readonly entry: EvidenceEntry; readonly line: string }>;
}

/** The lines of a pack, each with its newline. Streams: nothing but one entry is held at a time. */
export async function* writePack(
  manifest: Omit<PackManifest, 'format'>,
  entries: Iterable<EvidenceEntry> | AsyncIterable<EvidenceEntry>,
): AsyncGenerator<string> {
  yield `${canonicalJson({ format: packFormat, ...manifest })}\n`;
  for await (const entry of entries) yield `${canonicalJson(entry)}\n`;
}

/**
 * Reads a pack strictly: unknown members, empty lines and over-long lines are refused with their position. Hashes and
 * order are for {@link verifyPack}.
 * @throws {@link PackError} here for the manifest, while iterating for an entry.
 */
export async function readPack(chunks: AsyncIterable<string | Uint8Array>): Promise<OpenPack> {
  const lines = splitLines(chunks)[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) throw new PackError(1, 'the pack is empty.');
  return { manifest: readManifest(first.value), entries: readEntries(lines) };
}

/**
 * Verifies a whole pack without server or keys, in constant memory. `expectedHead` is a head known from elsewhere: only
 * with one does a pack that was rewritten as a whole, manifest included, come to light.
 * @throws {@link PackError} when the manifest cannot be read: then it is no pack.
 */
export async function verifyPack(
  chunks: AsyncIterable<string | Uint8Array>,
  expectedHead?: string,
): Promise<{ readonly manifest: PackManifest; readonly result: ChainResult; readonly detail?: string }> {
  const { manifest, entries } = await readPack(chunks);
  const { requestId, entries: count, head } = manifest;
  const verifier = new ChainVerifier({ requestId, entries: count, head });
  let detail: string | undefined;
  try {
    for await (const { entry, line } of entries) {
      verifier.next(entry, line);
      if (verifier.decided) break;
    }
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    detail = error.message;
    verifier.fail('malformed');
  }
  const result = judgeHead(verifier.finish(), expectedHead);
  return { manifest, result, ...(detail === undefined ? {} : { detail }) };
}

function judgeHead(result: ChainResult, expectedHead: string | undefined): ChainResult {
  if (!result.ok || expectedHead === undefined || result.head === expectedHead) return result;
  const position = { seq: result.entries, index: Math.max(0, result.entries - 1) };
  return { ok: false, reason: 'head-mismatch', position };
}

async function* readEntries(
  lines: AsyncIterator<string>,
): AsyncGenerator<{ entry: EvidenceEntry; line: string }> {
  let number = 1;
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return;
    number += 1;
    const entry = readEntry(parseLine(next.value, number));
    if (isEntryProblem(entry))
      throw new PackError(number, `member "${entry.member}": expected ${entry.expected}.`);
    yield { entry, line: next.value };
  }
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new PackError(number, 'expected one JSON object.');
  }
}

function readManifest(line: string): PackManifest {
  const value = parseLine(line, 1);
  if (!isRecord(value) || value['format'] !== packFormat)
    throw new PackError(1, `expected a manifest of format "${packFormat}".`);
  const { requestId, entries, head, exportedAt, ...others } = value;
  const unknown = Object.keys(others).find((name) => name !== 'format');
  if (unknown !== undefined) throw new PackError(1, `member "${unknown}": expected no such member.`);
  const caseId = typeof requestId === 'string' ? parseCaseId(requestId) : undefined;
  if (caseId === undefined)
    throw new PackError(1, 'member "requestId": expected the id of a request or incident.');
  if (typeof entries !== 'number' || !Number.isSafeInteger(entries) || entries < 0)
    throw new PackError(1, 'member "entries": expected a whole number.');
  if (typeof head !== 'string' || !/^[0-9a-f]{64}$/.test(head))
    throw new PackError(1, 'member "head": expected 64 hexadecimal digits.');
  if (typeof exportedAt !== 'string' || Number.isNaN(Date.parse(exportedAt)))
    throw new PackError(1, 'member "exportedAt": expected a UTC instant.');
  const manifest: PackManifest = { format: packFormat, requestId: caseId, entries, head, exportedAt };
  if (line !== canonicalJson(manifest)) throw new PackError(1, 'expected the manifest in canonical JSON.');
  return manifest;
}
