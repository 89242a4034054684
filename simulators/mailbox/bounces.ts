import type { StoredMessage } from './message-store.ts';

/** Why a mail comes back, as RFC 3463 numbers it. */
const STATUS = /^[245]\.\d{1,3}\.\d{1,3}$/;
export const isStatus = (text: string) => STATUS.test(text);

const BOUNDARY = 'returned-to-sender';

/**
 * The delivery status notification (RFC 3464) with which a mail server returns a mail that it had accepted: to the
 * sender of the envelope, with the mail itself.
 * @param status `5.1.1` means never, `4.2.2` not now
 */
export function deliveryReport({ envelope, raw }: StoredMessage, status: string): Buffer {
  const original = Buffer.from(raw, 'base64');
  const [recipient = ''] = envelope.to;
  const head = [
    'From: Mail Delivery System <MAILER-DAEMON@mailbox.town.example>',
    `To: ${envelope.from}`,
    `Delivered-To: ${envelope.from}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${BOUNDARY}"`,
    '',
    `--${BOUNDARY}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'This mail could not be delivered.',
    `--${BOUNDARY}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mailbox.town.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${status.startsWith('5') ? 'failed' : 'delayed'}`,
    `Status: ${status}`,
    '',
    `--${BOUNDARY}`,
    'Content-Type: message/rfc822',
    '',
    '',
  ];
  const tail = `\r\n--${BOUNDARY}--\r\n`;
  return Buffer.concat([Buffer.from(head.join('\r\n')), original, Buffer.from(tail)]);
}

/**
 * Hands the notification to whoever takes returned mails.
 * @returns the HTTP status of the answer
 */
export async function returnToSender(
  url: string,
  message: StoredMessage,
  status: string,
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'message/rfc822' },
    body: new Uint8Array(deliveryReport(message, status)),
    signal: AbortSignal.timeout(10_000),
  });
  await response.body?.cancel();
  return response.status;
}
