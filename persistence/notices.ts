import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import { PersistenceError } from '../domain/port-errors';
import type { DeliveryReport, Notice, NoticeLedger, NoticeStatus } from '../domain/ports';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { count, optionalText, strictSchema, text } from './strict-schema';

interface NoticeDocument extends Omit<Notice, 'noticeId'> {
  readonly _id: string;
}

type ClaimedNotice = Parameters<NoticeLedger['begin']>[0];

const claimAttempts = 4;
/** A mail server has taken it: no attempt of ours that comes late may say otherwise. */
const taken: readonly NoticeStatus[] = ['accepted', 'delivered', 'bounced'];
/** Only these may still be sent. */
const sendable: NoticeStatus = 'queued';
/** What a report may follow on. A report may overtake our own note that the server accepted the letter. */
const beforeReport: Readonly<Record<DeliveryReport, readonly NoticeStatus[]>> = {
  delivered: ['queued', 'accepted'],
  bounced: ['queued', 'accepted', 'delivered'],
};

const schema = strictSchema<NoticeDocument>({
  _id: text,
  requestId: text,
  kind: text,
  messageId: text,
  status: text,
  attempts: count,
  acceptedAt: optionalText,
  statusAt: optionalText,
  reportCode: optionalText,
  replyCode: { type: Number },
});

/** Notices in the collection `notices`; the notice id is the document's key. */
export function createNoticeLedger(connection: Connection): NoticeLedger {
  const notices = connection.model<NoticeDocument>('Notice', schema, 'notices');

  // False when its fate is known and it is so excluded by the filter, or when a claim at the same time was quicker.
  const claim = ({ noticeId, requestId, kind, messageId }: ClaimedNotice): Promise<boolean> =>
    upsertUnlessExcluded(() =>
      notices.updateOne(
        { _id: noticeId, status: sendable },
        {
          $inc: { attempts: 1 },
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
        if (found !== null && (isClaimed || found.status !== sendable)) return toNotice(found);
      }
      throw new PersistenceError('unavailable', 'Too many claims of one notice at once.');
    },
    finish: async (noticeId, status, at, replyCode) => {
      const change = {
        status,
        statusAt: at,
        replyCode,
        ...(status === 'accepted' ? { acceptedAt: at } : {}),
      };
      // What a mail server has accepted stays accepted, whatever a late attempt says.
      const { matchedCount } = await notices.updateOne(
        { _id: noticeId, status: trusted({ $nin: taken }) },
        { $set: change },
      );
      if (matchedCount === 0 && (await notices.exists({ _id: noticeId })) === null)
        throw new PersistenceError('missing', 'There is no such notice.');
    },
    deliveryReport: async (messageId, report, code, at) => {
      await notices.updateOne(
        { messageId, status: trusted({ $in: beforeReport[report] }) },
        { $set: { status: report, statusAt: at, reportCode: code } },
      );
      const found = await notices.findOne({ messageId }).lean<NoticeDocument>();
      return found === null ? undefined : toNotice(found);
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
