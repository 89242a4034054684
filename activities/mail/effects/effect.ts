/** What a proven mailbox means for one purpose. */
export interface VerificationEffect {
  /**
   * SQL condition on `one_time_link`, whose owner's row is locked: only while it holds is anything done. Without it, what
   * was asked for is always wanted.
   */
  wantedWhile?: string;
  /**
   * What is done, as parts of one SQL statement, each `, name AS (…)`. They follow `used`, the request that has just been
   * marked used (`id, account_id, staff_id, mail_address, old_address, used_at, university_id`), and `proposal`, the row
   * (`data`) that the attempt proposed, if it did.
   */
  steps: string;
  /** There is nothing to do without a proposal. */
  needsProposal: boolean;
  /** Whom the audit row is about, and what it says: facts, nothing personal (I17). */
  audit: { entity: 'account' | 'staff_member'; after: Readonly<Record<string, boolean>> };
}
