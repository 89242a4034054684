import { createActivityWorld, DAY, HOUR } from '../../tests/support/activity-world.ts';
import type { ActivityWorld } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';
import { reconcilePending, reconcileProvisional } from './keep-money.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Paid in cash that the store may still take back, counted, and the day after. */
async function paidProvisionally() {
  const order = await world.placeOrder({ slip: 'smart-pit' });
  const { id } = await world.cash.pay('smart-pit', order.paymentId, { kind: 'provisional' });
  await world.run('settlePayment', { orderId: order.orderId });
  await world.pass(DAY + HOUR);
  return { order, takeBack: () => world.cash.control('smart-pit', `deposits/${id}/reverse`) };
}

describe('cash that its store takes back days later without our hearing of it (R-208, I1, I2)', () => {
  it('is found by asking once a day; the order’s life is told, and judges it', async () => {
    const { order, takeBack } = await paidProvisionally();
    expect(await reconcileProvisional(world.deps)).toBe(0);
    await takeBack();
    expect(await reconcileProvisional(world.deps)).toBe(0); // asked today
    await world.pass(DAY + 1);
    expect(await reconcileProvisional(world.deps)).toBe(1);
    expect(world.lives.told('noticePayment')).toEqual([[order.orderId, 'reconciliation']]);
    expect(await world.run('settlePayment', { orderId: order.orderId })).toEqual({
      kind: 'reversed',
    });
    await checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url });
  });

  it('is written down and put before staff where the order’s life has ended', async () => {
    const { order, takeBack } = await paidProvisionally();
    const [job] = await world.printJobs(order.orderId);
    await world.printAtStore(job?.code ?? '');
    await world.run('watchPrinting', undefined);
    await world.run('recordPrinted', { orderId: order.orderId });
    await takeBack();
    world.lives.answer({ noticePayment: async () => 'ended' });
    expect(await reconcileProvisional(world.deps)).toBe(1);
    const tasks = await world.database.prisma.staffTask.findMany();
    expect(tasks).toMatchObject([{ kind: 'payment_reversed', state: 'open' }]);
    await checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url });
  });

  it('is not asked about once it is final', async () => {
    const order = await world.placeOrder({ slip: 'smart-pit' });
    await world.cash.pay('smart-pit', order.paymentId, { kind: 'final' });
    await world.run('settlePayment', { orderId: order.orderId });
    await world.pass(2 * DAY);
    await world.fault('smart-pit', '*', 'down');
    expect(await reconcileProvisional(world.deps)).toBe(0);
    const payment = await world.database.prisma.payment.findFirst({
      where: { orderId: order.orderId },
    });
    expect(payment?.askedAt).toBeNull();
  });
});

it('money that PayPal was still working on when its order lapsed goes back when it arrives, also untold (I1, I2)', async () => {
  const order = await world.placeOrder();
  await world.approve(order, 'capture-pending');
  expect(await world.run('settlePayment', { orderId: order.orderId })).toMatchObject({
    kind: 'pending',
  });
  await world.pass(order.printDeadline.getTime() - world.now().getTime());
  expect(await world.run('lapseOrder', { orderId: order.orderId })).toEqual({ kind: 'lapsed' });
  await world.pass(DAY + 1);
  expect(await reconcilePending(world.deps)).toBe(1);
  expect(world.lives.told('startRefund')).toEqual([]);
  const { captures } = await world.payPal.books();
  await world.payPal.control(`captures/${captures[0]?.id ?? ''}/settle`, { outcome: 'complete' });
  expect(await reconcilePending(world.deps)).toBe(0); // asked today
  await world.pass(DAY + 1);
  expect(await reconcilePending(world.deps)).toBe(1);
  expect(world.lives.told('startRefund')).toMatchObject([[{ captureId: captures[0]?.id }]]);
});
