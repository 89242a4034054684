import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** A token of 256 bits for a link, base64url (quality.md §4). Never stored or logged: only its hash is. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A code of six digits with leading zeros, for people whose mail filter drops links. */
export function createCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0');
}

/** @returns SHA-256 of a token, hex */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Six digits are quickly guessed from a plain hash, so the code's hash is keyed and bound to its request.
 * @returns HMAC-SHA-256, hex
 */
export function hashCode(code: string, linkId: string, secret: string): string {
  return createHmac('sha256', secret).update(`code:${linkId}:${code}`).digest('hex');
}

/** Compares two hex digests in constant time. */
export function sameDigest(a: string, b: string): boolean {
  const left = Buffer.from(a, 'hex');
  const right = Buffer.from(b, 'hex');
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}
