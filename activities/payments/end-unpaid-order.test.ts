import { ApplicationFailure } from '@temporalio/common';
import { isInTime } from '../../domain/orders/deadline.ts';
import { createActivityWorld, HOUR } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';
import { failureOf } from '../../tests/support/paypal-town.ts';
import { transitionOrder } from '../records/order-transition.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Every test of money ends here: database and PayPal's own books say the same. */
afterEach(() =>
  checkInvariants({
    pool: world.database.pool,
    townUrl: world.payPal.town.url,
    underWay: world.lives.told('startRefund').map(([{ captureId }]) => captureId),
  }),
);

const settle = ({ orderId }: TestOrder) => world.run('settlePayment', { orderId });
const lapse = ({ orderId }: TestOrder) => world.run('lapseOrder', { orderId });
const cancel = ({ orderId }: TestOrder) => world.run('cancelOrder', { orderId });
/** The first half of what ends an unpaid order. */
const end = ({ orderId }: TestOrder, event: 'payment_deadline' | 'cancel') =>
  transitionOrder(world.database.pool, { orderId, event, at: world.now() });
const complete = { kind: 'paid', issuance: { state: 'complete' } };

async function refusalOf(call: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await failureOf(call);
  if (!(error instanceof ApplicationFailure)) throw error;
  return error;
}

async function captures(): Promise<{ id: string; status: string; createdAt: string }[]> {
  return (await world.payPal.books()).captures;
}

describe('the payment deadline', () => {
  it('lapses an unpaid order after asking once more, closes its payment, and says so by mail', async () => {
    const order = await world.placeOrder();
    await world.pass(3 * HOUR);
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(await world.order(order.orderId)).toMatchObject({ state: 'lapsed' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'expired' });
    expect(await world.mails(order.mailAddress)).toHaveLength(1);
  });

  it('closes the payment also when the process was killed after the order had lapsed', async () => {
    const order = await world.placeOrder();
    await world.pass(3 * HOUR);
    await end(order, 'payment_deadline');
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'expired' });
  });

  it('does not end a life whose order an attempt given up by Temporal has paid this moment', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    const { getOrder } = world.deps.paypal;
    let isFirst = true;
    world.deps.paypal.getOrder = async (id) => {
      const answer = await getOrder(id);
      if (!isFirst) return answer;
      isFirst = false;
      await settle(order);
      world.setOwnClock(3 * HOUR);
      return answer;
    };
    try {
      expect(await refusalOf(lapse(order))).toMatchObject({ nonRetryable: false });
      expect(await lapse(order)).toMatchObject({ kind: 'paid' });
    } finally {
      world.deps.paypal.getOrder = getOrder;
    }
    expect(await world.mails(order.mailAddress)).toHaveLength(1);
  });

  it('never takes money that was approved and not captured in time', async () => {
    const order = await world.placeOrder();
    await world.pass(2 * HOUR);
    await world.approve(order);
    await world.pass(HOUR);
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(await captures()).toEqual([]);
  });

  it('does not lapse while PayPal is silent', async () => {
    const order = await world.placeOrder();
    await world.pass(3 * HOUR);
    await world.payPal.fault('*', 'down');
    expect((await refusalOf(lapse(order))).nonRetryable).toBe(false);
    expect(await world.order(order.orderId)).toMatchObject({ state: 'awaiting_payment' });
  });

  it('does not lapse early: a worker whose clock is behind waits, without an event of the life', async () => {
    const order = await world.placeOrder();
    world.setOwnClock(3 * HOUR - 2_000);
    const failure = await refusalOf(lapse(order));
    expect(failure).toMatchObject({ type: 'DeadlineNotReachedYet', nonRetryable: false });
    expect(await world.order(order.orderId)).toMatchObject({ state: 'awaiting_payment' });
  });

  it('counts what was paid one second before it, however late it is noticed', async () => {
    const order = await world.placeOrder();
    await world.setTownClock(3 * HOUR - 2_000);
    await world.approve(order);
    // Captured by a call that this worker never heard of.
    await world.deps.paypal.capture({
      requestId: 'elsewhere',
      providerOrderId: order.providerOrderId,
    });
    await world.pass(2 * 24 * HOUR);
    expect(await lapse(order)).toEqual(complete);
    const [capture] = await captures();
    expect(isInTime(Date.parse(capture?.createdAt ?? ''), order.paymentDeadline)).toBe(true);
  });

  it('returns what was paid at the deadline itself, however early it is noticed', async () => {
    const order = await world.placeOrder();
    await world.pass(2 * HOUR);
    await world.approve(order);
    await world.setTownClock(3 * HOUR + 1_000);
    await world.deps.paypal.capture({
      requestId: 'elsewhere',
      providerOrderId: order.providerOrderId,
    });
    await world.pass(2 * HOUR);
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(world.lives.told('startRefund')).toMatchObject([[{ cause: 'late' }]]);
  });

  it('is not reached when it has moved: the life is told the new one', async () => {
    const order = await world.placeOrder();
    const paymentDeadline = new Date(order.paymentDeadline.getTime() + 24 * HOUR);
    await world.database.prisma.order.update({
      where: { id: order.orderId },
      data: { paymentDeadline },
    });
    await world.pass(3 * HOUR);
    expect(await lapse(order)).toEqual({
      kind: 'not_yet',
      deadlines: {
        paymentDeadline: paymentDeadline.toISOString(),
        printDeadline: order.printDeadline.toISOString(),
      },
    });
  });
});

describe('cancelling', () => {
  it('ends an unpaid order and its payment, and says the same when asked again', async () => {
    const order = await world.placeOrder();
    expect(await cancel(order)).toEqual({ state: 'cancelled' });
    expect(await cancel(order)).toEqual({ state: 'cancelled' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'abandoned' });
  });

  it('closes the payment also when the process was killed after the order had ended', async () => {
    const order = await world.placeOrder();
    await end(order, 'cancel');
    expect(await cancel(order)).toEqual({ state: 'cancelled' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'abandoned' });
  });

  it('takes nothing although it was approved', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    expect(await cancel(order)).toEqual({ state: 'cancelled' });
    expect(await captures()).toEqual([]);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(await captures()).toEqual([]);
  });

  it.each([
    ['taken', 'capture'],
    ['on its way', 'capture-pending'],
  ] as const)('is refused when money is %s', async (_how, then) => {
    const order = await world.placeOrder();
    await world.approve(order, then);
    await world.payPal.fault('capture', 'drop-after');
    await refusalOf(settle(order));
    const failure = await refusalOf(cancel(order));
    expect(failure).toMatchObject({ type: 'AlreadyPaid', nonRetryable: true });
    expect((await world.order(order.orderId)).state).not.toBe('cancelled');
    await settle(order);
  });

  it('is refused once the order has ended otherwise', async () => {
    const order = await world.placeOrder();
    await world.pass(3 * HOUR);
    await lapse(order);
    expect(await refusalOf(cancel(order))).toMatchObject({ type: 'OrderEnded' });
  });

  it('waits while PayPal is silent', async () => {
    const order = await world.placeOrder();
    await world.payPal.fault('*', 'down');
    expect((await refusalOf(cancel(order))).nonRetryable).toBe(false);
    expect(await world.order(order.orderId)).toMatchObject({ state: 'awaiting_payment' });
  });
});
