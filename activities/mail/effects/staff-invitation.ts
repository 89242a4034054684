import type { VerificationEffect } from './effect.ts';

/**
 * A member of staff has accepted: with a password and an authenticator
 * (`{passwordHash, totpSecret, totpLastStep, recoveryCodeHashes}`) or at the university's identity provider
 * (`{subjectId}`). What let them in before is gone, and so is every session. A withdrawn access stays withdrawn.
 */
export const staffInvitation: VerificationEffect = {
  steps: `, applied AS (
    UPDATE staff_member s SET state = 'active',
      password_hash = proposal.data ->> 'passwordHash',
      totp_secret = proposal.data ->> 'totpSecret',
      totp_last_step = (proposal.data ->> 'totpLastStep')::bigint,
      subject_id = proposal.data ->> 'subjectId'
    FROM used, proposal WHERE s.id = used.staff_id AND s.state <> 'disabled' RETURNING s.id
  ), forgotten AS (
    DELETE FROM staff_recovery_code c USING applied WHERE c.staff_id = applied.id
  ), codes AS (
    INSERT INTO staff_recovery_code (staff_id, code_hash)
    SELECT applied.id, jsonb_array_elements_text(coalesce(proposal.data -> 'recoveryCodeHashes', '[]'))
    FROM applied, proposal
  ), ended AS (
    UPDATE session s SET ended_at = used.used_at, ended_because = 'password_changed'
    FROM used
    WHERE s.staff_id = used.staff_id AND s.ended_at IS NULL
      AND s.idle_expires_at > used.used_at AND s.absolute_expires_at > used.used_at
  )`,
  needsProposal: true,
  audit: { entity: 'staff_member', after: { invitationAccepted: true } },
};
