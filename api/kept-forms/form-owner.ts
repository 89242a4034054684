import { createHmac, timingSafeEqual } from 'node:crypto';

/** A form that lay open longer is not kept any more. Milliseconds. */
const READ_WITHIN = 3 * 86_400_000;

export interface FormOwner {
  accountId: string;
  /** Code of the university of the page. */
  university: string;
}

const macOf = (secret: string, { accountId, university }: FormOwner, minute: string) =>
  createHmac('sha256', secret)
    .update(`form-owner\0${university}\0${accountId}\0${minute}`)
    .digest();

/**
 * Says in a page's forms whose they are, so that it is still known when the session is not: it opens nothing, and
 * without the secret nobody can make one.
 * @returns letters, digits, `-`, `_` and dots
 */
export function writeFormOwner(secret: string, owner: FormOwner, now: Date): string {
  const minute = Math.floor(now.getTime() / 60_000).toString(36);
  return [owner.accountId, minute, macOf(secret, owner, minute).toString('base64url')].join('.');
}

/** @returns the account whose form it was, or null for what this service did not write for this university of late */
export function readFormOwner(
  secret: string,
  university: string,
  written: string,
  now: Date,
): string | null {
  const [accountId = '', minute = '', seal = ''] = written.split('.');
  const given = Buffer.from(seal, 'base64url');
  const right = macOf(secret, { accountId, university }, minute);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  return now.getTime() - parseInt(minute, 36) * 60_000 <= READ_WITHIN ? accountId : null;
}
