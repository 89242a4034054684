import type { LinkPurpose } from '../../../domain/mail/link-purposes.ts';
import { changeAddress } from './change-address.ts';
import type { VerificationEffect } from './effect.ts';
import { registerAddress } from './register-address.ts';
import { resetSecondPassword } from './reset-second-password.ts';
import { staffInvitation } from './staff-invitation.ts';

/** By purpose, what a proven mailbox means; a purpose whose pages are not built yet has none. */
export const EFFECTS: Partial<Record<LinkPurpose, VerificationEffect>> = {
  register_address: registerAddress,
  change_address: changeAddress,
  reset_second_password: resetSecondPassword,
  staff_invitation: staffInvitation,
};
