/** What a one-time link is for; the life `email-verification` is one for all of them. */
export type LinkPurpose =
  | 'register_address'
  | 'change_address'
  | 'begin_application'
  | 'add_student_number'
  | 'reset_passwords'
  | 'reset_second_password'
  | 'staff_invitation';
