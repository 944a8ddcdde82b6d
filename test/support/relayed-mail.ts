import { createTransport } from 'nodemailer';
import type { ScriptedReply, ScriptedSmtp } from '../integration/mail/scripted-smtp';
import { startScriptedSmtp } from '../integration/mail/scripted-smtp';
import type { Engine } from './engine';

/** A mail server with moods in front of the inbox of the sample company. */
export interface MoodyMail {
  readonly url: string;
  /** What it says to the next recipients, and after the next letters instead of 250; when used up, it accepts. */
  readonly recipient: ScriptedReply[];
  readonly afterData: ScriptedReply[];
  /** How often a letter with this Message-ID arrived in full, acknowledged or not. */
  arrivals(messageId: string): number;
  /** The engine, whose inbox shows what passed through here. */
  before(engine: Engine): Engine;
  stop(): Promise<void>;
}

/** Starts it; letters are handed on when somebody looks into the inbox. */
export async function startMoodyMail(): Promise<MoodyMail> {
  const recipient: ScriptedReply[] = [];
  const afterData: ScriptedReply[] = [];
  const smtp = await startScriptedSmtp({ recipient, afterData });
  return {
    url: `smtp://127.0.0.1:${smtp.port}`,
    recipient,
    afterData,
    arrivals: (messageId) => smtp.letters.filter(({ raw }) => raw.includes(messageId)).length,
    before: (engine) => {
      const { inbox } = engine.company;
      const handOn = relay(smtp, inbox.smtpUrl);
      const messages = async () => {
        await handOn();
        return inbox.messages();
      };
      return { ...engine, company: { ...engine.company, inbox: { ...inbox, messages } } };
    },
    stop: () => smtp.stop(),
  };
}

function relay(smtp: ScriptedSmtp, url: string): () => Promise<void> {
  const transport = createTransport(url);
  let done = 0;
  return async () => {
    for (const { recipients, raw } of smtp.letters.slice(done)) {
      done += 1;
      await transport.sendMail({ envelope: { from: 'privacy@hailan.example', to: [...recipients] }, raw });
    }
  };
}
