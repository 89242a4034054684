import { isSecondPasswordRight } from '../../domain/account/second-password-at-sign-in.ts';
import type { DirectoryAnswer } from '../../gateways/directory-ldap/port.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';

export interface TypedCredentials {
  userId: string;
  password: string;
  /** Empty when it was left blank or the page does not ask for it. */
  secondPassword: string;
}

const SECOND_PASSWORD = `
  select second_password_hash as hash from account
  where university_id = $1 and user_type = 'student' and login_id = $2`;

/**
 * Asks the university's directory and, where its students have one, checks the second password.
 *
 * Whichever part is wrong, the answer is the same `rejected`, after the same work: also for a user ID that nobody has
 * the directory is asked, the account is looked for and a hash is verified.
 */
export async function checkPasswords(
  { pool, directoryOf, passwords }: Pick<AppDependencies, 'pool' | 'directoryOf' | 'passwords'>,
  university: LoadedProfile,
  { userId, password, secondPassword }: TypedCredentials,
): Promise<DirectoryAnswer> {
  const answer = await directoryOf(university).authenticate({ userId, password });
  if (answer.kind === 'unavailable' || !university.profile.secondPassword.student) return answer;
  // PostgreSQL takes no text with NUL in it; nobody's ID has one.
  const loginId = (answer.kind === 'accepted' ? answer.userId : userId).replaceAll('\0', '');
  const { rows } = await pool.query<{ hash: string | null }>(SECOND_PASSWORD, [
    university.universityId,
    loginId,
  ]);
  const hash = rows[0]?.hash ?? null;
  const matches = await passwords.verify(hash, secondPassword);
  const isRight = isSecondPasswordRight({ isSet: hash !== null, typed: secondPassword, matches });
  return isRight ? answer : { kind: 'rejected' };
}
