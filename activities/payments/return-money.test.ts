import { ApplicationFailure } from '@temporalio/common';
import { createActivityWorld, HOUR } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';
import { failureOf } from '../../tests/support/paypal-town.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';

/** A character that no font has: such an order is paid, and cannot be issued. */
const MISSING_GLYPH = '\u{2A6DF}\u{E01EF}';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() =>
  checkInvariants({
    pool: world.database.pool,
    townUrl: world.payPal.town.url,
    underWay: world.lives.told('startRefund').map(([{ captureId }]) => captureId),
  }),
);

const settle = ({ orderId }: TestOrder) => world.run('settlePayment', { orderId });
const giveBack = (order: TestOrder, captureId: string, cause: RefundCause = 'late') =>
  world.run('returnCapture', {
    orderId: order.orderId,
    paymentId: order.paymentId,
    captureId,
    university: 'aomine',
    cause,
  });

async function refusalOf(call: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await failureOf(call);
  if (!(error instanceof ApplicationFailure)) throw error;
  return error;
}

async function firstCapture(): Promise<string> {
  const [capture] = (await world.payPal.books()).captures;
  if (!capture) throw new Error('nothing was captured');
  return capture.id;
}

/** An order that lapsed, and money that came after it. */
async function paidTooLate(then: 'capture' | 'capture-pending' = 'capture') {
  const order = await world.placeOrder();
  await world.pass(2 * HOUR);
  await world.approve(order, then);
  await world.pass(HOUR + 2_000);
  await world.deps.paypal.capture({ requestId: 'late', providerOrderId: order.providerOrderId });
  if (then === 'capture') await world.run('lapseOrder', { orderId: order.orderId });
  return { order, captureId: await firstCapture() };
}

async function paidAndBlocked(): Promise<TestOrder> {
  const order = await world.placePaidOrder({ person: { nameJa: `金糸雀 ${MISSING_GLYPH}` } });
  expect(await world.order(order.orderId)).toMatchObject({ attention: 'missing_glyph' });
  return order;
}

const refunds = async () => (await world.payPal.books()).refunds;
const tasks = (kind = 'refund_refused') =>
  world.database.prisma.staffTask.findMany({ where: { kind }, orderBy: { createdAt: 'asc' } });
/** What staff's page writes when they have paid everything out that waits for it. */
const payOut = () =>
  world.database.pool.query(
    `UPDATE refund SET paid_out_at = now(), paid_out_by = 'staff:x', payout_reference = 'transfer 1'
     WHERE state <> 'refunded' AND (channel = 'payout' OR state = 'refused')`,
  );

