import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { RefundTerms } from '../../domain/orders/refund-policy.ts';
import { createActivityWorld, DAY } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';
import { failureOf } from '../../tests/support/paypal-town.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());
/** Every test of money ends here: database, PayPal's books and those of the stores say the same. */
afterEach(() => checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url }));

const settle = ({ orderId }: TestOrder) => world.run('settlePayment', { orderId });
const stateOf = async ({ orderId }: TestOrder) => (await world.order(orderId)).state;
const tasks = async (kind = 'owed_money') =>
  world.database.prisma.staffTask.findMany({ where: { kind }, orderBy: { createdAt: 'asc' } });
const refunds = () => world.database.prisma.refund.findMany({ orderBy: { requestedAt: 'asc' } });
const payOut = () =>
  world.database.pool.query(
    `UPDATE refund SET paid_out_at = now(), paid_out_by = 'staff:x', payout_reference = 'transfer 1'
     WHERE channel = 'payout' AND paid_out_at IS NULL`,
  );
const subjects = async ({ mailAddress }: TestOrder) =>
  (await world.mails(mailAddress)).map(({ subject }) => subject);
async function refusalOf(call: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await failureOf(call);
  if (!(error instanceof ApplicationFailure)) throw error;
  return error;
}

describe('giving a paid order up (R-179, R-190, X-33)', () => {
  async function withTerms(terms: Partial<RefundTerms>, test: () => Promise<void>) {
    const { profiles } = world.deps;
    world.deps.profiles = {
      ...profiles,
      async forUniversity(...of) {
        const loaded = await profiles.forUniversity(...of);
        if (!loaded) return loaded;
        const { certificate } = loaded.profile;
        const refunds = { ...certificate.refunds, ...terms };
        return {
          ...loaded,
          profile: { ...loaded.profile, certificate: { ...certificate, refunds } },
        };
      },
    };
    try {
      await test();
    } finally {
      world.deps.profiles = profiles;
    }
  }
  const withdraw = (
    { orderId }: TestOrder,
    cause: 'cancelled_by_person' | 'cancelled_by_staff' = 'cancelled_by_person',
  ) => world.run('withdrawOrder', { orderId, cause, actor: 'account:one' });
  const refund = (
    { orderId }: TestOrder,
    cause: 'cancelled_by_person' | 'cancelled_by_staff' = 'cancelled_by_person',
  ) => world.run('refundOrder', { orderId, cause });

  it('of cash: nothing can be printed, it is owed, paid out, and the end is told once', async () => {
    await withTerms({ cancelledByPersonUntil: 'printing' }, async () => {
      const order = await world.placeOrder({ slip: 'smart-pit' });
      await world.cash.pay('smart-pit', order.paymentId, {});
      await settle(order);
      await withdraw(order);
      await withdraw(order);
      expect(await stateOf(order)).toBe('refunding');
      expect(await refund(order)).toEqual({ outcome: 'owed' });
      expect(await refund(order)).toEqual({ outcome: 'owed' });
      expect(await tasks()).toMatchObject([{ amountYen: 500, state: 'open' }]);
      await payOut();
      expect(await refund(order)).toEqual({ outcome: 'refunded' });
      expect(await refund(order)).toEqual({ outcome: 'refunded' });
      expect(await stateOf(order)).toBe('refunded');
      expect(await subjects(order)).toHaveLength(4); // numbers, cancelled, owed, paid out
      const { rows } = await world.database.pool.query(
        `SELECT actor FROM audit_entry WHERE action = 'cancel_paid'`,
      );
      expect(rows).toEqual([{ actor: 'account:one' }]);
    });
  });

  it('is for staff once a number is out: what was printed may be told after the money has gone (I3)', async () => {
    await withTerms({ cancelledByPersonUntil: 'numbers' }, async () => {
      const order = await world.placePaidOrder();
      expect(await refusalOf(withdraw(order))).toMatchObject({ type: 'NotRefundable' });
      expect(await stateOf(order)).toBe('printable');
      expect((await world.printJobs(order.orderId)).map(({ state }) => state)).toEqual([
        'ready',
        'ready',
      ]);
      await withdraw(order, 'cancelled_by_staff');
      expect(await stateOf(order)).toBe('refunding');
    });
  });

  it('keeps what the terms at placement let the university keep, also of a card payment', async () => {
    await withTerms({ cancelledByPerson: 'minus_system_fee' }, async () => {
      const order = await world.placePaidOrder();
      await withdraw(order);
      expect(await refund(order)).toEqual({ outcome: 'refunded' });
      expect(await refunds()).toMatchObject([{ amountYen: 400, cause: 'cancelled_by_person' }]);
      expect((await world.payPal.books()).totals).toMatchObject({ refundedYen: 400, keptYen: 100 });
    });
  });

  it('is refused where the terms give nothing back, and nothing is taken from the networks', async () => {
    await withTerms({ cancelledByPerson: 'none' }, async () => {
      const order = await world.placePaidOrder();
      expect(await refusalOf(withdraw(order))).toMatchObject({ type: 'NotRefundable' });
      expect(await stateOf(order)).toBe('printable');
      const states = (await world.printJobs(order.orderId)).map(({ state }) => state);
      expect(states).not.toContain('removed');
      await withdraw(order, 'cancelled_by_staff');
      expect(await refund(order, 'cancelled_by_staff')).toEqual({ outcome: 'refunded' });
    });
  });

  it('gives back no more than was decided about: what was paid in between is not given up (X-33)', async () => {
    const order = await world.placePaidOrder();
    const asked = {
      ...{ orderId: order.orderId, actor: 'staff:one' },
      cause: 'cancelled_by_staff' as const,
    };
    const decided = (mostYen: number) => world.run('withdrawOrder', { ...asked, mostYen });
    for (const yen of [0, order.totalYen - 1]) {
      expect(await refusalOf(decided(yen))).toMatchObject({ type: 'AlreadyPaid' });
    }
    expect(await stateOf(order)).toBe('printable');
    const states = (await world.printJobs(order.orderId)).map(({ state }) => state);
    expect(states).not.toContain('removed');
    await decided(order.totalYen);
    expect(await refund(order, 'cancelled_by_staff')).toEqual({ outcome: 'refunded' });
  });

  it('by staff ends what they were to look at for printing it, in their name (R-304)', async () => {
    const order = await world.placePaidOrder({ person: { nameJa: '\u{2A6DF}\u{E01EF}' } });
    const { orderId } = order;
    expect(await tasks('missing_glyph')).toMatchObject([{ orderId, state: 'open' }]);
    const staffId = randomUUID();
    const cause = 'cancelled_by_staff';
    await world.run('withdrawOrder', { orderId, cause, actor: `staff:${staffId}` });
    expect(await tasks('missing_glyph')).toMatchObject([
      { state: 'done', doneBy: staffId, action: 'cancel_and_refund' },
    ]);
  });

  it('is refused when a print slipped in; what is left of it is offered again (R-189)', async () => {
    const order = await world.placePaidOrder({ copies: [2] });
    const [job] = await world.printJobs(order.orderId);
    await world.printAtStore(job?.code ?? '', 1, 'seven-eleven');
    expect(await refusalOf(withdraw(order))).toMatchObject({ type: 'AlreadyPrinted' });
    expect(await stateOf(order)).toBe('partly_printed');
    const states = (await world.printJobs(order.orderId)).map(({ state }) => state);
    expect(states).toContain('requested');
  });

  it('waits while a network does not confirm, and is refused once the order has ended', async () => {
    const order = await world.placePaidOrder();
    await world.fault('netprint', '*', 'down');
    expect((await refusalOf(withdraw(order))).nonRetryable).toBe(false);
    expect(await stateOf(order)).toBe('printable');
    await world.noFaults();
    await world.pass(8 * DAY);
    await world.run('closePrintWindow', { orderId: order.orderId });
    expect(await refusalOf(withdraw(order))).toMatchObject({ type: 'OrderEnded' });
  });
});

