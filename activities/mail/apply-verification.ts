import type {
  EmailVerificationActivities,
  VerificationPurpose,
} from '../../workflows/email-verification/contract.ts';
import { emailVerificationWorkflowId } from '../../workflows/email-verification/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';

type Dependencies = Pick<ActivityDependencies, 'pool' | 'clock'>;

/**
 * What a proven mailbox means, by purpose: a SQL statement part that follows `used` (the request that has just been
 * marked used). A purpose whose pages are not built yet has none.
 */
const EFFECTS: Partial<Record<VerificationPurpose, string>> = {
  register_address: `, applied AS (
    UPDATE account a SET mail_address = used.mail_address, mail_confirmed_at = used.used_at
    FROM used WHERE a.id = used.account_id RETURNING a.id
  )`,
};

/**
 * Marks the request used, once, and does what its purpose says, with the audit row, in one statement. A repeat changes
 * nothing (R-046, R-049, I10).
 */
export function createApplyVerification({
  pool,
}: Dependencies): EmailVerificationActivities['applyVerification'] {
  return async ({ linkId, confirmedAt }) => {
    const { rows } = await pool.query<{ purpose: VerificationPurpose }>(
      'SELECT purpose FROM one_time_link WHERE id = $1',
      [linkId],
    );
    const purpose = rows[0]?.purpose;
    const effect = purpose && EFFECTS[purpose];
    if (effect === undefined) throw new Error(`nothing is known to do for the request ${linkId}`);
    await pool.query(
      `WITH used AS (
         UPDATE one_time_link SET used_at = $2, revision = revision + 1
         WHERE id = $1 AND used_at IS NULL RETURNING id, account_id, mail_address, used_at, purpose, university_id
       )${effect}
       INSERT INTO audit_entry (actor, action, entity, entity_id, after, university_id)
       SELECT $3, purpose, 'account', account_id::text, '{"mailConfirmed": true}', university_id FROM used`,
      [linkId, confirmedAt, `life:${emailVerificationWorkflowId(linkId)}`],
    );
  };
}

/** Closes the request's row, so that its page and a new request know. */
export function createCloseVerification({
  pool,
  clock,
}: Dependencies): EmailVerificationActivities['closeVerification'] {
  return async ({ linkId, outcome }) => {
    const column = outcome === 'superseded' ? 'superseded_at' : 'closed_at';
    await pool.query(
      `UPDATE one_time_link SET ${column} = $2, revision = revision + 1
       WHERE id = $1 AND used_at IS NULL AND ${column} IS NULL`,
      [linkId, clock()],
    );
  };
}
