import { ApplicationFailure } from '@temporalio/common';
import { isInTime } from '../../domain/orders/deadline.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createActivityWorld, HOUR, MINUTE } from '../../tests/support/activity-world.ts';
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

async function onlyCapture(): Promise<string> {
  const all = await captures();
  expect(all).toHaveLength(1);
  return all[0]?.id ?? '';
}

describe('a payment in good order', () => {
  it('is captured, counted, booked, and its documents issued at once', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    expect(await settle(order)).toEqual(complete);

    expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
    expect(await world.payment(order.paymentId)).toEqual({
      state: 'captured',
      captureId: await onlyCapture(),
    });
    expect((await world.payPal.books()).totals.capturedYen).toBe(500);
  });

  it('changes nothing when it is settled again, and when two settle at once', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    const both = await Promise.all([settle(order), settle(order)]);
    expect(both.every(({ kind }) => kind === 'paid')).toBe(true);
    expect(await settle(order)).toEqual(complete);
    await onlyCapture();
    expect(world.lives.told('startRefund')).toEqual([]);
  });

  it('takes nothing that was not approved', async () => {
    const order = await world.placeOrder();
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'open' });
    expect(await captures()).toEqual([]);
  });

  it('ends an attempt that PayPal has forgotten', async () => {
    const order = await world.placeOrder();
    await world.payPal.control(`orders/${order.providerOrderId}/expire`);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'expired' });
  });
});

describe('a capture whose outcome nobody knows', () => {
  it.each([
    ['cut before it was applied', 'drop-before', 0],
    ['cut after it was applied', 'drop-after', 1],
    ['failed with 500 before it was applied', 'fail-before', 0],
    ['failed with 500 after it was applied', 'fail-after', 1],
    ['answered with nonsense', 'garbage', 1],
  ])('%s: is asked for before it is repeated, and taken once', async (_how, mode, taken) => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.fault('capture', mode);
    const failure = await refusalOf(settle(order));
    expect(failure).toMatchObject({ nonRetryable: false });
    expect(await captures()).toHaveLength(taken);
    expect(await world.order(order.orderId)).toMatchObject({ state: 'awaiting_payment' });
    // I1 of this moment: PayPal has money that is not counted yet; the retry counts it.
    expect(await settle(order)).toEqual(complete);
    await onlyCapture();
  });

  it('is tried again while PayPal is down, as long as it takes', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.fault('*', 'down');
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const failure = await refusalOf(settle(order));
      expect(failure.nonRetryable).toBe(false);
      expect(failure.nextRetryDelay).toBeDefined();
    }
    await world.noFaults();
    expect(await settle(order)).toEqual(complete);
  });

  it('counts as paid in time when it was taken before the deadline and found after it', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.fault('capture', 'drop-after');
    await refusalOf(settle(order));
    await world.pass(4 * HOUR);
    expect(await lapse(order)).toEqual(complete);
  });
});

describe('a payment that PayPal does not take at once', () => {
  it('is declined, and the person may try again', async () => {
    const order = await world.placeOrder();
    await world.approve(order, 'capture-declined');
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'declined' });
    expect(await world.order(order.orderId)).toMatchObject({ state: 'awaiting_payment' });
  });

  it('is pending, with a time to ask again, and counts when it settles', async () => {
    const order = await world.placeOrder();
    await world.approve(order, 'capture-pending');
    const report = await settle(order);
    expect(report).toEqual({ kind: 'pending', askAgainAt: expect.any(String) });
    const askAgainAt = Date.parse(report.kind === 'pending' ? report.askAgainAt : '');
    expect(askAgainAt - world.now().getTime()).toBeGreaterThan(14 * MINUTE);
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'pending' });

    await world.payPal.control(`captures/${await onlyCapture()}/settle`, { outcome: 'complete' });
    expect(await settle(order)).toEqual(complete);
  });

  it('is pending past the deadline, still waits, and counts by the instant it was paid', async () => {
    const order = await world.placeOrder();
    await world.approve(order, 'capture-pending');
    await settle(order);
    await world.pass(5 * HOUR);
    expect(await lapse(order)).toMatchObject({ kind: 'pending' });
    await world.payPal.control(`captures/${await onlyCapture()}/settle`, { outcome: 'complete' });
    expect(await lapse(order)).toEqual(complete);
  });

  it('is pending, then denied', async () => {
    const order = await world.placeOrder();
    await world.approve(order, 'capture-pending');
    await settle(order);
    await world.payPal.control(`captures/${await onlyCapture()}/settle`, { outcome: 'deny' });
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'declined' });
  });
});

