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
