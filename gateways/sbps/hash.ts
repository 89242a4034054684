import { createHash, timingSafeEqual } from 'node:crypto';
import { encodeShiftJis } from './shift-jis.ts';

/**
 * SHA-1 over the values one after the other and the hash key, in lower-case hex. Which bytes are hashed differs by
 * message: UTF-8 for what is asked (A01-1) and for the 結果CGI (A02-1), Shift_JIS for what the browser brings back
 * (A03-1) and for the XML interface; both confirmed with recorded messages.
 */
export function hashOf(
  values: readonly string[],
  hashKey: string,
  encoding: 'utf-8' | 'shift_jis',
): string {
  const text = values.join('') + hashKey;
  const bytes = encoding === 'utf-8' ? Buffer.from(text, 'utf8') : encodeShiftJis(text);
  return createHash('sha1').update(bytes).digest('hex');
}

/** In constant time; SBPS writes some of its hashes in capital letters. */
export function isSameHash(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given.toLowerCase()), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
