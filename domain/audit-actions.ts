/**
 * Every action that the record of actions may hold (I17, R-325), in the order in which its page offers them. What an
 * order's steps and the purposes of links are called there is what they are called elsewhere; each has words in
 * `staff.auditTrail.actions`.
 */
export const AUDIT_ACTIONS = [
  'account_opened',
  'signed_in',
  'signed_out',
  'session_ended',
  'sign_in_rejected',
  'sign_in_without_record',
  'sign_in_with_mixed_records',
  'sign_in_withheld',
  'single_sign_on_refused',
  'single_logout_refused',

  'link_requested',
  'register_address',
  'change_address',
  'mail_address_objected',
  'mail_bounced',
  'second_password_set',
  'second_password_changed',
  'second_password_change_refused',
  'reset_second_password',

  'order_placed',
  'payment_opened',
  'payment_renewed',
  'payment_expired',
  'paid',
  'payment_deadline',
  'cancel',
  'numbers_ready',
  'cannot_issue',
  'some_printed',
  'all_printed',
  'print_deadline',
  'refund',
  'refunded',
  'attention',
  'webhook_refused',

  'staff_invited',
  'staff_invited_again',
  'staff_invitation',
  'staff_not_invited',
  'staff_roles_changed',
  'staff_access_withdrawn',
  'staff_signed_in',
  'staff_signed_out',
  'staff_sign_in_rejected',
  'staff_code_rejected',
  'staff_recovery_codes_made',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What an entry may be about. */
export const AUDIT_ENTITIES = [
  'account',
  'session',
  'one_time_link',
  'order',
  'payment',
  'provider_event',
  'staff_member',
  'university',
] as const;
