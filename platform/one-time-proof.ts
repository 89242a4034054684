import { createHash, createHmac } from 'node:crypto';

/** @returns SHA-256 of a link's token, hex: the token itself is never stored or logged (docs/decisions/0004) */
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
