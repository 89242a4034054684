/** What is known of the second password when somebody signs in. */
export interface SecondPasswordTry {
  /** Whether the account has one. */
  isSet: boolean;
  /** As it was typed. */
  typed: string;
  /** Whether what was typed is the account's second password. */
  matches: boolean;
}

/**
 * Left blank until one has been set, required from then on: at the first sign-in something typed is refused (nobody
 * can have a second password yet), later nothing typed is.
 */
export function isSecondPasswordRight({ isSet, typed, matches }: SecondPasswordTry): boolean {
  return isSet ? typed !== '' && matches : typed === '';
}
