/** Long rather than contrived (NIST SP 800-63B): length is what makes guessing hard. */
export const STAFF_PASSWORD_LENGTH = { min: 12, max: 128 };

/** What is wrong with a new password of staff. */
export type StaffPasswordProblem = 'too_short' | 'too_long' | 'is_address' | 'repeats';

/**
 * A password of staff has at least twelve characters, any of them, is not the mail address or what stands before
 * its `@`, and not a few characters over and over. Characters count as people count them, not as bytes.
 * @returns why not, or null
 */
export function judgeStaffPassword(
  password: string,
  mailAddress: string,
): StaffPasswordProblem | null {
  const characters = [...password];
  if (characters.length < STAFF_PASSWORD_LENGTH.min) return 'too_short';
  if (characters.length > STAFF_PASSWORD_LENGTH.max) return 'too_long';
  const address = mailAddress.toLowerCase();
  const typed = password.toLowerCase();
  if (typed === address || typed === address.slice(0, address.lastIndexOf('@'))) {
    return 'is_address';
  }
  return new Set(characters).size < 4 ? 'repeats' : null;
}
