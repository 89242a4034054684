import type { Request } from 'express';
import { createTextSealer } from '../../platform/sealed-text.ts';
import type { AppDependencies } from '../dependencies.ts';
import { normaliseIdentifier } from '../forms/normalise.ts';
import type { DataInTransaction } from './data.ts';
import type { StaffLimits } from './limits.ts';
import { hashRecoveryCode, looksLikeRecoveryCode } from './recovery-codes.ts';
import { stepOfCode } from './totp.ts';

/** What the secrets of this room are derived from. */
interface Keyed {
  environment: Pick<AppDependencies['environment'], 'COOKIE_SECRET'>;
}

/** Encrypts authenticators' keys as they are kept. */
export const totpSealer = ({ environment }: Keyed) =>
  createTextSealer(environment.COOKIE_SECRET, 'staff-totp');

/** What a sealed key belongs to. */
export const totpContext = (staffId: string): string => `staff:${staffId}`;

/** @returns the digits as an app shows them, whatever a Japanese keyboard made of them */
export const digitsOf = (typed: string): string => normaliseIdentifier(typed).replace(/\D/g, '');

/**
 * Counts an attempt at the second half before it is made: recovery codes apart, so that whoever guesses digits cannot
 * keep their owner from using one.
 * @throws TooManyAttempts
 */
export function countSecondFactor(
  limits: StaffLimits,
  req: Request,
  staffId: string,
  typed: string,
): Promise<() => Promise<void>> {
  return looksLikeRecoveryCode(typed)
    ? limits.countRecovery(req, staffId)
    : limits.countCode(req, staffId);
}

/**
 * Uses up a code of the app, or a recovery code: each is good once, also for attempts at the same moment, because one
 * statement looks and marks.
 * @returns which it was, or null for a wrong or used one
 */
export async function useSecondFactor(
  { environment }: Keyed,
  data: DataInTransaction,
  member: { id: string; totpSecret: string | null },
  typed: string,
  now: Date,
): Promise<'totp' | 'recovery_code' | null> {
  const { id: staffId, totpSecret } = member;
  if (looksLikeRecoveryCode(typed)) {
    const codeHash = hashRecoveryCode(environment.COOKIE_SECRET, staffId, typed);
    const { count } = await data.staffRecoveryCode.updateMany({
      where: { staffId, codeHash, usedAt: null },
      data: { usedAt: now },
    });
    return count === 1 ? 'recovery_code' : null;
  }
  const key = totpSecret && totpSealer({ environment }).open(totpSecret, totpContext(staffId));
  const step = key ? stepOfCode(key, digitsOf(typed), now) : null;
  if (step === null) return null;
  const { count } = await data.staffMember.updateMany({
    where: { id: staffId, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
    data: { totpLastStep: step },
  });
  return count === 1 ? 'totp' : null;
}