describe('money that no order counts', () => {
  it('goes back in full, once, and the person is told (R-190, R-208)', async () => {
    const { order, captureId } = await paidTooLate();
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'refunded' });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'refunded' });
    expect(await refunds()).toMatchObject([{ amount: { value: '500' } }]);
    const subjects = (await world.mails(order.mailAddress)).map(({ subject }) => subject);
    expect(subjects).toHaveLength(2); // lapsed, returned
  });

  it('of a doubled capture leaves the counted one alone', async () => {
    const order = await world.placePaidOrder();
    const counted = await firstCapture();
    const again = await world.payPal.control(`orders/${order.providerOrderId}/capture-again`);
    const second = String(again.id);
    expect(await giveBack(order, counted)).toEqual({ outcome: 'counted' });
    expect(await giveBack(order, second, 'duplicate')).toEqual({ outcome: 'refunded' });
    expect(await refunds()).toMatchObject([{ captureId: second }]);
    expect(await world.order(order.orderId)).toMatchObject({ state: 'printable' });
  });

  it('of another currency, with decimals, goes back too, and is never booked as yen', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.payPal.control('next-capture', { value: '12.34', currency: 'USD' });
    await settle(order);
    const captureId = await firstCapture();
    expect(await giveBack(order, captureId, 'mismatched')).toEqual({ outcome: 'refunded' });
    expect(await refunds()).toMatchObject([{ captureId, amount: { value: '12.34' } }]);
  });

  it('waits for the order’s own life to judge it first', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.deps.paypal.capture({ requestId: 'x', providerOrderId: order.providerOrderId });
    const captureId = await firstCapture();
    expect(await refusalOf(giveBack(order, captureId))).toMatchObject({ type: 'OrderStillOpen' });
    expect(await refunds()).toEqual([]);
    expect(await settle(order)).toMatchObject({ kind: 'paid' });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'counted' });
  });

  it('waits while the capture is pending, and ends when nothing came of it', async () => {
    const { order, captureId } = await paidTooLate('capture-pending');
    await world.pass(8 * 24 * HOUR);
    await world.run('lapseOrder', { orderId: order.orderId });
    expect(await refusalOf(giveBack(order, captureId))).toMatchObject({
      type: 'CaptureStillPending',
    });
    await world.payPal.control(`captures/${captureId}/settle`, { outcome: 'deny' });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'nothing_captured' });
    expect(await refunds()).toEqual([]);
  });

  it.each(['drop-before', 'drop-after', 'fail-before', 'fail-after', 'garbage'])(
    'goes back once when the refund’s outcome is not known (%s)',
    async (mode) => {
      const { order, captureId } = await paidTooLate();
      await world.payPal.fault('refund', mode);
      expect((await refusalOf(giveBack(order, captureId))).nonRetryable).toBe(false);
      expect(await giveBack(order, captureId)).toEqual({ outcome: 'refunded' });
      expect(await refunds()).toHaveLength(1);
    },
  );

  it('is not said to be back while PayPal is still working on it', async () => {
    const { order, captureId } = await paidTooLate();
    await world.payPal.control('next-refund', { status: 'PENDING' });
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      expect(await refusalOf(giveBack(order, captureId))).toMatchObject({
        type: 'RefundStillPending',
      });
    }
    expect(await world.mails(order.mailAddress)).toHaveLength(1); // lapsed
    const [refund] = await refunds();
    await world.payPal.control(`refunds/${refund?.id}/settle`, { outcome: 'complete' });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'refunded' });
    expect(await refunds()).toHaveLength(1);
  });

  it('waits for staff when PayPal refuses, and is done when they returned it there', async () => {
    const { order, captureId } = await paidTooLate();
    await world.payPal.control('next-refund', { status: 'FAILED' });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'refused' });
    expect(await world.order(order.orderId)).toMatchObject({ attention: 'refund_refused' });

    await world.deps.paypal.refund({ requestId: 'at the desk', captureId });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'refunded' });
    expect(await world.order(order.orderId)).toMatchObject({ attention: null });
  });

  it('leaves an order that is held back as it is when PayPal refuses', async () => {
    const order = await paidAndBlocked();
    const again = await world.payPal.control(`orders/${order.providerOrderId}/capture-again`);
    await world.payPal.control('next-refund', { status: 'FAILED' });
    expect(await giveBack(order, String(again.id), 'duplicate')).toEqual({ outcome: 'refused' });
    expect(await world.order(order.orderId)).toMatchObject({ attention: 'missing_glyph' });
    expect(await tasks()).toMatchObject([{ state: 'open' }]);
  });

  it('is asked about again while PayPal is down', async () => {
    const { order, captureId } = await paidTooLate();
    await world.payPal.fault('*', 'down');
    expect((await refusalOf(giveBack(order, captureId))).nonRetryable).toBe(false);
  });
});

