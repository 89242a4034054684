import { createHmac, timingSafeEqual } from 'node:crypto';

/** 80 bits, in hexadecimal: mail hosts may write the part before the @ in lower case. */
const SEAL_LENGTH = 20;
const BOUNCE = /^b\+([0-9a-f]{32})\.([0-9a-f]{20})@/i;

function sealOf(id: string, secret: string): string {
  return createHmac('sha256', secret).update(`bounce:${id}`).digest('hex').slice(0, SEAL_LENGTH);
}

/**
 * Where a mail comes back to when it cannot be delivered: an address of its own (VERP), so that it is known which mail
 * came back, and a seal that only we can make. It stands in the envelope alone; nobody sees it as a sender.
 *
 * @param mailId UUID of the row in mail_message
 * @param senderAddress of the university; the address is in the same domain
 */
export function bounceAddress(mailId: string, senderAddress: string, secret: string): string {
  const id = mailId.replaceAll('-', '').toLowerCase();
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
  return `b+${id}.${sealOf(id, secret)}@${domain}`;
}

/** @returns the UUID of the mail that came back, or null for an address that we did not make */
export function mailOfBounceAddress(address: string, secret: string): string | null {
  const [, written, seal] = BOUNCE.exec(address) ?? [];
  if (!written || !seal) return null;
  const id = written.toLowerCase();
  const expected = Buffer.from(sealOf(id, secret));
  if (!timingSafeEqual(expected, Buffer.from(seal.toLowerCase()))) return null;
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
