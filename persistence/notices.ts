import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import { PersistenceError } from '../domain/port-errors';
import type { Notice, NoticeLedger } from '../domain/ports';
import { isDuplicate } from './driver-errors';
import { count, optionalText, strictSchema, text } from './strict-schema';

interface NoticeDocument extends Omit<Notice, 'noticeId'> {
  readonly _id: string;
}

const schema = strictSchema<NoticeDocument>({
  _id: text,
  requestId: text,
  kind: text,
  messageId: text,
  status: text,
  attempts: count,
  acceptedAt: optionalText,
  replyCode: { type: Number },
});

/** Notices in the collection `notices`; the notice id is the document's key. */
export function createNoticeLedger(connection: Connection): NoticeLedger {
  const notices = connection.model<NoticeDocument>('Notice', schema, 'notices');

  const claim = (notice: Parameters<NoticeLedger['begin']>[0]): Promise<NoticeDocument | null> =>
    notices
      .findOneAndUpdate(
        { _id: notice.noticeId, status: trusted({ $ne: 'accepted' }) },
        {
          $inc: { attempts: 1 },
          $set: { status: 'queued' },
          $setOnInsert: { requestId: notice.requestId, kind: notice.kind, messageId: notice.messageId },
        },
        { upsert: true, returnDocument: 'after' },
      )
      .lean<NoticeDocument>();

  return {
    begin: async (notice) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const claimed = await claim(notice);
          if (claimed !== null) return toNotice(claimed);
        } catch (error) {
          if (!isDuplicate(error)) throw error;
        }
        // Sent before, and so excluded by the filter; or another claim was quicker, and the next attempt finds it.
        const found = await notices.findOne({ _id: notice.noticeId }).lean<NoticeDocument>();
        if (found?.status === 'accepted') return toNotice(found);
        if (attempt === 4)
          throw new PersistenceError('unavailable', 'Too many claims of one notice at once.');
      }
    },
    finish: async (noticeId, status, at, replyCode) => {
      const change = { status, replyCode, ...(status === 'accepted' ? { acceptedAt: at } : {}) };
      // What a mail server has accepted stays accepted, whatever a late attempt says.
      const { matchedCount } = await notices.updateOne(
        { _id: noticeId, status: trusted({ $ne: 'accepted' }) },
        { $set: change },
      );
      if (matchedCount === 0 && (await notices.exists({ _id: noticeId })) === null)
        throw new PersistenceError('missing', 'There is no such notice.');
    },
    list: async (requestId) => {
      const found = await notices.find({ requestId }).sort({ _id: 1 }).lean<NoticeDocument[]>();
      return found.map(toNotice);
    },
  };
}

function toNotice({ _id, ...notice }: NoticeDocument): Notice {
  return { noticeId: _id, ...notice };
}
