import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { RuleError } from '../domain/clock-error';
import type { RuleBook } from '../domain/rule-book';
import { builtInRules } from '../domain/rules';
import { parseControllerRules, withControllerRules } from '../domain/rules/controller-rules';
import type { ControllerRules } from '../domain/rules/controller-rules';

/** The file of a controller's own rules cannot be used. The message begins with `file:line:column`, as editors follow it. */
export class ControllerRulesError extends Error {
  /** Why: that of the {@link RuleError}, or `DSR_RULES_FILE_UNREADABLE`. */
  readonly code: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  constructor(code: string, file: string, place: { line: number; col: number }, problem: string) {
    super(`${file}:${place.line}:${place.col}: ${problem}`);
    this.name = 'ControllerRulesError';
    this.code = code;
    this.line = place.line;
    this.column = place.col;
  }
}

/**
 * Reads a controller's own rules (YAML 1.2, `DSR_RULES_FILE`) and proves that they go on top of `book`. Each `version`
 * is written as a date, `2026.11.21`; the hash that seals the content is added here, so nobody has to compute one.
 * @throws {@link ControllerRulesError} for a file that cannot be read, is no YAML, or breaks the schema or the law.
 */
export function loadControllerRules(file: string, book: RuleBook = builtInRules): ControllerRules {
  const lines = new LineCounter();
  const document = readYaml(file, lines);
  try {
    const rules = parseControllerRules(sealAll(document.toJS({ maxAliasCount: 100 })));
    withControllerRules(book, rules);
    return rules;
  } catch (error) {
    const [path, code] = error instanceof RuleError ? [error.path, error.code] : ['', unreadable];
    const problem = error instanceof Error ? error.message : String(error);
    throw new ControllerRulesError(code, file, lines.linePos(offsetOf(document, path)), problem);
  }
}

const unreadable = 'DSR_RULES_FILE_UNREADABLE';

function readYaml(file: string, lines: LineCounter): Document {
  const document = parseDocument(readText(file), {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
  });
  const [error] = document.errors; // the others are mostly consequences of the first
  if (error !== undefined)
    throw new ControllerRulesError(
      unreadable,
      file,
      lines.linePos(error.pos[0]),
      `Not YAML: ${error.message}`,
    );
  return document;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ControllerRulesError(unreadable, file, { line: 1, col: 1 }, `Cannot be read: ${reason}`);
  }
}

/** The whole file and each rule set and calendar year in it, sealed. What is no list is left to the parser to refuse. */
function sealAll(raw: unknown): unknown {
  if (!isRecord(raw)) return raw;
  const sealed: Record<string, unknown> = { ...raw };
  for (const field of ['regimes', 'calendars']) {
    const parts = sealed[field];
    if (Array.isArray(parts)) sealed[field] = parts.map(seal);
  }
  return seal(sealed);
}

/** A hash that came with a copied rule file says nothing about the edited copy: it is always computed anew. */
function seal(raw: unknown): unknown {
  if (!isRecord(raw) || typeof raw['version'] !== 'string') return raw;
  const { version, ...content } = raw;
  const hash = createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex');
  return { ...raw, version: `${version.split('+')[0] ?? ''}+${hash.slice(0, 12)}` };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where the value of a path such as `regimes[0].clocks[2].unit` begins; for what is missing, its nearest surrounding. */
function offsetOf(document: Document, path: string): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    } else {
      node = isSeq(node) ? node.items[Number(step)] : undefined;
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}