describe('money that PayPal gives back by itself', () => {
  const returnThere = async (order: TestOrder, amountYen?: number) => {
    const { captureId } = await world.payment(order.paymentId);
    await world.deps.paypal.refund({
      requestId: `there ${String(amountYen)}`,
      captureId: captureId ?? '',
      ...(amountYen !== undefined && { amountYen }),
    });
  };

  it('before anything was printed: the order is cancelled (X-33)', async () => {
    const order = await world.placePaidOrder();
    await returnThere(order);
    expect(await settle(order)).toEqual({ kind: 'reversed' });
    expect(await stateOf(order)).toBe('cancelled');
    await settle(order);
    expect(await refunds()).toEqual([]);
  });

  it.each([
    ['a part of it', 200, false],
    ['after printing', undefined, true],
  ])('%s: is put before staff, once, and the order stays', async (_what, yen, isPrinted) => {
    const order = await world.placePaidOrder();
    if (isPrinted) {
      await printAll(order);
      await world.run('recordPrinted', { orderId: order.orderId });
    }
    await returnThere(order, yen);
    await settle(order);
    await settle(order);
    expect(await tasks('payment_reversed')).toMatchObject([{ amountYen: yen ?? 500 }]);
    expect(await stateOf(order)).toBe(isPrinted ? 'printed' : 'printable');
  });
});

/** Prints everything at the store, as the watch would write it down. */
async function printAll(order: TestOrder): Promise<void> {
  const [job] = await world.printJobs(order.orderId);
  await world.printAtStore(job?.code ?? '', 1, 'seven-eleven');
  await world.database.pool.query('UPDATE print_job SET printed_count = 1 WHERE id = $1', [
    job?.id,
  ]);
}
