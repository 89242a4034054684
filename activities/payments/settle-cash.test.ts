import { ApplicationFailure } from '@temporalio/common';
import { createActivityWorld, DAY, HOUR } from '../../tests/support/activity-world.ts';
import type {
  ActivityWorld,
  TestOrder,
  TestOrderOptions,
} from '../../tests/support/activity-world.ts';
import type { TestCashPayment } from '../../tests/support/cash-town.ts';
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

const place = (options: TestOrderOptions = {}) =>
  world.placeOrder({ slip: 'smart-pit', ...options });
const settle = ({ orderId }: TestOrder) => world.run('settlePayment', { orderId });
const lapse = ({ orderId }: TestOrder) => world.run('lapseOrder', { orderId });
const cancel = ({ orderId }: TestOrder) => world.run('cancelOrder', { orderId });
const pay = ({ paymentId }: TestOrder, payment: TestCashPayment = {}) =>
  world.cash.pay('smart-pit', paymentId, payment);
/** Milliseconds from the deadline. */
const payNear = (order: TestOrder, ms: number, payment: TestCashPayment = {}) =>
  pay(order, {
    at: new Date(order.paymentDeadline.getTime() + ms).toISOString(),
    force: true,
    ...payment,
  });
const reverse = ({ id }: { id: string }) =>
  world.cash.control('smart-pit', `deposits/${id}/reverse`);
const giveBack = (order: TestOrder, captureId: string) =>
  world.run('returnCapture', {
    orderId: order.orderId,
    paymentId: order.paymentId,
    captureId,
    university: 'rakuo',
    cause: 'late',
  });
const stateOf = async ({ orderId }: TestOrder) => (await world.order(orderId)).state;
const begun = () =>
  world.lives.told('startRefund').map(([{ captureId, cause }]) => ({ captureId, cause }));
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
const complete = { kind: 'paid', issuance: { state: 'complete' } };

async function refusalOf(call: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await failureOf(call);
  if (!(error instanceof ApplicationFailure)) throw error;
  return error;
}

/** How much of each deposit counts, and how much goes back, oldest first. */
async function parts(): Promise<string[]> {
  const rows = await world.database.prisma.deposit.findMany({ orderBy: { paidAt: 'asc' } });
  return rows.map(({ countedYen, returningYen }) => `${countedYen} counted, ${returningYen} back`);
}

describe('cash that is in order', () => {
  it('is counted when the store says so, booked, and the documents issued at once, though it is provisional (R-206)', async () => {
    const order = await place();
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    const { id } = await pay(order, { kind: 'provisional' });
    expect(await settle(order)).toEqual(complete);
    expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
    expect(await world.payment(order.paymentId)).toEqual({
      state: 'captured',
      captureId: `smart-pit:${id}`,
    });
    await world.cash.control('smart-pit', `deposits/${id}/final`);
    expect(await settle(order)).toEqual(complete);
    expect(await world.database.prisma.deposit.findMany()).toMatchObject([{ kind: 'final' }]);
    expect(await refunds()).toEqual([]);
  });

  it('is counted once, though twenty look at it in the same moment (I2)', async () => {
    const order = await place();
    await pay(order);
    const all = await Promise.all(Array.from({ length: 20 }, () => settle(order)));
    expect(all.every(({ kind }) => kind === 'paid')).toBe(true);
    expect(await parts()).toEqual(['500 counted, 0 back']);
    const { rows } = await world.database.pool.query(
      `SELECT action FROM audit_entry WHERE action IN ('paid', 'deposit_received')`,
    );
    expect(rows).toHaveLength(2);
  });

  it('adds up from parts, in whatever order they are told, and is paid when the last one was (R-208)', async () => {
    const order = await place();
    await pay(order, {
      amountYen: 300,
      at: new Date(order.paymentDeadline.getTime() - HOUR).toISOString(),
    });
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    expect(await stateOf(order)).toBe('awaiting_payment');
    await pay(order, { amountYen: 200, force: true });
    expect(await settle(order)).toEqual(complete);
    expect(await parts()).toEqual(['200 counted, 0 back', '300 counted, 0 back']);
    const { paidAt } = await world.database.prisma.order.findUniqueOrThrow({
      where: { id: order.orderId },
    });
    expect(paidAt?.getTime()).toBe(order.paymentDeadline.getTime() - HOUR);
  });
});

