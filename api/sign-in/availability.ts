import type { UniversityProfile } from '../../domain/university/profile.ts';

/**
 * Whether students sign in on this service's own page: against the university's directory and without a second
 * password. The other doors have pages of their own.
 */
export function hasDirectorySignIn(profile: UniversityProfile): boolean {
  return profile.signIn.student?.kind === 'ldap' && !profile.secondPassword.student;
}