describe('money that no order counts goes back', () => {
  const begun = () =>
    world.lives.told('startRefund').map(([{ captureId, cause }]) => ({ captureId, cause }));

  it.each([
    ['of the wrong amount', { value: '499' }],
    ['in the wrong currency', { value: '500.00', currency: 'USD' }],
  ])('%s', async (_what, next) => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.control('next-capture', next);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'mismatched' });
    expect(begun()).toEqual([{ captureId: await onlyCapture(), cause: 'mismatched' }]);
    expect(await world.printJobs(order.orderId)).toEqual([]);
  });

  it('taken a second time for the same order', async () => {
    const order = await world.placePaidOrder();
    const counted = await onlyCapture();
    await world.payPal.control(`orders/${order.providerOrderId}/capture-again`);
    expect(await settle(order)).toMatchObject({ kind: 'paid' });
    const second = (await captures()).find(({ id }) => id !== counted);
    expect(begun()).toEqual([{ captureId: second?.id, cause: 'duplicate' }]);
    expect(await world.payment(order.paymentId)).toMatchObject({ captureId: counted });
  });

  it('late by PayPal’s instant, though the worker’s clock says there is time', async () => {
    const order = await world.placeOrder();
    await world.pass(2 * HOUR);
    await world.approve(order);
    await world.payPal.setClock(3 * HOUR + MINUTE);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(begun()).toEqual([{ captureId: await onlyCapture(), cause: 'late' }]);
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'late' });
  });

  it('is begun again when the first beginning failed (Temporal away)', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.control('next-capture', { value: '499' });
    world.lives.answer({
      startRefund: async () => {
        throw new LifeUnreachable('away');
      },
    });
    await expect(settle(order)).rejects.toThrow(LifeUnreachable);
    world.lives.forget();
    await settle(order);
    expect(begun()).toEqual([{ captureId: await onlyCapture(), cause: 'mismatched' }]);
  });

  it('arriving for an order that was cancelled meanwhile', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.fault('capture', 'drop-after');
    await refusalOf(settle(order));
    // A defect elsewhere (or a person at the database) cancelled it although money is there.
    await world.database.pool.query(
      `WITH o AS (UPDATE "order" SET state = 'cancelled' WHERE id = $1 RETURNING id)
       INSERT INTO audit_entry (actor, action, entity, entity_id, before, after)
       SELECT 'system', 'cancel', 'order', id::text, '{"state":"awaiting_payment"}', '{"state":"cancelled"}' FROM o`,
      [order.orderId],
    );
    await world.database.pool.query(`UPDATE payment SET state = 'abandoned' WHERE id = $1`, [
      order.paymentId,
    ]);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(begun()).toEqual([{ captureId: await onlyCapture(), cause: 'order_closed' }]);
  });
});

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
    await world.payPal.setClock(3 * HOUR - 2_000);
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
    await world.payPal.setClock(3 * HOUR + 1_000);
    await world.deps.paypal.capture({
      requestId: 'elsewhere',
      providerOrderId: order.providerOrderId,
    });
    await world.pass(2 * HOUR);
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(world.lives.told('startRefund')).toMatchObject([[{ cause: 'late' }]]);
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