describe('the money of an order that cannot be issued', () => {
  const refund = ({ orderId }: TestOrder) =>
    world.run('refundOrder', { orderId, cause: 'cannot_issue' });

  it('goes back in full, once, and the person is told (X-33)', async () => {
    const order = await paidAndBlocked();
    await refund(order);
    await refund(order);
    expect(await world.order(order.orderId)).toEqual({ state: 'refunded', attention: null });
    expect(await refunds()).toMatchObject([{ amount: { value: '500' } }]);
    expect(await world.mails(order.mailAddress)).toHaveLength(2); // paid, returned
  });

  it('is under way, not back, while PayPal’s answer is not known', async () => {
    const order = await paidAndBlocked();
    await world.payPal.fault('refund', 'drop-after');
    expect((await refusalOf(refund(order))).nonRetryable).toBe(false);
    expect(await world.order(order.orderId)).toMatchObject({ state: 'refunding' });
    // The books of this moment differ by what PayPal did and nobody knows; asking again mends them.
    await refund(order);
    expect(await refunds()).toHaveLength(1);
  });

  it('waits for staff when PayPal refuses, and goes back when they have it tried again (I2, R-190)', async () => {
    const order = await paidAndBlocked();
    await world.payPal.fault('refund', 'refuse', { detail: { issue: 'REFUND_FAILED' } });
    expect(await refund(order)).toEqual({ outcome: 'refused' });
    expect(await world.order(order.orderId)).toMatchObject({
      state: 'refunding',
      attention: 'refund_refused',
    });
    expect(await tasks()).toMatchObject([
      { kind: 'refund_refused', state: 'open', amountYen: 500, facts: { issue: 'REFUND_FAILED' } },
    ]);
    expect(await refund(order)).toEqual({ outcome: 'refunded' });
    expect(await world.order(order.orderId)).toEqual({ state: 'refunded', attention: null });
    expect(await tasks()).toMatchObject([{ state: 'done', doneBy: null }]);
  });

  it('is tried again under a new key after a definite no, and its task comes back when it is refused again', async () => {
    const order = await paidAndBlocked();
    for (const attempt of [1, 2]) {
      await world.payPal.control('next-refund', { status: 'FAILED' });
      expect(await refund(order)).toEqual({ outcome: 'refused' });
      expect(await tasks()).toMatchObject([{ state: 'open', facts: { attempt } }]);
      await world.database.prisma.staffTask.updateMany({
        data: { state: 'done', doneAt: world.now(), action: 'try_again' },
      });
    }
    expect(await refund(order)).toEqual({ outcome: 'refunded' });
    expect(await refunds()).toHaveLength(3);
  });

  it('is paid out by staff instead, once PayPal has refused (R-190)', async () => {
    const order = await paidAndBlocked();
    await world.payPal.fault('refund', 'refuse', {
      detail: { issue: 'REFUND_TIME_LIMIT_EXCEEDED' },
    });
    await refund(order);
    await payOut();
    expect(await refund(order)).toEqual({ outcome: 'refunded' });
    expect(await refund(order)).toEqual({ outcome: 'refunded' });
    expect(await refunds()).toEqual([]);
    expect(await world.order(order.orderId)).toEqual({ state: 'refunded', attention: null });
    expect(await world.mails(order.mailAddress)).toHaveLength(2); // paid, returned
  });

  it('is not tried again by itself once one of two members of staff has paid it out (I2, X-33)', async () => {
    const order = await paidAndBlocked();
    await world.payPal.fault('refund', 'refuse', { detail: { issue: 'REFUND_FAILED' } });
    await refund(order);
    const stand = (state: string, firstAt: Date | null) =>
      world.database.prisma.staffTask.updateMany({
        where: { kind: 'refund_refused' },
        data: { state, firstAt },
      });
    await stand('awaiting_second', world.now());
    expect(await refund(order)).toEqual({ outcome: 'refused' });
    expect(await refunds()).toEqual([]);
    expect(await tasks()).toMatchObject([{ state: 'awaiting_second' }]);
    // The second one says that the money has not gone.
    await stand('open', null);
    expect(await refund(order)).toEqual({ outcome: 'refunded' });
    expect(await refunds()).toHaveLength(1);
  });

  it('is never taken from an order that was not paid', async () => {
    const order = await world.placeOrder();
    await expect(refund(order)).rejects.toThrow(/was not paid/);
    expect(await world.order(order.orderId)).toMatchObject({ state: 'awaiting_payment' });
  });
});
