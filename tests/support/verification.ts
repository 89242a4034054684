import { randomBytes, randomUUID } from 'node:crypto';
import { hashCode, hashToken } from '../../platform/one-time-proof.ts';
import type { TestApp } from './app.ts';
import { signInStudent } from './people.ts';
import type { SignedIn } from './people.ts';

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

/** Somebody who has just asked for the mail of the registration. */
export async function askToRegister(test: TestApp, mailAddress: string): Promise<SignedIn> {
  const person = await signInStudent(test, { mailAddress: null });
  const form = await person.browser.visit('/aomine/mail-address');
  await person.browser.submit(form, 'Confirm', { mailAddress, mailAddressCheck: mailAddress });
  return person;
}

/** Somebody with a confirmed address who has just asked to change it. */
export async function askToChange(test: TestApp, mailAddress: string): Promise<SignedIn> {
  const person = await signInStudent(test);
  const form = await person.browser.visit('/aomine/account/mail-address');
  await person.browser.submit(form, 'Confirm', { mailAddress, mailAddressCheck: mailAddress });
  return person;
}

/** Stores a mail as it stands there when the mail server has accepted it. @returns its id */
export async function keepMail(
  { database: { prisma } }: TestApp,
  mail: { key: string; accountId: string; recipient: string },
): Promise<string> {
  const id = randomUUID();
  await prisma.mailMessage.create({
    data: {
      id,
      ...mail,
      template: 'verify-mail-address',
      locale: 'en',
      sender: 'certificates@aomine.example',
      senderName: 'Aomine',
      messageId: `<${id}@aomine.example>`,
      subject: 'subject',
      text: 'text',
      html: '<p>html</p>',
      state: 'accepted',
    },
  });
  return id;
}
