import type { UniversityProfile } from '../../domain/university/profile.ts';

/**
 * How students sign in:
 *
 * - `directory`: on our page, with the ID and password of the university's directory
 * - `directory_with_second_password`: the same and a second password of this service
 * - `saml`: at the university's identity provider
 */
export type StudentDoor = 'directory' | 'directory_with_second_password' | 'saml';

/**
 * Which of them the students of a university have: a matter of its settings alone.
 * @returns null where students cannot sign in
 */
export function studentDoor({ signIn, secondPassword }: UniversityProfile): StudentDoor | null {
  switch (signIn.student?.kind) {
    case 'saml':
      return 'saml';
    case 'ldap':
      return secondPassword.student ? 'directory_with_second_password' : 'directory';
    case undefined:
      return null;
  }
}
