import { randomUUID } from 'node:crypto';
import { createPasswordHashing } from '../../../platform/password-hashing.ts';
import type { Stack } from '../../support/stack.ts';
import type { Language } from './page.ts';

/** As if the person had been here before: with a confirmed mail address, which is returned, and perhaps a second password. */
export async function haveAccount(
  { database: { prisma } }: Stack,
  university: string,
  loginId: string,
  { locale = 'ja', secondPassword }: { locale?: Language; secondPassword?: string } = {},
): Promise<string> {
  const { id: universityId } = await prisma.university.findUniqueOrThrow({
    where: { code: university },
  });
  const mailAddress = `${loginId.replace(/@.*/, '')}@mail.example`;
  await prisma.account.create({
    data: {
      id: randomUUID(),
      universityId,
      userType: 'student',
      loginId,
      locale,
      mailAddress,
      mailConfirmedAt: new Date(),
      ...(secondPassword
        ? {
            secondPasswordHash: await createPasswordHashing().hash(secondPassword),
            secondPasswordSetAt: new Date(),
          }
        : {}),
    },
  });
  return mailAddress;
}
