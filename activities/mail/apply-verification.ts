import type { PoolClient } from 'pg';
import type { LinkPurpose } from '../../domain/mail/link-purposes.ts';
import { inTransaction } from '../../platform/transaction.ts';
import type { EmailVerificationActivities } from '../../workflows/email-verification/contract.ts';
import { emailVerificationWorkflowId } from '../../workflows/email-verification/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { EFFECTS } from './effects/index.ts';

type Dependencies = Pick<ActivityDependencies, 'pool' | 'clock'>;

interface LinkRow {
  purpose: LinkPurpose;
  usedAt: Date | null;
  objectedAt: Date | null;
}

/** Whoever confirms, objects or asks anew waits here for the others: first whose it is, then the request itself. */
async function lockLink(client: PoolClient, linkId: string): Promise<LinkRow> {
  await client.query(
    'SELECT 1 FROM account WHERE id = (SELECT account_id FROM one_time_link WHERE id = $1) FOR UPDATE',
    [linkId],
  );
  await client.query(
    'SELECT 1 FROM staff_member WHERE id = (SELECT staff_id FROM one_time_link WHERE id = $1) FOR UPDATE',
    [linkId],
  );
  const { rows } = await client.query<LinkRow>(
    `SELECT purpose, used_at AS "usedAt", objected_at AS "objectedAt" FROM one_time_link WHERE id = $1 FOR UPDATE`,
    [linkId],
  );
  const [row] = rows;
  if (!row) throw new Error(`there is no request ${linkId}`);
  return row;
}

/**
 * Marks the request used, once, and does what its purpose says, with the audit row, in one statement. A repeat changes
 * nothing (R-046, R-049, I10). An objection that was written down before is final: then nothing is done. Neither
 * is anything where another request has done it meanwhile: this one is then superseded.
 */
export function createApplyVerification({
  pool,
}: Dependencies): EmailVerificationActivities['applyVerification'] {
  return ({ linkId, confirmedAt, proposalId }) =>
    inTransaction(pool, async (client) => {
      const { purpose, usedAt, objectedAt } = await lockLink(client, linkId);
      if (usedAt) return 'applied';
      if (objectedAt) return 'objected';
      const effect = EFFECTS[purpose];
      if (effect === undefined) throw new Error(`nothing is known to do for the request ${linkId}`);
      const { rowCount } = await client.query(
        `WITH proposal AS (SELECT id, data FROM one_time_link_proposal WHERE id = $4 AND link_id = $1),
         used AS (
           UPDATE one_time_link SET used_at = $2, revision = revision + 1
           WHERE id = $1 AND (NOT $5 OR EXISTS (SELECT 1 FROM proposal)) AND ${effect.wantedWhile ?? 'true'}
           RETURNING id, account_id, staff_id, mail_address, old_address, used_at, purpose, university_id
         )${effect.steps}
         INSERT INTO audit_entry (at, actor, action, entity, entity_id, after, university_id)
         SELECT used_at, $3, purpose, $6, coalesce(account_id, staff_id)::text, $7, university_id FROM used`,
        [
          linkId,
          confirmedAt,
          `life:${emailVerificationWorkflowId(linkId)}`,
          proposalId ?? null,
          effect.needsProposal,
          effect.audit.entity,
          effect.audit.after,
        ],
      );
      if (rowCount !== 1 && effect.wantedWhile !== undefined) return 'superseded';
      if (rowCount !== 1) throw new Error(`nothing was proposed for the request ${linkId}`);
      await forgetProposals(client, linkId);
      return 'applied';
    });
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
    await forgetProposals(pool, linkId);
  };
}

async function forgetProposals(client: Pick<PoolClient, 'query'>, linkId: string): Promise<void> {
  await client.query('DELETE FROM one_time_link_proposal WHERE link_id = $1', [linkId]);
}
