import { ApplicationFailure } from '@temporalio/common';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createActivityWorld, HOUR, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';
import { failureOf } from '../../tests/support/paypal-town.ts';

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

  it('is repeated under the key that was stored before the first call', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    const { paypal } = world.deps;
    const keys: string[] = [];
    world.deps.paypal = {
      ...paypal,
      capture(input) {
        keys.push(input.requestId);
        return paypal.capture(input);
      },
    };
    await world.payPal.fault('capture', 'drop-before');
    await refusalOf(settle(order));
    await settle(order);
    const { captureRequestId } = await world.database.prisma.payment.findUniqueOrThrow({
      where: { id: order.paymentId },
    });
    expect(keys).toEqual([captureRequestId, captureRequestId]);
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

  it('taken a second time for the same order (R-190, I2)', async () => {
    const order = await world.placePaidOrder();
    const counted = await onlyCapture();
    await world.payPal.control(`orders/${order.providerOrderId}/capture-again`);
    expect(await settle(order)).toMatchObject({ kind: 'paid' });
    const second = (await captures()).find(({ id }) => id !== counted);
    expect(begun()).toEqual([{ captureId: second?.id, cause: 'duplicate' }]);
    expect(await world.payment(order.paymentId)).toMatchObject({ captureId: counted });
  });

  it.each([
    ['declined', { status: 'DECLINED' }, 0],
    ['of another amount', { value: '499' }, 1],
  ])('after an attempt that was %s (I2)', async (_what, first, returned) => {
    const order = await world.placeOrder();
    await world.payPal.control('next-capture', first);
    await world.approve(order);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(new Set(begun().map(({ captureId }) => captureId)).size).toBe(returned);
    await world.payPal.control(`orders/${order.providerOrderId}/capture-again`);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    const second = (await captures()).at(-1);
    expect(begun()).toContainEqual({ captureId: second?.id, cause: 'duplicate' });
  });

  it('late by PayPal’s instant, though the worker’s clock says there is time (R-208, I9)', async () => {
    const order = await world.placeOrder();
    await world.pass(2 * HOUR);
    await world.approve(order);
    await world.setTownClock(3 * HOUR + MINUTE);
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

  // Two guards hold this, the order's state and the payment's: each is tried alone, and both together.
  it.each([
    ['order', ['order'], 'order_closed'],
    ['attempt to pay', ['payment'], 'duplicate'],
    ['order and its attempt to pay', ['order', 'payment'], 'order_closed'],
  ])('arriving when the %s was given up meanwhile', async (_what, givenUp, cause) => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.fault('capture', 'drop-after');
    await refusalOf(settle(order));
    if (givenUp.includes('order')) {
      await world.database.pool.query(
        `WITH o AS (UPDATE "order" SET state = 'cancelled' WHERE id = $1 RETURNING id)
         INSERT INTO audit_entry (actor, action, entity, entity_id, before, after)
         SELECT 'system', 'cancel', 'order', id::text, '{"state":"awaiting_payment"}', '{"state":"cancelled"}' FROM o`,
        [order.orderId],
      );
    }
    if (givenUp.includes('payment')) await closePaymentOf(order);
    await settle(order);
    expect(begun()).toEqual([{ captureId: await onlyCapture(), cause }]);
    expect(await world.payment(order.paymentId)).not.toMatchObject({ state: 'captured' });
    await closePaymentOf(order);
  });
});

async function closePaymentOf({ paymentId }: TestOrder): Promise<void> {
  await world.database.pool.query(`UPDATE payment SET state = 'abandoned' WHERE id = $1`, [
    paymentId,
  ]);
}
