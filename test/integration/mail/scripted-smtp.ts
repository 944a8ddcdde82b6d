import type { AddressInfo } from 'node:net';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { SMTPServer } from 'smtp-server';

/** A letter as the server took it. */
export interface TakenLetter {
  readonly recipients: readonly string[];
  readonly raw: string;
}

/** A reply that the server gives instead of its usual one. `drop`: it hangs up without a word. */
export type ScriptedReply = { readonly code: number; readonly text: string } | 'drop';

/** What the server says at each step, one reply per attempt; when the list is used up it accepts. */
export interface SmtpScript {
  readonly greeting?: ScriptedReply[];
  readonly sender?: ScriptedReply[];
  readonly recipient?: ScriptedReply[];
  /** After the whole letter was received, before the 250. */
  readonly afterData?: ScriptedReply[];
  readonly options?: SMTPServerOptions;
  /** Called with the session of each letter that was received in full. */
  readonly onLetter?: (session: SMTPServerSession) => void;
}

/** A real SMTP server that follows a script. */
export interface ScriptedSmtp {
  readonly port: number;
  readonly letters: TakenLetter[];
  readonly connections: () => number;
  stop(): Promise<void>;
}

export async function startScriptedSmtp(script: SmtpScript = {}): Promise<ScriptedSmtp> {
  const letters: TakenLetter[] = [];
  let connections = 0;
  const follow = (
    replies: ScriptedReply[] | undefined,
    session: { id: string },
    done: (error?: Error | null) => void,
  ) => {
    const reply = replies?.shift();
    if (reply === undefined) {
      done();
      return;
    }
    if (reply === 'drop') {
      hangUp(server, session.id);
      return;
    }
    done(Object.assign(new Error(reply.text), { responseCode: reply.code }));
  };
  const server: SMTPServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 200,
    ...script.options,
    onConnect: (session, done) => {
      connections += 1;
      follow(script.greeting, session, done);
    },
    onMailFrom: (_address, session, done) => follow(script.sender, session, done),
    onRcptTo: (_address, session, done) => follow(script.recipient, session, done),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        letters.push({
          recipients: session.envelope.rcptTo.map((to) => to.address),
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        script.onLetter?.(session);
        follow(script.afterData, session, done);
      });
    },
  });
  server.on('error', () => undefined); // a client that hangs up is part of the play
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    letters,
    connections: () => connections,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Cuts the line of one session without a word. */
function hangUp(server: SMTPServer, sessionId: string): void {
  for (const connection of server.connections) {
    const { id, _socket: socket } = connection as unknown as { id: string; _socket: { destroy(): void } };
    if (id === sessionId) socket.destroy();
  }
}
