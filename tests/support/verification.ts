import { randomBytes } from 'node:crypto';
import { hashCode, hashToken } from '../../platform/one-time-proof.ts';
import type { TestApp } from './app.ts';

export interface SentMail {
  linkId: string;
  token: string;
  code: string;
}

/**
 * Does to the last request of an account what its life does when the mail server has accepted the mail.
 * @param changes columns that shall differ, e.g. an `expiresAt` in the past
 */
export async function acceptMail(
  { database: { prisma }, deps }: TestApp,
  accountId: string,
  changes: Partial<Record<'sentAt' | 'expiresAt' | 'resendAllowedAt', Date>> = {},
): Promise<SentMail> {
  const { id } = await prisma.oneTimeLink.findFirstOrThrow({
    where: { accountId },
    orderBy: { requestedAt: 'desc' },
  });
  const token = randomBytes(32).toString('base64url');
  const code = '012345';
  const now = Date.now();
  await prisma.oneTimeLink.update({
    where: { id },
    data: {
      tokenHash: hashToken(token),
      codeHash: hashCode(code, id, deps.environment.COOKIE_SECRET),
      sentAt: new Date(now),
      expiresAt: new Date(now + 30 * 60_000),
      resendAllowedAt: new Date(now + 60_000),
      ...changes,
    },
  });
  return { linkId: id, token, code };
}

/** Does what the life does when the mailbox was proven. */
export async function applyVerification(
  { database: { prisma } }: TestApp,
  linkId: string,
): Promise<void> {
  const usedAt = new Date();
  const link = await prisma.oneTimeLink.update({ where: { id: linkId }, data: { usedAt } });
  await prisma.account.update({
    where: { id: link.accountId ?? '' },
    data: { mailAddress: link.mailAddress, mailConfirmedAt: usedAt },
  });
}
