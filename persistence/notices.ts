import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import { PersistenceError } from '../domain/port-errors';
import type { Notice, NoticeLedger } from '../domain/ports';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { count, optionalText, strictSchema, text } from './strict-schema';

interface NoticeDocument extends Omit<Notice, 'noticeId'> {
  readonly _id: string;
}

type ClaimedNotice = Parameters<NoticeLedger['begin']>[0];

const claimAttempts = 4;

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

  // False when it was sent, or refused for good, before and is so excluded by the filter, or when a claim at the same time was quicker.
  const claim = ({ noticeId, requestId, kind, messageId }: ClaimedNotice): Promise<boolean> =>
    upsertUnlessExcluded(() =>
      notices.updateOne(
        { _id: noticeId, status: trusted({ $nin: ['accepted', 'refused'] }) },
        {
          $inc: { attempts: 1 },
          $set: { status: 'queued' },
          $setOnInsert: { requestId, kind, messageId },
        },
        { upsert: true },
      ),
    );

  return {
    begin: async (notice) => {
      for (let attempt = 1; attempt <= claimAttempts; attempt += 1) {
        const isClaimed = await claim(notice);
        const found = await notices.findOne({ _id: notice.noticeId }).lean<NoticeDocument>();
        if (found !== null && (isClaimed || found.status !== 'queued')) return toNotice(found);
      }
      throw new PersistenceError('unavailable', 'Too many claims of one notice at once.');
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
