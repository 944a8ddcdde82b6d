import type { Connection } from 'mongoose';
import type { Actor } from '../domain/actor';
import type { RequestId } from '../domain/ids';
import type { AccessLog } from '../domain/ports';
import { instantOf } from './plain-values';
import { actor, instant, optionalText, strictSchema, text } from './strict-schema';

interface AccessLine {
  readonly at: string;
  readonly orderAt: Date;
  readonly actor: Actor;
  readonly action: string;
  readonly requestId?: RequestId;
  readonly allowed: boolean;
  readonly code?: string;
}

const schema = strictSchema<AccessLine>({
  at: text,
  orderAt: instant,
  actor,
  action: text,
  requestId: optionalText,
  allowed: { type: Boolean, required: true },
  code: optionalText,
});

/** Lines in the collection `access_log`; inserted, never changed. */
export function createAccessLog(connection: Connection): AccessLog {
  const lines = connection.model<AccessLine>('AccessLine', schema, 'access_log');
  return {
    write: async (line) => {
      await lines.create({ ...line, orderAt: instantOf(line.at) });
    },
  };
}
