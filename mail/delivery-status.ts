import { MailError } from './mail-error';
import { messageIdsIn } from './message-id';

/** What a mail system reports of one letter. */
export interface DeliveryStatus {
  /** Message-ID of the letter, in angle brackets. */
  readonly messageId: string;
  /** `none`: nothing final, as of a letter that is only delayed or was handed on. */
  readonly report: 'delivered' | 'bounced' | 'none';
  /** Enhanced status code (RFC 3463), e.g. `5.1.1`. */
  readonly code: string;
}

interface Entity {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const statusTypes = ['message/delivery-status', 'message/global-delivery-status'];
const returnedTypes = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'];

/**
 * Reads a delivery status notification (RFC 3464): what became of the letter, and which letter it was. It looks at fields
 * only; addresses and diagnostic texts, which are personal, are not returned.
 * @throws {@link MailError} `deliveryStatus` when the message is none, or does not name the letter.
 */
export function readDeliveryStatus(message: string): DeliveryStatus {
  const entity = entityOf(message.replace(/\r\n?/g, '\n').replace(/^\n+/, ''));
  const parts = partsOf(entity);
  const status = parts.find((part) => statusTypes.includes(mediaTypeOf(part)));
  if (status === undefined)
    throw new MailError(
      'deliveryStatus',
      'The message is no delivery status notification: it has no part message/delivery-status (RFC 3464).',
    );
  const [letter = '', ...recipients] = fieldGroups(status.body);
  const returned = parts.find((part) => returnedTypes.includes(mediaTypeOf(part)));
  const messageId = messageIdOfLetter(fieldsOf(letter), returned, entity);
  return { messageId, ...outcomeOf(recipients.map(fieldsOf)) };
}

/** A message of ours has one recipient; if a mail system made several of it, one failure is a failure. */
function outcomeOf(
  recipients: readonly ReadonlyMap<string, string>[],
): Pick<DeliveryStatus, 'report' | 'code'> {
  const withAction = (action: string) =>
    recipients.find((fields) => fields.get('action')?.toLowerCase().startsWith(action) === true);
  const failed = withAction('failed');
  if (failed !== undefined) return { report: 'bounced', code: codeOf(failed, '5.0.0') };
  const delivered = withAction('delivered');
  if (delivered !== undefined) return { report: 'delivered', code: codeOf(delivered, '2.0.0') };
  return { report: 'none', code: codeOf(recipients[0] ?? new Map(), '4.0.0') };
}

function codeOf(fields: ReadonlyMap<string, string>, otherwise: string): string {
  return /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? otherwise;
}

/** From the returned letter; else from the envelope id that we gave it; else from what the notification answers to. */
function messageIdOfLetter(
  status: ReadonlyMap<string, string>,
  returned: Entity | undefined,
  { headers }: Entity,
): string {
  const inLetter = fieldsOf(fieldGroups(returned?.body ?? '')[0] ?? '').get('message-id');
  const envelope = status.get('original-envelope-id');
  const texts = [
    inLetter,
    envelope === undefined ? undefined : `<${envelope}>`,
    headers.get('in-reply-to'),
    headers.get('references'),
  ];
  for (const text of texts) {
    const found = messageIdsIn(text ?? '').at(-1);
    if (found !== undefined) return found;
  }
  throw new MailError(
    'deliveryStatus',
    'The notification does not name the letter: expected its headers, or an Original-Envelope-Id.',
  );
}

function entityOf(text: string): Entity {
  const end = text.indexOf('\n\n');
  const [head, body] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 2)];
  return { headers: fieldsOf(head), body };
}

/** The parts of a multipart; a message that is none is its own only part. */
function partsOf(entity: Entity): Entity[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(
    entity.headers.get('content-type') ?? '',
  );
  const line = boundary?.[1] ?? boundary?.[2];
  if (line === undefined) return [entity];
  // What stands before the first boundary is no part; what stands after the last one neither.
  const [, ...parts] = `\n${entity.body}`.split(`\n--${line}`);
  return parts
    .filter((part) => !part.startsWith('--'))
    .map((part) => entityOf(part.replace(/^[ \t]*\n/, '')));
}

function mediaTypeOf({ headers }: Entity): string {
  return (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function fieldGroups(body: string): string[] {
  return body.split(/\n[ \t]*\n/).filter((group) => group.trim() !== '');
}

/** Fields of a head or group by lower-case name, unfolded; of a repeated one the first counts. */
function fieldsOf(head: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}
