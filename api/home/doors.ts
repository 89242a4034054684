import type { UniversityProfile, UserType } from '../../domain/university/profile.ts';
import { paths } from '../paths.ts';
import { studentDoor } from '../sign-in/availability.ts';

/** The page of a university for one type of user. */
export const landingOf = (code: string, userType: UserType): string =>
  userType === 'student' ? paths.studentLanding(code) : paths.graduateLanding(code);

/** @returns where people of this type sign in, or null while they cannot */
export function signInOf(
  code: string,
  profile: UniversityProfile,
  userType: UserType,
): string | null {
  return userType === 'student' && studentDoor(profile) !== null ? paths.signIn(code) : null;
}

/** Whether anybody can sign in at this university. */
export const isOpen = (code: string, profile: UniversityProfile): boolean =>
  profile.userTypes.some((userType) => signInOf(code, profile, userType) !== null);
