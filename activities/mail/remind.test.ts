import { createActivityWorld, HOUR, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { sendReminders } from './remind.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const remind = () => sendReminders(world.deps);
const deadlineOf = async ({ orderId }: TestOrder, which: 'payment' | 'print') => {
  const order = await world.database.prisma.order.findUniqueOrThrow({ where: { id: orderId } });
  return (which === 'payment' ? order.paymentDeadline : order.printDeadline).getTime();
};
/** Lets time pass until so long before a deadline. */
const goTo = async (order: TestOrder, which: 'payment' | 'print', before: number) =>
  world.pass((await deadlineOf(order, which)) - before - world.now().getTime());
const subjects = async ({ mailAddress }: TestOrder) =>
  (await world.mails(mailAddress)).map(({ subject }) => subject);

describe('reminders', () => {
  it('come before the payment deadline of a slip, once for each of the hours, with the numbers (R-178, R-198)', async () => {
    const order = await world.placeOrder({ slip: 'smart-pit' });
    await world.database.pool.query(
      `UPDATE payment SET state = 'open', slip = '[{"kind":"smart_pit","value":"0123456789012"}]' WHERE order_id = $1`,
      [order.orderId],
    );
    expect(await remind()).toBe(0);
    await goTo(order, 'payment', 72 * HOUR + MINUTE);
    expect(await remind()).toBe(0);
    await goTo(order, 'payment', 72 * HOUR - MINUTE);
    expect([await remind(), await remind()]).toEqual([1, 0]);
    await goTo(order, 'payment', 2 * HOUR);
    expect([await remind(), await remind()]).toEqual([1, 0]);
    const [first, second, ...more] = await world.mails(order.mailAddress);
    expect(more).toEqual([]);
    for (const mail of [first, second]) {
      expect(mail?.subject).toContain('支払いの期限が近づいています');
      expect(mail?.text).toContain('0123-4567-89012');
      expect(mail?.text).toContain('0123456789012');
      expect(mail?.text).toContain(`/orders/${order.orderId}/payment-slip`);
    }
  });

  it('do not come at the deadline, and never for what is paid (R-198)', async () => {
    const order = await world.placeOrder({ slip: 'smart-pit' });
    await goTo(order, 'payment', 0);
    expect(await remind()).toBe(0);
    expect(await subjects(order)).toEqual([]);
  });

  it('come before the print deadline with the numbers and the copies that are left, and of a moved deadline anew (R-219, R-221, X-14)', async () => {
    const order = await world.placePaidOrder();
    await goTo(order, 'print', 3 * HOUR);
    expect([await remind(), await remind()]).toEqual([1, 0]);
    await world.database.pool.query(
      `UPDATE "order" SET print_deadline = print_deadline + interval '1 day' WHERE id = $1`,
      [order.orderId],
    );
    expect(await remind()).toBe(0);
    await goTo(order, 'print', 24 * HOUR);
    expect([await remind(), await remind()]).toEqual([1, 0]);
    const reminders = (await world.mails(order.mailAddress)).filter(({ subject }) =>
      subject.includes('印刷の期限が近づいています'),
    );
    expect(reminders).toHaveLength(2);
    const [job] = await world.printJobs(order.orderId);
    expect(reminders[0]?.text).toContain(job?.code ?? 'a number');
    expect(reminders[0]?.text).toContain('残りの部数: ');
  });

  it('do not come for a moment that was over when the numbers came', async () => {
    const order = await world.placePaidOrder();
    await goTo(order, 'print', 3 * HOUR);
    await world.database.pool.query(`UPDATE "order" SET printable_at = $2 WHERE id = $1`, [
      order.orderId,
      world.now(),
    ]);
    expect(await remind()).toBe(0);
  });

  it('do not come where there is no address', async () => {
    const order = await world.placePaidOrder();
    await goTo(order, 'print', 3 * HOUR);
    await world.database.pool.query('UPDATE account SET mail_address = NULL');
    expect(await remind()).toBe(0);
  });
});