describe('the deadline of cash (R-198, R-208, I9)', () => {
  it.each([
    [-1, 'paid', 'printable'],
    [0, 'lapsed', 'lapsed'],
    [1, 'lapsed', 'lapsed'],
  ] as const)('%i ms from it, however late it is noticed: %s', async (ms, kind, state) => {
    const order = await place();
    await payNear(order, ms);
    await world.pass(7 * DAY + HOUR);
    expect(await lapse(order)).toMatchObject({ kind });
    expect(await stateOf(order)).toBe(state);
    expect(begun().map(({ cause }) => cause)).toEqual(ms < 0 ? [] : ['late']);
    expect(await tasks()).toHaveLength(ms < 0 ? 0 : 1);
  });

  it('asks once more before it lapses, and does not lapse while the provider is silent (R-326)', async () => {
    const order = await place();
    await pay(order);
    await world.pass(8 * DAY);
    await world.fault('smart-pit', '*', 'down');
    expect((await refusalOf(lapse(order))).nonRetryable).toBe(false);
    expect(await stateOf(order)).toBe('awaiting_payment');
    await world.noFaults();
    expect(await lapse(order)).toEqual(complete);
  });

  it('closes the slip before it lapses, and counts what was paid between the question and that', async () => {
    const order = await place();
    await world.pass(7 * DAY);
    const cash = world.deps.cash;
    let isFirst = true;
    world.deps.cash = {
      ...cash,
      'smart-pit': {
        ...cash['smart-pit'],
        async getSlip(key) {
          const answer = await cash['smart-pit'].getSlip(key);
          if (isFirst) await payNear(order, -1);
          isFirst = false;
          return answer;
        },
      },
    };
    try {
      expect(await lapse(order)).toMatchObject({ kind: 'paid' });
    } finally {
      world.deps.cash = cash;
    }
  });

  it('owes a part of the sum when it has passed, once, and the refund waits for staff (R-190, I2)', async () => {
    const order = await place();
    const { id } = await pay(order, { amountYen: 200 });
    await settle(order);
    await world.pass(7 * DAY);
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(await lapse(order)).toEqual({ kind: 'lapsed' });
    expect(begun()).toContainEqual({ captureId: `smart-pit:${id}`, cause: 'partial' });
    expect(await tasks()).toMatchObject([{ amountYen: 200, facts: { cause: 'partial' } }]);
  });
});

describe('cash that nobody waits for (R-190, R-208, I2)', () => {
  it.each([['too much', { amountYen: 700 }, ['500 counted, 200 back'], 'excess', 200]] as const)(
    '%s: the rest is owed',
    async (_what, payment, expected, cause, amountYen) => {
      const order = await place();
      await pay(order, payment);
      expect(await settle(order)).toEqual(complete);
      expect(await parts()).toEqual(expected);
      expect(await tasks()).toMatchObject([{ amountYen, facts: { cause } }]);
    },
  );

  it('twice: the second is owed, paid out by staff, and the person told of both (R-190)', async () => {
    const order = await place();
    await pay(order);
    await settle(order);
    const { id } = await pay(order, { force: true });
    expect(await settle(order)).toMatchObject({ kind: 'paid' });
    const captureId = `smart-pit:${id}`;
    expect(begun()).toEqual([{ captureId, cause: 'duplicate' }]);
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'owed' });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'owed' });
    expect(await subjects(order)).toHaveLength(2); // numbers, owed
    await payOut();
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'refunded' });
    expect(await giveBack(order, captureId)).toEqual({ outcome: 'refunded' });
    expect(await subjects(order)).toHaveLength(3);
    expect(await tasks()).toMatchObject([{ state: 'done' }]);
    expect(await stateOf(order)).toBe('printable');
  });

  it('for an order that has ended is found by the life that was begun for it', async () => {
    const order = await place();
    await world.pass(7 * DAY);
    await lapse(order);
    const { id } = await pay(order, { force: true });
    expect(await giveBack(order, `smart-pit:${id}`)).toEqual({ outcome: 'owed' });
    expect(await tasks()).toMatchObject([{ facts: { cause: 'late' } }]);
    expect(await giveBack(order, 'smart-pit:unheard-of')).toEqual({ outcome: 'nothing_captured' });
  });

  it('for a slip that was closed because the person paid by card is a double payment, also while cards are silent', async () => {
    const order = await place();
    const paypal = await payByCardInstead(order);
    await settle(order);
    expect(await stateOf(order)).toBe('printable');
    await pay(order, { force: true });
    await settle(order);
    expect(begun().map(({ cause }) => cause)).toEqual(['duplicate']);
    expect(await world.payment(paypal)).toMatchObject({ state: 'captured' });
  });

  it('does not hold up a card payment when the provider of a closed slip is silent (R-326)', async () => {
    const order = await place();
    await payByCardInstead(order);
    await world.fault('smart-pit', '*', 'down');
    expect(await settle(order)).toEqual(complete);
    await world.noFaults();
  });

  it('begins its life again when Temporal was away, without owing it twice', async () => {
    const order = await place();
    await pay(order, { amountYen: 700 });
    world.lives.answer({
      startRefund: async () => {
        throw new Error('away');
      },
    });
    await expect(settle(order)).rejects.toThrow('away');
    world.lives.forget();
    await settle(order);
    expect(begun()).toHaveLength(1);
    expect(await tasks()).toHaveLength(1);
  });
});

