import type { Request } from 'express';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { openSession } from '../middleware/sessions.ts';
import type { SamlSession } from '../middleware/sessions.ts';
import { note } from './audit.ts';
import type { DataInTransaction } from './data.ts';

/** How somebody has come through the door. */
export type WayIn = 'totp' | 'recovery_code' | 'saml';

/**
 * Writes down that a member of staff is through the door, in the transaction that let them in.
 * @returns the sign-in before this one; null at the first
 */
export async function recordSignIn(
  data: DataInTransaction,
  member: { id: string; lastSignInAt: Date | null },
  way: WayIn,
  now: Date,
): Promise<Date | null> {
  const { id, lastSignInAt } = member;
  await data.staffMember.updateMany({
    where: { id },
    data: { lastSignInAt: now, previousSignInAt: lastSignInAt },
  });
  const entry = { at: now, staffId: id, entity: 'staff_member', entityId: id } as const;
  await note(data, { ...entry, action: 'staff_signed_in', after: { by: way } });
  return lastSignInAt;
}

/** Opens the session of the desk under a new id. */
export async function openDesk(
  req: Request,
  university: LoadedProfile,
  staffId: string,
  previousSignInAt: Date | null,
  saml?: SamlSession,
): Promise<void> {
  await openSession(req, {
    staff: {
      staffId,
      universityCode: university.code,
      isComplete: true,
      previousSignInAt: previousSignInAt?.toISOString() ?? null,
    },
    ...(saml ? { saml } : {}),
  });
}
