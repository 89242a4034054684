/** What a one-time link is for; the life `email-verification` is one for all of them. */
export type LinkPurpose =
  | 'register_address'
  | 'change_address'
  | 'begin_application'
  | 'add_student_number'
  | 'reset_passwords'
  | 'reset_second_password'
  | 'staff_invitation';

/**
 * Purposes after whose success mails say what was changed, to whom it concerns. It decides what the life
 * `email-verification` does: another purpose of open lives is added behind `patched()` only.
 */
export const PURPOSES_WITH_NOTICES: ReadonlySet<LinkPurpose> = new Set([
  'change_address',
  'reset_second_password',
]);

/**
 * Purposes whose person waits in the browser that asked, and may enter six digits there instead of opening the link.
 * For all others there are no digits, so that nobody can guess them.
 */
export const PURPOSES_WITH_CODE: ReadonlySet<LinkPurpose> = new Set([
  'register_address',
  'change_address',
]);
