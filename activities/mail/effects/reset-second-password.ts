import type { VerificationEffect } from './effect.ts';

/**
 * A new second password in place of a forgotten one: that of the attempt which was the first, as argon2id hash
 * (`{secondPasswordHash}`). Whoever is signed in has to know the new one.
 */
export const resetSecondPassword: VerificationEffect = {
  steps: `, applied AS (
    UPDATE account a SET second_password_hash = proposal.data ->> 'secondPasswordHash',
      second_password_set_at = used.used_at
    FROM used, proposal WHERE a.id = used.account_id RETURNING a.id
  ), ended AS (
    UPDATE session s SET ended_at = used.used_at, ended_because = 'password_changed'
    FROM used
    WHERE s.account_id = used.account_id AND s.ended_at IS NULL
      AND s.idle_expires_at > used.used_at AND s.absolute_expires_at > used.used_at
  )`,
  needsProposal: true,
  audit: { entity: 'account', after: { secondPasswordReset: true } },
};
