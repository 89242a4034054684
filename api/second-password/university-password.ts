import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { SecondPasswordLimits } from './limits.ts';

/**
 * Whether somebody is about to use the university's password as second password. We never keep the
 * university's password, so its directory is asked whether this is it. To the directory that is a wrong password in
 * nearly every case, and directories lock accounts after a few of those; and each answer tells a little about the
 * university's password. So it is asked once a submission, only when all other rules are kept, and three times a day
 * an account (docs/decisions/0016). Beyond that, or when the directory is away, the rule is advice: nobody is kept
 * from setting a second password.
 */
export async function isUniversityPassword(
  { directoryOf }: Pick<AppDependencies, 'directoryOf'>,
  limits: SecondPasswordLimits,
  university: LoadedProfile,
  { accountId, loginId, password }: { accountId: string; loginId: string; password: string },
): Promise<boolean> {
  if (university.profile.signIn.student?.kind !== 'ldap') return false;
  if (!(await limits.mayAskDirectory(accountId))) return false;
  const answer = await directoryOf(university).authenticate({ userId: loginId, password });
  return answer.kind === 'accepted';
}
