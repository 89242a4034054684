/**
 * What was typed into a form that was sent after its session had ended is kept for the person's next sign-in,
 * but nothing that opens a door.
 */

/** For how long, in days: whoever logs in again at all does so soon. */
export const KEPT_FOR_DAYS = 1;

/** Forms kept an account, at most: a later one pushes out the oldest. */
export const MOST_KEPT_FORMS = 5;

const SECRET_WORDS = new Set([
  'code',
  'cvc',
  'cvv',
  'otp',
  'passphrase',
  'passwd',
  'password',
  'passwords',
  'pin',
  'secret',
  'token',
  'totp',
]);

/** `newPassword2` → new, password; `card-pin` → card, pin. */
const wordsOf = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/**
 * Whether what was typed into a control of this name may be kept: not passwords, codes and tokens, and not what the
 * service itself puts into a form (names that begin with `_`).
 */
export const isKeptField = (name: string): boolean =>
  /^[a-z]/i.test(name) && !wordsOf(name).some((word) => SECRET_WORDS.has(word));
