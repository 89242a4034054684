import { randomUUID } from 'node:crypto';
import { createActivityWorld } from '../../tests/support/activity-world.ts';
import type { ActivityWorld } from '../../tests/support/activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());

it('gives new guesses to new digits, not to the same mail sent once more', async () => {
  const { university, account, oneTimeLink } = world.database.prisma;
  const { id: universityId } = await university.findUniqueOrThrow({ where: { code: 'aomine' } });
  const [linkId, accountId] = [randomUUID(), randomUUID()];
  await account.create({
    data: { id: accountId, universityId, userType: 'student', loginId: linkId },
  });
  await oneTimeLink.create({
    data: {
      id: linkId,
      accountId,
      universityId,
      purpose: 'register_address',
      mailAddress: `${linkId}@mail.example`,
      locale: 'ja',
    },
  });
  const send = (attempt: number) =>
    world.run('sendVerificationMail', { linkId, ttlMinutes: 30, attempt });
  const attempts = async () =>
    (await oneTimeLink.findUniqueOrThrow({ where: { id: linkId } })).codeAttempts;

  await send(1);
  await oneTimeLink.update({ where: { id: linkId }, data: { codeAttempts: 5 } });
  await send(1);
  expect(await attempts()).toBe(5);
  await send(2);
  expect(await attempts()).toBe(0);
});