describe('giving an unpaid order up', () => {
  it('closes the slip first, however long the provider is silent: nobody can pay it afterwards (R-178, R-326)', async () => {
    const order = await place();
    await world.fault('smart-pit', '*', 'down');
    expect((await refusalOf(cancel(order))).nonRetryable).toBe(false);
    expect(await stateOf(order)).toBe('awaiting_payment');
    await world.noFaults();
    expect(await cancel(order)).toEqual({ state: 'cancelled' });
    expect(await cancel(order)).toEqual({ state: 'cancelled' });
    await expect(pay(order)).rejects.toThrow('cancelled');
  });

  it('is refused when it was paid first (R-178)', async () => {
    const order = await place();
    await pay(order);
    expect(await refusalOf(cancel(order))).toMatchObject({
      type: 'AlreadyPaid',
      nonRetryable: true,
    });
    expect(await settle(order)).toEqual(complete);
  });

  it('owes the part that was paid (R-190)', async () => {
    const order = await place();
    await pay(order, { amountYen: 200 });
    expect(await cancel(order)).toEqual({ state: 'cancelled' });
    expect(begun().map(({ cause }) => cause)).toEqual(['order_closed']);
  });
});

describe('cash that the store takes back', () => {
  it('before it counted is nothing any more', async () => {
    const order = await place();
    const deposit = await pay(order, { amountYen: 200, kind: 'provisional' });
    await settle(order);
    await reverse(deposit);
    expect(await settle(order)).toEqual({ kind: 'unpaid' });
    await pay(order, { force: true });
    expect(await settle(order)).toEqual(complete);
  });

  it('before anything was printed: documents are taken back, the order cancelled, the person told (R-190)', async () => {
    const order = await place();
    const deposit = await pay(order, { kind: 'provisional' });
    await settle(order);
    await reverse(deposit);
    expect(await settle(order)).toEqual({ kind: 'reversed' });
    // An attempt whose answer was lost says the same: else the life would wait for prints of a cancelled order.
    expect(await settle(order)).toEqual({ kind: 'reversed' });
    expect(await stateOf(order)).toBe('cancelled');
    expect(await world.payment(order.paymentId)).toMatchObject({ state: 'reversed' });
    const states = (await world.printJobs(order.orderId)).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['removed']));
    expect(await subjects(order)).toHaveLength(2); // numbers, cancelled
    await settle(order);
    expect(await tasks('payment_reversed')).toEqual([]);
  });

  it('of one part of the sum: the other part is owed (R-190)', async () => {
    const order = await place();
    const first = await pay(order, { amountYen: 200, kind: 'provisional' });
    await pay(order, { amountYen: 300, force: true });
    await settle(order);
    await reverse(first);
    expect(await settle(order)).toEqual({ kind: 'reversed' });
    expect(await tasks()).toMatchObject([{ amountYen: 300, facts: { cause: 'partial' } }]);
  });

  it('after printing is a task of staff, and the order stays printed', async () => {
    const order = await place();
    const deposit = await pay(order, { kind: 'provisional' });
    await settle(order);
    await printAll(order);
    await world.run('recordPrinted', { orderId: order.orderId });
    await reverse(deposit);
    await settle(order);
    await settle(order);
    expect(await stateOf(order)).toBe('printed');
    expect(await tasks('payment_reversed')).toMatchObject([
      { state: 'open', amountYen: 500, facts: { printedCopies: 1 } },
    ]);
  });

  it('while it is being printed: the print is believed, and the rest is for staff', async () => {
    const order = await place();
    const deposit = await pay(order, { kind: 'provisional' });
    await settle(order);
    const [job] = await world.printJobs(order.orderId);
    await world.printAtStore(job?.code ?? '', 1, 'seven-eleven');
    await reverse(deposit);
    expect(await settle(order)).toEqual({ kind: 'paid', issuance: { state: 'complete' } });
    expect(await tasks('payment_reversed')).toHaveLength(1);
    await world.run('recordPrinted', { orderId: order.orderId });
  });

  it('when it was owed already is paid out by the store itself', async () => {
    const order = await place();
    await pay(order);
    await settle(order);
    const second = await pay(order, { force: true, kind: 'provisional' });
    await settle(order);
    await reverse(second);
    await settle(order);
    expect(await tasks()).toMatchObject([{ state: 'done', note: 'reversed' }]);
    expect(await giveBack(order, `smart-pit:${second.id}`)).toEqual({ outcome: 'refunded' });
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

/** As the page does that changes the way to pay: the slip closed at its provider, then an order at PayPal, approved. */
async function payByCardInstead(order: TestOrder): Promise<string> {
  const { prisma, pool } = world.database;
  const card = await world.placeOrder();
  await world.deps.cash['smart-pit'].cancelSlip(order.paymentId);
  await prisma.payment.update({ where: { id: order.paymentId }, data: { state: 'abandoned' } });
  await pool.query('UPDATE payment SET order_id = $2 WHERE id = $1', [
    card.paymentId,
    order.orderId,
  ]);
  await pool.query('DELETE FROM order_line WHERE order_id = $1', [card.orderId]);
  await pool.query('DELETE FROM "order" WHERE id = $1', [card.orderId]);
  await world.approve(card);
  return card.paymentId;
}
