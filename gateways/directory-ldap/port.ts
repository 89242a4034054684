/** What the product asks of a university's directory: is this the password of this person? */
export interface DirectoryGateway {
  /**
   * Never throws: whatever goes wrong is an answer. Takes no longer than the adapter's time limit.
   *
   * @param input `userId` normalised by the caller (NFKC, trimmed); `password` exactly as typed
   */
  authenticate(input: { userId: string; password: string }): Promise<DirectoryAnswer>;
}

export type DirectoryAnswer =
  /** `userId` as the directory writes it: `A2401001` and `a2401001` are one person. */
  | { kind: 'accepted'; userId: string }
  /** No such person, or not this person's password; which of the two is not told. */
  | { kind: 'rejected' }
  /** Nobody can say whether the password is right: not the person's mistake. */
  | {
      kind: 'unavailable';
      reason: DirectoryProblem;
      /** For the log: the step and the result code, never a name, an ID or a password. */
      detail?: string;
    };

/**
 * - `down`: refuses connections, closes them, or says that it is busy
 * - `slow`: no answer within the time limit
 * - `untrusted`: its certificate is of an unknown authority, of another host, or past its time
 * - `referral`: it sends us to another directory, which we do not follow with passwords in hand
 * - `ambiguous`: several entries for one user ID
 * - `misconfigured`: our account, search base or attribute does not fit this directory
 */
export type DirectoryProblem =
  'down' | 'slow' | 'untrusted' | 'referral' | 'ambiguous' | 'misconfigured';
