import type { VerificationEffect } from './effect.ts';

/** Another address in place of the one before; who is signed in stays so. */
export const changeAddress: VerificationEffect = {
  steps: `, applied AS (
    UPDATE account a SET mail_address = used.mail_address, mail_confirmed_at = used.used_at, mail_bounced_at = NULL
    FROM used WHERE a.id = used.account_id RETURNING a.id
  )`,
  needsProposal: false,
  audit: { entity: 'account', after: { mailAddressChanged: true } },
};
