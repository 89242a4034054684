/** What a second password must be like (R-060…R-064); a university may allow symbols. */
export interface PasswordRules {
  minLength: number;
  /** Longer ones are refused: hashing them would be a way to keep the service busy. */
  maxLength: number;
  needsUpperCase: boolean;
  needsLowerCase: boolean;
  needsDigit: boolean;
  /** Printable ASCII besides letters and digits. */
  allowsSymbols: boolean;
}

/** `letters_and_digits` and `no_wide_characters` are two forms of one rule: what other characters there may be. */
export type PasswordRule =
  | 'min_length'
  | 'upper_case'
  | 'lower_case'
  | 'digit'
  | 'letters_and_digits'
  | 'no_wide_characters'
  | 'max_length'
  | 'differs';

/** A rule that shows in the password itself. */
export interface WrittenRule {
  rule: Exclude<PasswordRule, 'differs'>;
  /** A regular expression (flag `u`) that a password matches which keeps the rule: server and page judge by the same. */
  pattern: string;
}

export interface JudgedRule {
  rule: PasswordRule;
  isMet: boolean;
}

/**
 * @returns the rules in force, in the order of the manual: R-060 (length, counted in characters as people see them, not
 *   in UTF-16 units), R-061 upper case, R-062 lower case, R-063 digit, R-064 nothing but half-width letters and digits
 *   (or any visible half-width character where symbols are allowed, X-05; a space is none), then the upper limit
 */
export function writtenRules(rules: PasswordRules): WrittenRule[] {
  const { minLength, maxLength, needsUpperCase, needsLowerCase, needsDigit } = rules;
  return [
    { rule: 'min_length', pattern: `^[^]{${minLength},}$` },
    ...when(needsUpperCase, { rule: 'upper_case', pattern: '[A-Z]' }),
    ...when(needsLowerCase, { rule: 'lower_case', pattern: '[a-z]' }),
    ...when(needsDigit, { rule: 'digit', pattern: '[0-9]' }),
    rules.allowsSymbols
      ? { rule: 'no_wide_characters', pattern: '^[!-~]*$' }
      : { rule: 'letters_and_digits', pattern: '^[A-Za-z0-9]*$' },
    { rule: 'max_length', pattern: `^[^]{0,${maxLength}}$` },
  ];
}

const when = (isInForce: boolean, rule: WrittenRule): WrittenRule[] => (isInForce ? [rule] : []);

/**
 * Judges a password as it was typed: nothing is trimmed, and full-width letters are not half-width ones.
 *
 * @param differsFrom passwords that it may not be, where they are known: the one it replaces, or the other password of
 *   an account that has two; without any there is no such rule
 * @returns every rule in force with its own state, so that a message can list exactly what is wrong
 */
export function judgePassword(
  rules: PasswordRules,
  password: string,
  { differsFrom = [] }: { differsFrom?: readonly string[] } = {},
): JudgedRule[] {
  const written = writtenRules(rules).map(({ rule, pattern }) => ({
    rule,
    isMet: new RegExp(pattern, 'u').test(password),
  }));
  if (differsFrom.length === 0) return written;
  return [...written, { rule: 'differs', isMet: !differsFrom.includes(password) }];
}
