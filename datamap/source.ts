import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Finding, MapPath } from './cross-checks';
import { DataMapError } from './data-map-error';
import type { DataMapErrorCode, DataMapProblem } from './data-map-error';

/** A map of a thousand stores is well below this; what is larger is no data map. */
const maxLength = 8 * 1024 * 1024;
/** Levels of nesting; the deepest right map has twelve. */
const maxDepth = 32;

/** A YAML file that was read, and remembers where everything in it stands. */
export interface Source {
  readonly content: unknown;
  /** Comments that ask somebody to look. */
  readonly reviewComments: readonly DataMapProblem[];
  /** The findings with their places, in order of lines. */
  readonly problemsAt: (findings: readonly Finding[]) => readonly DataMapProblem[];
  /** The error that refuses the file for these findings, in order of lines. */
  refusal(code: DataMapErrorCode, findings: readonly Finding[]): DataMapError;
}

/**
 * Reads YAML 1.2 of bounded size, depth and aliases.
 * @throws DataMapError `DSR_DATAMAP_UNREADABLE`
 */
export function readSource(yamlText: string, file: string): Source {
  const unreadable = (line: number, column: number, problem: string, repair: string): DataMapError =>
    new DataMapError('DSR_DATAMAP_UNREADABLE', [{ file, line, column, path: '', problem, repair }]);
  if (yamlText.length > maxLength) throw unreadable(1, 1, 'The file is larger than 8 MiB', 'Split it.');
  const deepLine = firstTooDeepLine(yamlText);
  if (deepLine !== undefined) {
    throw unreadable(deepLine, 1, `Nested deeper than ${maxDepth} levels`, 'Check brackets and indentation.');
  }

  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const [error] = document.errors; // the others are mostly consequences of the first
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const problem = `Not YAML: ${error.message.replace(/\.$/, '')}`;
    throw unreadable(line, col, problem, 'Repair the syntax at this place.');
  }
  const problemsAt = (findings: readonly Finding[]): readonly DataMapProblem[] => {
    const problems = findings.map(({ at, problem, repair }) => {
      const { line, col } = lines.linePos(offsetOf(document, at));
      return { file, line, column: col, path: formatPath(at), problem, repair };
    });
    return problems.sort((a, b) => a.line - b.line || a.column - b.column);
  };
  const refusal = (code: DataMapErrorCode, findings: readonly Finding[]): DataMapError =>
    new DataMapError(code, problemsAt(findings));
  const reviewComments = reviewCommentsOf(yamlText, file);
  try {
    // Limited, so that a few lines cannot unfold into gigabytes.
    return { content: document.toJS({ maxAliasCount: 100 }) as unknown, reviewComments, problemsAt, refusal };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(1, 1, `Not usable YAML: ${reason}`, 'Write the values out instead of using aliases.');
  }
}

/** Every `# REVIEW: …`; `habeas datamap draft` writes them, and whoever has looked removes them. */
function reviewCommentsOf(yamlText: string, file: string): readonly DataMapProblem[] {
  return yamlText.split('\n').flatMap((line, index): readonly DataMapProblem[] => {
    const found = /(?:^|\s)# REVIEW:? ?(.*)$/.exec(line);
    if (found === null) return [];
    const problem = `Waits for review: ${found[1]?.trim() ?? ''}`;
    const repair = 'Decide it, then remove the comment';
    return [{ file, line: index + 1, column: line.indexOf('# REVIEW') + 1, path: '', problem, repair }];
  });
}

/**
 * The first line that nests too deep by its brackets or by its indentation. Looked up before parsing: the parser itself
 * would overflow the stack on a hostile file.
 */
function firstTooDeepLine(yamlText: string): number | undefined {
  let open = 0;
  const index = yamlText.split('\n').findIndex((line) => {
    open = Math.max(0, open + (line.match(/[[{]/g)?.length ?? 0));
    const tooDeep = open > maxDepth || /^(?: {65}|(?: *[-?:] ){33})/.test(line);
    open = Math.max(0, open - (line.match(/[\]}]/g)?.length ?? 0));
    return tooDeep;
  });
  return index < 0 ? undefined : index + 1;
}

/** Where the named value begins; for what is missing or unknown, its key or its nearest surrounding. */
function offsetOf(document: Document, path: MapPath): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair.value;
    } else if (isSeq(node) && typeof step === 'number') next = node.items[step];
    if (!isNode(next)) break;
    node = next;
    offset = next.range?.[0] ?? offset;
  }
  return offset;
}

function formatPath(path: MapPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
