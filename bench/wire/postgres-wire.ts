const sslRequest = 80877103;
const gssRequest = 80877104;
const simpleQuery = 0x51; // Q
const parse = 0x50; // P

/** Reads the SQL statements out of what a client sends to a PostgreSQL server, chunk by chunk. */
export class PostgresStatementReader {
  #rest: Buffer = Buffer.alloc(0);
  #hasStarted = false;

  /** The statements that are complete with this chunk, as text. */
  push(chunk: Buffer): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (!this.#hasStarted && !this.#start()) return [];
    const statements: string[] = [];
    for (;;) {
      if (this.#rest.length < 5) return statements;
      const end = 1 + this.#rest.readInt32BE(1);
      if (this.#rest.length < end) return statements;
      const statement = statementIn(this.#rest.subarray(0, end));
      if (statement !== undefined) statements.push(statement);
      this.#rest = this.#rest.subarray(end);
    }
  }

  /** The messages before the log-in have no type. True once they are over. */
  #start(): boolean {
    while (this.#rest.length >= 8) {
      const length = this.#rest.readInt32BE(0);
      if (this.#rest.length < length) return false;
      const code = this.#rest.readInt32BE(4);
      this.#rest = this.#rest.subarray(length);
      if (code !== sslRequest && code !== gssRequest) {
        this.#hasStarted = true;
        return true;
      }
    }
    return false;
  }
}

function statementIn(message: Buffer): string | undefined {
  if (message[0] === simpleQuery) return textAt(message, 5);
  if (message[0] !== parse) return undefined;
  const nameEnd = message.indexOf(0, 5);
  return textAt(message, nameEnd + 1);
}

function textAt(message: Buffer, from: number): string {
  return message.toString('utf8', from, message.indexOf(0, from));
}

/** What a statement is for: `table` statements touch the store's data. */
export type StatementKind = 'table' | 'transaction' | 'session' | 'catalogue';

/** A statement's kind and, where it has one, the first table that it names. */
export function classifyStatement(text: string): { readonly kind: StatementKind; readonly table?: string } {
  const sql = text.trim().toLowerCase();
  if (/^(begin|start transaction|commit|rollback|savepoint|release)\b/.test(sql))
    return { kind: 'transaction' };
  if (/^set\b|\bset_config\(/.test(sql)) return { kind: 'session' };
  if (/\bpg_(?!typeof)[a-z_]+\b|information_schema/.test(sql)) return { kind: 'catalogue' };
  const table = /\b(?:from|update|into)\s+(?:"[a-z_]+"\.)?"?(?<table>[a-z_]+)"?/.exec(sql)?.groups?.['table'];
  return table === undefined ? { kind: 'session' } : { kind: 'table', table };
}
