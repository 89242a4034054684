import { createHash } from 'node:crypto';
import { totpContext, totpSealer } from '../../api/staff/second-factor.ts';
import type { Environment } from '../../platform/env.ts';
import { createPasswordHashing } from '../../platform/password-hashing.ts';
import type { PrismaClient } from '../../prisma/client.ts';
import { UNIVERSITIES } from '../../prisma/profiles/index.ts';

/** One administrator a university, for development: everybody knows password and key. */
export const SAMPLE_STAFF = {
  password: 'desk-of-the-town-2026',
  /** To be entered in an authenticator app. */
  totpKey: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  addressOf: (universityCode: string) => `staff@${universityCode}.example`,
};

/** @returns a UUID of version 8 that is the same on every machine */
function idOf(code: string): string {
  const hash = createHash('sha256').update(`sample-staff\n${code}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/**
 * Puts the sample administrators into the database, where they are missing.
 * @param environment its COOKIE_SECRET encrypts their keys: with another one they have to be invited anew
 */
export async function seedSampleStaff(
  prisma: PrismaClient,
  environment: Pick<Environment, 'COOKIE_SECRET'>,
): Promise<void> {
  const universities = [...new Map(UNIVERSITIES.map((one) => [one.code, one])).values()];
  const known = await prisma.staffMember.findMany({ select: { id: true } });
  const missing = universities.filter(({ code }) => !known.some(({ id }) => id === idOf(code)));
  if (missing.length === 0) return;
  const passwordHash = await createPasswordHashing().hash(SAMPLE_STAFF.password);
  for (const { code, id: universityId } of missing) {
    const id = idOf(code);
    const mailAddress = SAMPLE_STAFF.addressOf(code);
    await prisma.staffMember.upsert({
      where: { universityId_loginAddress: { universityId, loginAddress: mailAddress } },
      update: {},
      create: {
        id,
        universityId,
        mailAddress,
        loginAddress: mailAddress,
        name: '見本 事務 / Sample Office',
        state: 'active',
        passwordHash,
        totpSecret: totpSealer({ environment }).seal(SAMPLE_STAFF.totpKey, totpContext(id)),
        roles: { create: [{ role: 'administrator' }] },
      },
    });
  }
}
