import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { createApplyVerification } from '../../activities/mail/apply-verification.ts';
import { hashRecoveryCode } from '../../api/staff/recovery-codes.ts';
import { totpContext, totpSealer } from '../../api/staff/second-factor.ts';
import type { StaffRoleName, StaffState } from '../../domain/staff/roles.ts';
import { hashToken } from '../../platform/one-time-proof.ts';
import { createPasswordHashing } from '../../platform/password-hashing.ts';
import type { TestApp } from './app.ts';
import { browse } from './browse.ts';
import type { Browser, Visited } from './browse.ts';

/** The password of every member of staff in tests. */
export const STAFF_PASSWORD = 'five quiet lakes in june';
/** … and the key of every authenticator. */
export const TOTP_KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
/** One of everybody's recovery codes. */
export const RECOVERY_CODE = '7KQ2-M9XD-04TZ';

let hash: Promise<string> | null = null;
const passwordHash = () => (hash ??= createPasswordHashing().hash(STAFF_PASSWORD));

/** @returns the code that an authenticator app shows at an instant (milliseconds) */
export const codeAt = (instant: number, key = TOTP_KEY): string =>
  new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: instant });

/** @returns the code that an authenticator app shows now */
export const codeNow = (key = TOTP_KEY): string => codeAt(Date.now(), key);

export interface TestStaff {
  id: string;
  university: string;
  mailAddress: string;
}

/** Puts a member of staff into a university, with password and authenticator. */
export async function createStaff(
  { database: { prisma }, deps }: TestApp,
  options: {
    university?: string;
    roles?: StaffRoleName[];
    state?: StaffState;
    mailAddress?: string;
    subjectId?: string;
  } = {},
): Promise<TestStaff> {
  const { university = 'aomine', roles = ['administrator'], state = 'active' } = options;
  const id = randomUUID();
  const mailAddress = options.mailAddress ?? `${id.slice(0, 8)}@${university}.example`;
  const { id: universityId } = await prisma.university.findUniqueOrThrow({
    where: { code: university },
  });
  const { COOKIE_SECRET: secret } = deps.environment;
  await prisma.staffMember.create({
    data: {
      id,
      universityId,
      mailAddress,
      loginAddress: mailAddress.toLowerCase(),
      name: 'OHARA Misaki',
      locale: 'en',
      state,
      passwordHash: await passwordHash(),
      totpSecret: totpSealer(deps).seal(TOTP_KEY, totpContext(id)),
      subjectId: options.subjectId ?? null,
      roles: { create: roles.map((role) => ({ role })) },
      recoveryCodes: { create: [{ codeHash: hashRecoveryCode(secret, id, RECOVERY_CODE) }] },
    },
  });
  return { id, university, mailAddress };
}

/** The first half of the door, with the real form. @returns what came after it */
export async function showPassword(
  browser: Browser,
  { university, mailAddress }: TestStaff,
  password = STAFF_PASSWORD,
): Promise<Visited> {
  const page = await browser.visit(`/${university}/staff/sign-in`);
  return browser.submit(page, 'Log in', { 'Mail address': mailAddress, Password: password });
}

/** A member of staff at the desk, in a browser of their own. */
export async function signInStaff(
  test: TestApp,
  staff: TestStaff,
  code: string = codeNow(),
): Promise<Browser> {
  const browser = browse(test.app);
  const page = await showPassword(browser, staff);
  const desk = await browser.submit(page, 'Log in', { Code: code });
  if (desk.address !== `/${staff.university}/staff`) throw new Error(`not in: ${desk.text}`);
  return browser;
}

/** Does to a member's last invitation what its life does when the mail was accepted. @returns the link's path */
export async function acceptInvitation(
  { database: { prisma } }: TestApp,
  staffId: string,
  expiresAt = new Date(Date.now() + 7 * 24 * 3_600_000),
): Promise<string> {
  const { id } = await prisma.oneTimeLink.findFirstOrThrow({
    where: { staffId },
    orderBy: { requestedAt: 'desc' },
  });
  const token = randomUUID().replaceAll('-', '') + randomUUID().slice(0, 8);
  await prisma.oneTimeLink.update({
    where: { id },
    data: { tokenHash: hashToken(token), sentAt: new Date(), expiresAt },
  });
  return `/cert/${token}`;
}

/** From now on links are confirmed as their life does it, by the real statement. */
export function confirmLinks({ lives, database: { pool } }: TestApp): void {
  const apply = createApplyVerification({ pool, clock: () => new Date() });
  lives.answer({
    async confirmMailbox(linkId, _proof, proposalId) {
      const confirmedAt = new Date().toISOString();
      await apply({ linkId, confirmedAt, ...(proposalId === undefined ? {} : { proposalId }) });
      return { confirmedAt };
    },
  });
}
