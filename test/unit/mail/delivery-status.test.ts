import { readDeliveryStatus } from '../../../mail/delivery-status';
import { messageIdOf } from '../../../mail/message-id';

const messageId = messageIdOf('req_0123456789abcdefghjk/completion/1', 'shop.example');

interface Notification {
  readonly action?: string;
  readonly status?: string;
  readonly returned?: string;
  readonly head?: string;
  readonly perMessage?: string;
  readonly boundary?: string;
}

/** A notification as Postfix writes it. */
function notification(change: Notification = {}): string {
  const { action = 'failed', status = '5.1.1', boundary = '9B095B5ADSN=_9B095/mail', head = '' } = change;
  const { perMessage = 'X-Postfix-Queue-ID: 9B095B5ADSN' } = change;
  const { returned = `Return-Path: <bounces@shop.example>\nSubject: x\nMessage-ID: ${messageId}` } = change;
  return `From: MAILER-DAEMON@mail.example (Mail Delivery System)
To: bounces@shop.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
${head}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="${boundary}"
Message-Id: <20260320103001.9B095@mail.example>

This is a MIME-encapsulated message.

--${boundary}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
Action: delivered

--${boundary}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
${perMessage}
Arrival-Date: Fri, 20 Mar 2026 10:30:00 +0000 (UTC)

Final-Recipient: rfc822; lin@example.com
Original-Recipient: rfc822;lin@example.com
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 550 5.1.1 <lin@example.com>: Recipient address
    rejected: User unknown

--${boundary}
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

${returned}

--${boundary}--
`;
}

describe('what is no delivery status notification', () => {
  test.each([
    ['nothing', ''],
    [
      'an out-of-office answer',
      'From: lin@example.com\nContent-Type: text/plain\n\nI am away.\nAction: failed\n',
    ],
    ['a multipart without report', notification().replace('message/delivery-status', 'text/plain')],
    ['a multipart without its parts', notification().split('\n\n')[0]!],
    ['bytes', '\u0000\u0001\ufffd:\n\n\n--'],
  ])('When it is %s, then it is refused with what was expected', (_what, message) => {
    expect(() => readDeliveryStatus(message)).toThrow(/no part message\/delivery-status/);
  });

  test('When no part names the letter, then that is said', () => {
    expect(() => readDeliveryStatus(notification({ returned: 'Subject: x' }))).toThrow(
      /does not name the letter/,
    );
  });

  test('When it fails, then neither address nor diagnosis is in the error', () => {
    const broken = notification({ returned: 'Message-ID: lin@example.com' });
    expect(() => readDeliveryStatus(broken)).toThrow(/^((?!lin@).)*$/);
  });
});

describe('delivery status notifications', () => {
  test.each([
    ['failed', '5.1.1', 'bounced', '5.1.1'],
    ['Failed', '5.2.2 (mailbox full)', 'bounced', '5.2.2'],
    ['failed', 'unknown', 'bounced', '5.0.0'],
    ['delivered', '2.1.5', 'delivered', '2.1.5'],
    ['delayed', '4.4.1', 'none', '4.4.1'],
    ['relayed', '2.0.0', 'none', '2.0.0'],
    ['expanded', '2.0.0', 'none', '2.0.0'],
    ['', '', 'none', '4.0.0'],
  ])('When the action is %p with status %p, then the letter is %s', (action, status, report, code) => {
    expect(readDeliveryStatus(notification({ action, status }))).toEqual({ messageId, report, code });
  });

  test('When one of several recipients failed, then the letter bounced', () => {
    const two = notification({ action: 'delivered', status: '2.0.0' }).replace(
      'Remote-MTA: dns; mx.example.com',
      'Remote-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 5.7.1',
    );
    expect(readDeliveryStatus(two)).toEqual({ messageId, report: 'bounced', code: '5.7.1' });
  });

  test('When lines end with CR LF, or a pipe put a line before it, then it reads the same', () => {
    const expected = { messageId, report: 'bounced', code: '5.1.1' };
    expect(readDeliveryStatus(notification().replace(/\n/g, '\r\n'))).toEqual(expected);
    expect(readDeliveryStatus(`\n${notification()}`)).toEqual(expected);
  });

  test('When the whole letter comes back, folded and with a Message-ID in its text, then its own head counts', () => {
    const returned = `Subject: x\nMessage-ID:\n ${messageId}\n\nMessage-ID: <other@evil.example>\n`;
    const whole = notification({ returned }).replace('text/rfc822-headers', 'message/rfc822');
    expect(readDeliveryStatus(whole).messageId).toBe(messageId);
  });

  test.each([
    ['the envelope id', { perMessage: `Original-Envelope-Id: ${messageId.slice(1, -1)}` }],
    ['what it answers to', { head: `In-Reply-To: ${messageId}\n` }],
    ['its references', { head: `References: <a@b.example> ${messageId}\n` }],
  ])('When the letter itself is not returned, then %s names it', (_what, change) => {
    expect(readDeliveryStatus(notification({ returned: '', ...change })).messageId).toBe(messageId);
  });

  test('When the boundary is bare or the type is in capitals, then the parts are found', () => {
    const bare = notification({ boundary: 'abc123' }).replace('"abc123"', 'abc123');
    expect(readDeliveryStatus(bare).report).toBe('bounced');
    const loud = notification().replace(
      'Content-Type: message/delivery-status',
      'CONTENT-TYPE: Message/Delivery-Status',
    );
    expect(readDeliveryStatus(loud).report).toBe('bounced');
  });
});
