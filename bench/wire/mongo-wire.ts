/** One command that a client sent to a MongoDB server. */
export interface MongoCommand {
  /** `find`, `insert`, … */
  readonly name: string;
  /** The collection, where the command names one. */
  readonly collection: string;
}

const headerBytes = 16;
const opMessage = 2013;
const bodySection = 0;
const stringElement = 2;
/** What drivers send to keep their connections, whatever the caller does. */
const upkeep: ReadonlySet<string> = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions']);

/** Reads the commands out of what a client sends, chunk by chunk, without holding more than one message. */
export class MongoCommandReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The commands that are complete with this chunk. */
  push(chunk: Buffer): MongoCommand[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const commands: MongoCommand[] = [];
    for (;;) {
      if (this.#rest.length < headerBytes) return commands;
      const length = this.#rest.readInt32LE(0);
      if (length < headerBytes || this.#rest.length < length) return commands;
      const command = commandIn(this.#rest.subarray(0, length));
      if (command !== undefined && !upkeep.has(command.name)) commands.push(command);
      this.#rest = this.#rest.subarray(length);
    }
  }
}

/** The first element of a message's body names the command; its value is the collection. */
function commandIn(message: Buffer): MongoCommand | undefined {
  const flagsEnd = headerBytes + 4;
  if (message.readInt32LE(12) !== opMessage || message[flagsEnd] !== bodySection) return undefined;
  const element = flagsEnd + 1 + 4;
  const nameEnd = message.indexOf(0, element + 1);
  if (nameEnd < 0) return undefined;
  const name = message.toString('utf8', element + 1, nameEnd);
  if (message[element] !== stringElement) return { name, collection: '' };
  const bytes = message.readInt32LE(nameEnd + 1);
  const from = nameEnd + 1 + 4;
  return { name, collection: message.toString('utf8', from, from + bytes - 1) };
}
