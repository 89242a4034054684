import { randomUUID } from 'node:crypto';
import { createProfiles } from '../../prisma/profiles/load.ts';
import { createActivityWorld, DAY, HOUR } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { extendForHalts } from './extend-for-halts.ts';

const EDITION = 'with a halt';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.database.prisma.universityProfile.deleteMany({ where: { edition: EDITION } });
  world.deps.profiles = createProfiles(world.database.prisma);
});

const extend = () => extendForHalts(world.deps);
const later = (date: Date, milliseconds: number) => new Date(date.getTime() + milliseconds);

/** A new edition of the settings, in force from now on, with a halt of two days that begins tomorrow. */
async function announceHalt(): Promise<void> {
  const { prisma } = world.database;
  const loaded = await world.deps.profiles.inForce('aomine', world.now());
  if (!loaded) throw new Error('no settings are in force');
  const from = later(world.now(), DAY);
  const settings: object = {
    ...loaded.profile,
    halts: [
      ...loaded.profile.halts,
      {
        from: from.toISOString(),
        to: later(from, 2 * DAY).toISOString(),
        what: 'printing',
        reason: { ja: '設備の点検のため', en: 'The machines are inspected' },
      },
    ],
  };
  await prisma.universityProfile.create({
    data: {
      id: randomUUID(),
      universityId: loaded.universityId,
      edition: EDITION,
      effectiveFrom: world.now(),
      settings,
    },
  });
  world.deps.profiles = createProfiles(prisma);
}

const printDeadlineOf = async ({ orderId }: TestOrder) =>
  (await world.database.prisma.order.findUniqueOrThrow({ where: { id: orderId } })).printDeadline;

it('gives orders placed before a halt was announced more time, once, and tells life and person (R-012, X-14)', async () => {
  const unpaid = await world.placeOrder();
  const paid = await world.placePaidOrder();
  const ended = await world.placeOrder();
  await world.run('cancelOrder', { orderId: ended.orderId });
  await world.pass(HOUR);
  await announceHalt();
  await world.pass(1);
  const known = await world.placeOrder();
  const mailsBefore = (await world.mails(paid.mailAddress)).length;

  expect(await extend()).toBe(2);
  expect(await extend()).toBe(0);
  for (const order of [unpaid, paid]) {
    expect(await printDeadlineOf(order)).toEqual(later(order.printDeadline, 2 * DAY));
  }
  expect(await printDeadlineOf(known)).toEqual(known.printDeadline);
  expect(await printDeadlineOf(ended)).toEqual(ended.printDeadline);
  expect(
    world.lives
      .told('moveDeadlines')
      .map(([orderId]) => orderId)
      .sort(),
  ).toEqual([unpaid.orderId, paid.orderId].sort());
  expect(await world.mails(paid.mailAddress)).toHaveLength(mailsBefore + 1);
  expect(await world.mails(unpaid.mailAddress)).toHaveLength(1);
});

it('makes up for a mail that a crash kept from being written (I12)', async () => {
  const order = await world.placeOrder();
  await world.pass(HOUR);
  await announceHalt();
  expect(await extend()).toBe(1);
  await world.database.pool.query('DELETE FROM mail_message');
  expect(await extend()).toBe(0);
  expect(await world.mails(order.mailAddress)).toHaveLength(2);
});
