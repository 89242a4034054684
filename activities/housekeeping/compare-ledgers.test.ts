import { randomUUID } from 'node:crypto';
import { addDays, tokyoDate, tokyoInstant } from '../../domain/time/tokyo.ts';
import { createActivityWorld, DAY, HOUR } from '../../tests/support/activity-world.ts';
import type { ActivityWorld } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const today = () => tokyoDate(world.now());
const keepHouse = () => world.run('keepHouse', undefined);
const settle = (orderId: string) => world.run('settlePayment', { orderId });
/** To five in the morning of the next day in Japan. */
const nextMorning = () =>
  world.pass(tokyoInstant(addDays(today(), 1), '05:00') - world.now().getTime());
const comparisons = async () =>
  (
    await world.database.prisma.ledgerComparison.findMany({
      include: { university: true },
      orderBy: [{ day: 'asc' }, { provider: 'asc' }],
    })
  ).map(
    ({ university, provider, day, ordersYen, journalYen, providerYen, differences }) =>
      `${day} ${university.code} ${provider} ${ordersYen} ${journalYen} ${providerYen}: ${differences}`,
  );
const tasks = (kind: string) => world.database.prisma.staffTask.findMany({ where: { kind } });
const invariants = () =>
  checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url });

describe('the comparison of a day (R-190, R-325)', () => {
  it('finds orders, journal and providers agreed, and is made once, in the morning', async () => {
    const day = today();
    await world.placePaidOrder();
    const slip = await world.placeOrder({ slip: 'smart-pit' });
    await world.cash.pay('smart-pit', slip.paymentId, { amountYen: 700 });
    await settle(slip.orderId);
    expect(await keepHouse()).toMatchObject({ comparedLedgers: 3 }); // of the day before
    await world.pass(13 * HOUR);
    expect(await keepHouse()).toMatchObject({ comparedLedgers: 0 }); // at one in the morning
    await world.pass(4 * HOUR);
    expect(await keepHouse()).toMatchObject({ comparedLedgers: 3 });
    expect(await keepHouse()).toMatchObject({ comparedLedgers: 0 });
    const made = (await comparisons()).filter((line) => line.startsWith(day));
    expect(made).toContain(`${day} aomine paypal 500 500 500: 0`);
    expect(made).toContain(`${day} rakuo smart-pit 700 700 700: 0`);
    expect(await tasks('difference')).toEqual([]);
    await invariants();
  });

  it('makes up for days on which nobody compared', async () => {
    await keepHouse();
    await world.pass(12 * DAY);
    expect(await keepHouse()).toMatchObject({ comparedLedgers: 36 });
  });

  it('finds cash whose notice was lost, judges it and tells its life (I2)', async () => {
    await keepHouse();
    const order = await world.placeOrder({ slip: 'smart-pit' });
    await world.database.pool.query('UPDATE payment SET asked_at = now() + interval $$9 days$$');
    await world.cash.pay('smart-pit', order.paymentId, {});
    await nextMorning();
    await keepHouse();
    expect(await world.order(order.orderId)).toMatchObject({ state: 'preparing' });
    expect(world.lives.told('noticePayment')).toEqual([[order.orderId, 'reconciliation']]);
    expect(await tasks('difference')).toEqual([]);
    await invariants();
  });

  it('finds what came for an order that has ended, and money that a store took back', async () => {
    const lapsed = await world.placeOrder({ slip: 'smart-pit' });
    await world.pass(7 * DAY);
    await keepHouse();
    await world.run('lapseOrder', { orderId: lapsed.orderId });
    await world.cash.pay('smart-pit', lapsed.paymentId, { force: true });
    const paid = await world.placeOrder({ slip: 'smart-pit' });
    const { id } = await world.cash.pay('smart-pit', paid.paymentId, { kind: 'provisional' });
    await settle(paid.orderId);
    await world.cash.control('smart-pit', `deposits/${id}/reverse`);
    await nextMorning();
    await keepHouse();
    expect(await tasks('owed_money')).toMatchObject([{ orderId: lapsed.orderId, amountYen: 500 }]);
    // That one is its life's to take back: it is open, and was told.
    expect(world.lives.told('noticePayment')).toContainEqual([paid.orderId, 'reconciliation']);
    expect(await settle(paid.orderId)).toEqual({ kind: 'reversed' });
    await invariants();
  });

  it('puts money for a slip that is nobody’s before staff, who pay it out once it is known whose it is (R-208)', async () => {
    await keepHouse();
    await world.cash.control('smart-pit', 'stray-payment', { key: randomUUID(), amountYen: 800 });
    await nextMorning();
    await keepHouse();
    expect(await tasks('owed_money')).toMatchObject([{ orderId: null, amountYen: 800 }]);
    // What staff's page writes: there is no row of theirs but the task.
    await world.database.prisma.staffTask.updateMany({
      data: {
        state: 'done',
        action: 'record_payout',
        doneAt: new Date(world.now().getTime() - HOUR),
        doneBy: randomUUID(),
        facts: { payoutReference: 'transfer 1' },
      },
    });
    expect(await keepHouse()).toMatchObject({ closedPayouts: 1 });
    expect(await world.database.prisma.refund.findFirstOrThrow()).toMatchObject({
      state: 'refunded',
      payoutReference: 'transfer 1',
    });
    expect(await keepHouse()).toMatchObject({ closedPayouts: 0 });
    await invariants();
  });

  it.each([
    [
      'a capture that no order of ours explains',
      async () => {
        const order = await world.placePaidOrder();
        const sql = 'UPDATE payment SET capture_id = $2 WHERE id = $1';
        await world.database.pool.query(sql, [order.paymentId, 'ANOTHER']);
      },
      ['0 500 500', '500 0 0'],
    ],
    [
      'another amount than was booked',
      async () => {
        const order = await world.placeOrder({ slip: 'smart-pit' });
        await world.cash.pay('smart-pit', order.paymentId, {});
        await settle(order.orderId);
        await world.database.pool.query('UPDATE deposit SET amount_yen = 900');
      },
      ['900 500 500'],
    ],
  ])('puts %s before staff, with what each of the three says', async (_what, happens, expected) => {
    await keepHouse();
    await happens();
    await nextMorning();
    await keepHouse();
    const facts = (await tasks('difference')).map(
      (task) => task.facts as { ordersYen: number; journalYen: number; providerYen: number },
    );
    expect(
      facts.map((one) => `${one.ordersYen} ${one.journalYen} ${one.providerYen}`).sort(),
    ).toEqual(expected);
    expect((await comparisons()).some((line) => line.endsWith(`: ${expected.length}`))).toBe(true);
  });

  it('waits for a provider that is silent, and compares the others', async () => {
    await world.fault('smart-pit', '*', 'down');
    await expect(keepHouse()).rejects.toThrow();
    expect(await comparisons()).not.toEqual([]);
    await world.noFaults();
    await keepHouse();
    expect((await comparisons()).join()).toMatch(/smart-pit/);
  });

  it('knows money that PayPal gave back by itself, and finds it where nobody told of it (X-33)', async () => {
    await keepHouse();
    const order = await world.placePaidOrder();
    const { captureId } = await world.payment(order.paymentId);
    await world.deps.paypal.refund({
      requestId: 'there',
      captureId: captureId ?? '',
      amountYen: 200,
    });
    await nextMorning();
    await keepHouse();
    expect(await tasks('payment_reversed')).toMatchObject([{ amountYen: 200 }]);
    expect(await tasks('difference')).toEqual([]);
    await invariants();
  });
});
