import { createHmac, randomBytes } from 'node:crypto';

const HOW_MANY = 10;
/** Without letters that look or sound like others (Crockford's base 32). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** @returns ten codes of 60 bits for the day the phone is lost: `7KQ2-M9XD-04TZ` */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: HOW_MANY }, () => {
    const letters = [...randomBytes(LENGTH)].map((byte) => LETTERS[byte % 32]).join('');
    return letters.replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** What people make of a code when they copy it from paper: O for 0, I and L for 1, small letters, no hyphens. */
const normalise = (typed: string) =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '');

/** Whether somebody typed a recovery code where the six digits go. */
export const looksLikeRecoveryCode = (typed: string): boolean => normalise(typed).length === LENGTH;

/** @returns how a code is kept: a keyed hash, so that the table alone lets nobody in */
export const hashRecoveryCode = (secret: string, staffId: string, typed: string): string =>
  createHmac('sha256', secret)
    .update(`recovery:${staffId}:${normalise(typed)}`)
    .digest('hex');
