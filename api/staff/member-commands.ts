import { randomUUID } from 'node:crypto';
import type { EarlyEnd } from '../../domain/account/session-limits.ts';
import { isAllowed, judgeMemberChange, knownRoles, stateOf } from '../../domain/staff/roles.ts';
import type { MemberRefusal, StaffRoleName } from '../../domain/staff/roles.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';
import { requestLink } from '../one-time-links/request-link.ts';
import { note } from './audit.ts';
import { dataOf } from './data.ts';
import type { DataInTransaction } from './data.ts';

export type MemberDependencies = Pick<
  AppDependencies,
  'prisma' | 'pool' | 'lives' | 'logger' | 'clock'
>;

/** Two administrators at once wait for nobody, but one of them has to try again (PostgreSQL: serialization failure). */
const TRIES = 5;

async function inTurn<T>(
  deps: MemberDependencies,
  university: LoadedProfile,
  work: (data: DataInTransaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataOf(deps, university).$transaction(work, { isolationLevel: 'Serializable' });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'P2034' || attempt === TRIES) throw error;
    }
  }
}

/** Everybody of the university, as a change is judged. */
async function standings(data: DataInTransaction) {
  const members = await data.staffMember.findMany({
    select: { id: true, state: true, roles: { select: { role: true } } },
  });
  return members.map(({ id, state, roles }) => ({
    id,
    state: stateOf(state),
    roles: knownRoles(roles.map(({ role }) => role)),
  }));
}

export type ChangeResult = 'done' | 'unknown' | MemberRefusal;

/**
 * Changes what a member may do, or takes the access away (`next` is null): then all of their sessions end at once, and
 * an invitation that is still open leads nowhere. Judged and written in one transaction, with the audit row (I17).
 */
export async function changeMember(
  deps: MemberDependencies,
  university: LoadedProfile,
  change: { actorId: string; memberId: string; next: readonly StaffRoleName[] | null },
): Promise<ChangeResult> {
  const { actorId, memberId, next } = change;
  const now = deps.clock();
  return inTurn(deps, university, async (data) => {
    const members = await standings(data);
    const member = members.find(({ id }) => id === memberId);
    if (!member) return 'unknown';
    // Somebody who has lost the right a moment ago, in another tab, decides nothing any more.
    const actor = members.find(({ id }) => id === actorId);
    if (actor?.state !== 'active' || !isAllowed(actor.roles, 'members.manage')) return 'unknown';
    const refusal = judgeMemberChange(actorId, memberId, next, members);
    if (refusal) return refusal;

    const entry = {
      at: now,
      staffId: actorId,
      entity: 'staff_member',
      entityId: memberId,
    } as const;
    const before = { state: member.state, roles: [...member.roles] };
    if (next === null) {
      await data.staffMember.update({ where: { id: memberId }, data: { state: 'disabled' } });
      const endedBecause: EarlyEnd = 'access_withdrawn';
      await data.session.updateMany({
        where: { staffId: memberId, endedAt: null },
        data: { endedAt: now, endedBecause },
      });
      await data.oneTimeLink.updateMany({
        where: { staffId: memberId, usedAt: null, supersededAt: null, closedAt: null },
        data: { closedAt: now },
      });
      const after = { ...before, state: 'disabled' };
      await note(data, { ...entry, action: 'staff_access_withdrawn', before, after });
      return 'done';
    }
    await setRoles(data, memberId, next);
    const after = { ...before, roles: [...next] };
    await note(data, { ...entry, action: 'staff_roles_changed', before, after });
    return 'done';
  });
}

async function setRoles(
  data: DataInTransaction,
  staffId: string,
  roles: readonly StaffRoleName[],
): Promise<void> {
  await data.staffRole.deleteMany({ where: { staffId } });
  for (const role of roles) await data.staffRole.create({ data: { staffId, role } });
}

export interface Invitation {
  /** Who invites: `staff:<id>`, or `system` for the first administrator. */
  actor: string;
  name: string;
  mailAddress: string;
  roles: readonly StaffRoleName[];
  locale: Locale;
}

/**
 * Puts a new member into the university and has the invitation sent (a one-time link, seven days).
 * @returns the new member's id, or null when somebody of the university has this address already
 */
export async function inviteMember(
  deps: MemberDependencies,
  university: LoadedProfile,
  { actor, name, mailAddress, roles, locale }: Invitation,
): Promise<string | null> {
  const now = deps.clock();
  const id = randomUUID();
  const loginAddress = mailAddress.toLowerCase();
  const { universityId } = university;
  const isNew = await inTurn(deps, university, async (data) => {
    const known = await data.staffMember.findUnique({
      where: { universityId_loginAddress: { universityId, loginAddress } },
      select: { id: true },
    });
    if (known) return false;
    await data.staffMember.create({
      data: { id, universityId, mailAddress, loginAddress, name, locale, createdAt: now },
      select: { id: true },
    });
    await setRoles(data, id, roles);
    await data.auditEntry.create({
      data: {
        at: now,
        actor,
        action: 'staff_invited',
        entity: 'staff_member',
        entityId: id,
        after: { state: 'invited', roles: [...roles] },
      },
      select: { id: true },
    });
    return true;
  });
  if (!isNew) return null;
  await sendInvitation(deps, university, { actor, memberId: id, mailAddress, locale });
  return id;
}

async function sendInvitation(
  deps: MemberDependencies,
  university: LoadedProfile,
  to: { actor: string; memberId: string; mailAddress: string; locale: Locale },
): Promise<void> {
  await requestLink(deps, {
    purpose: 'staff_invitation',
    accountId: null,
    staffId: to.memberId,
    university,
    mailAddress: to.mailAddress,
    locale: to.locale,
    actor: to.actor,
    now: deps.clock(),
    whenOpen: 'replace',
  });
}

/**
 * Sends a member a new invitation: the mail was lost, the phone and the recovery codes are gone, or the access is given
 * back. Who is at work stays so until the new link is used, which ends every session and replaces what lets them in.
 * @param by `actor`: `staff:<id>`, or `system` where nobody of the university can
 * @returns `unknown` for nobody of this university; `own_roles` for oneself
 */
export async function inviteAgain(
  deps: MemberDependencies,
  university: LoadedProfile,
  by: { actor: string; memberId: string },
): Promise<'done' | 'unknown' | 'own_roles'> {
  const { actor, memberId } = by;
  if (actor === `staff:${memberId}`) return 'own_roles';
  const now = deps.clock();
  const member = await inTurn(deps, university, async (data) => {
    const found = await data.staffMember.findUnique({
      where: { id: memberId },
      select: { id: true, state: true, mailAddress: true, locale: true },
    });
    if (!found) return null;
    const state = found.state === 'disabled' ? 'invited' : found.state;
    await data.staffMember.update({ where: { id: memberId }, data: { state } });
    await data.auditEntry.create({
      data: {
        at: now,
        actor,
        action: 'staff_invited_again',
        entity: 'staff_member',
        entityId: memberId,
        before: { state: found.state },
        after: { state },
      },
      select: { id: true },
    });
    return found;
  });
  if (!member) return 'unknown';
  const { mailAddress } = member;
  const locale = member.locale === 'en' ? 'en' : 'ja';
  await sendInvitation(deps, university, { actor, memberId, mailAddress, locale });
  return 'done';
}
