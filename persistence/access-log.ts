import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { AccessLine, AccessLog, RefusedAttempt } from '../domain/ports';
import { keysetPage, pageOf } from './keyset';
import { instantOf } from './plain-values';
import { actor, instant, optionalText, strictSchema, text } from './strict-schema';

interface LineDocument extends AccessLine {
  readonly _id: string;
  readonly orderAt: Date;
}

const schema = strictSchema<LineDocument>({
  _id: text,
  at: text,
  orderAt: instant,
  actor,
  action: text,
  requestId: optionalText,
  incidentId: optionalText,
  storeId: optionalText,
  allowed: { type: Boolean, required: true },
  code: optionalText,
});

/** Lines in the collection `access_log`; inserted, never changed. */
export function createAccessLog(connection: Connection): AccessLog {
  const lines = connection.model<LineDocument>('AccessLine', schema, 'access_log');
  return {
    write: async (line) => {
      await lines.create({ ...line, _id: `att_${randomUUID()}`, orderAt: instantOf(line.at) });
    },
    refused: async (cursor, limit) => {
      const { filter, sort, limit: readLimit } = keysetPage(cursor, limit, -1);
      const found = await lines
        .find({ ...filter, allowed: false })
        .sort(sort)
        .limit(readLimit)
        .lean<LineDocument[]>();
      return pageOf(found, limit, toAttempt);
    },
    findRefused: async (attemptId) => {
      const found = await lines.findOne({ _id: attemptId, allowed: false }).lean<LineDocument>();
      return found === null ? undefined : toAttempt(found);
    },
  };
}

function toAttempt({ _id, orderAt: _orderAt, allowed: _allowed, ...line }: LineDocument): RefusedAttempt {
  return { attemptId: _id, ...line };
}
