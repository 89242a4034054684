import { judgeRescue, knownRoles, stateOf } from '../../domain/staff/roles.ts';
import type { RescueRefusal } from '../../domain/staff/roles.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import { dataOf } from './data.ts';
import { inviteAgain } from './member-commands.ts';
import type { MemberDependencies } from './member-commands.ts';
import { totpContext, totpSealer } from './second-factor.ts';

export type RescueDependencies = MemberDependencies & {
  environment: Pick<AppDependencies['environment'], 'COOKIE_SECRET'>;
};

/**
 * Invites an administrator again in the name of the service itself, where nobody of the university can: the only one has
 * lost the phone and the recovery codes, or nobody's authenticator is good any more. As with every new invitation, what
 * lets them in and their sessions stay until it is accepted.
 * @returns the member's id, or why not; `unknown`: nobody of the university has this address
 */
export async function rescueAdministrator(
  deps: RescueDependencies,
  university: LoadedProfile,
  mailAddress: string,
): Promise<{ memberId: string } | { refusal: RescueRefusal | 'unknown' }> {
  const staff = await dataOf(deps, university).staffMember.findMany({
    select: {
      id: true,
      loginAddress: true,
      state: true,
      totpSecret: true,
      subjectId: true,
      roles: { select: { role: true } },
    },
  });
  const member = staff.find(({ loginAddress }) => loginAddress === mailAddress.toLowerCase());
  if (!member) return { refusal: 'unknown' };
  const sealer = totpSealer(deps);
  const members = staff.map(({ id, state, roles, totpSecret, subjectId }) => ({
    id,
    state: stateOf(state),
    roles: knownRoles(roles.map(({ role }) => role)),
    // A key that was sealed under another COOKIE_SECRET opens nothing any more.
    canSignIn:
      (university.profile.signIn.staffBySaml && subjectId !== null) ||
      (totpSecret !== null && sealer.open(totpSecret, totpContext(id)) !== null),
  }));
  const refusal = judgeRescue(member.id, members);
  if (refusal) return { refusal };
  const result = await inviteAgain(deps, university, { actor: 'system', memberId: member.id });
  return result === 'done' ? { memberId: member.id } : { refusal: 'unknown' };
}
