import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 in lower-case hex over the parts, joined by points; the instant (Unix seconds) comes first. */
export function signatureOf(secret: string, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac('sha256', secret);
  parts.forEach((part, index) => {
    if (index > 0) hmac.update('.');
    hmac.update(part);
  });
  return hmac.digest('hex');
}

/** Compares in constant time; hex of either case. */
export function isSameSignature(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given.toLowerCase()), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
