import type { VerificationEffect } from './effect.ts';

/**
 * The first address of an account, and only the first: of two registrations that are confirmed one upon the
 * other the later one changes nothing. A confirmed address is changed by `change_address`, which tells the old one.
 */
export const registerAddress: VerificationEffect = {
  wantedWhile:
    'EXISTS (SELECT 1 FROM account a WHERE a.id = one_time_link.account_id AND a.mail_confirmed_at IS NULL)',
  steps: `, applied AS (
    UPDATE account a SET mail_address = used.mail_address, mail_confirmed_at = used.used_at, mail_bounced_at = NULL
    FROM used WHERE a.id = used.account_id RETURNING a.id
  )`,
  needsProposal: false,
  audit: { entity: 'account', after: { mailConfirmed: true } },
};
