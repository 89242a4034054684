import { randomUUID } from 'node:crypto';
import { createActivityWorld } from '../../tests/support/activity-world.ts';
import type { ActivityWorld } from '../../tests/support/activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());

/** Somebody without an address, with two requests to register one. */
async function askTwice() {
  const { university, account, oneTimeLink } = world.database.prisma;
  const { id: universityId } = await university.findUniqueOrThrow({ where: { code: 'aomine' } });
  const accountId = randomUUID();
  await account.create({
    data: { id: accountId, universityId, userType: 'student', loginId: accountId },
  });
  const ask = async (supersededAt: Date | null) => {
    const id = randomUUID();
    const mailAddress = `${id}@mail.example`;
    const what = { purpose: 'register_address', locale: 'ja', supersededAt };
    await oneTimeLink.create({ data: { id, accountId, universityId, mailAddress, ...what } });
    return { id, mailAddress };
  };
  return { accountId, requests: [await ask(world.now()), await ask(null)] as const };
}

const confirm = (linkId: string) =>
  world.run('applyVerification', { linkId, confirmedAt: world.now().toISOString() });
const accountOf = (id: string) =>
  world.database.prisma.account.findUniqueOrThrow({ where: { id } });
const linkOf = (id: string) =>
  world.database.prisma.oneTimeLink.findUniqueOrThrow({ where: { id } });
const auditsOf = (entityId: string) =>
  world.database.prisma.auditEntry.count({ where: { entityId, action: 'register_address' } });

describe('two registrations of one account that are both confirmed (R-049)', () => {
  it('the first gives the address; the second changes nothing and is not used', async () => {
    const { accountId, requests } = await askTwice();
    const [first, second] = requests;
    expect(await confirm(first.id)).toBe('applied');
    const after = await accountOf(accountId);
    expect(after.mailAddress).toBe(first.mailAddress);
    expect(await confirm(second.id)).toBe('superseded');
    expect(await accountOf(accountId)).toEqual(after);
    expect((await linkOf(second.id)).usedAt).toBeNull();
    expect(await auditsOf(accountId)).toBe(1);

    await world.run('closeVerification', { linkId: second.id, outcome: 'superseded' });
    expect((await linkOf(second.id)).supersededAt).not.toBeNull();
  });

  it('the first stays applied when it is told so once more', async () => {
    const { accountId, requests } = await askTwice();
    const [first] = requests;
    expect([await confirm(first.id), await confirm(first.id)]).toEqual(['applied', 'applied']);
    expect(await auditsOf(accountId)).toBe(1);
  });

  it('at the same moment, ten times by chance: one of them, with its own address', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { accountId, requests } = await askTwice();
      const results = await Promise.all(requests.map(({ id }) => confirm(id)));
      expect([...results].sort()).toEqual(['applied', 'superseded']);
      const { mailAddress } = await accountOf(accountId);
      expect(mailAddress).toBe(requests[results.indexOf('applied')]?.mailAddress);
      expect(await auditsOf(accountId)).toBe(1);
    }
  });
});
