import { createActivityWorld, HOUR, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { messageIdFor } from '../../platform/mail-queue.ts';
import { sendWaitingMails } from './outbox.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const storedMails = () => world.database.prisma.mailMessage.findMany();
const drain = () => sendWaitingMails(world.deps);

/** An order whose mail with the numbers was tried once while the mail server was as `mode` says. */
async function mailWhile(operation: string, mode: string, more: object = {}): Promise<TestOrder> {
  const order = await world.placeOrder();
  await world.approve(order);
  await world.fault('mailbox', operation, mode, more);
  await world.run('settlePayment', { orderId: order.orderId });
  // However it went with the mail: the numbers can be used.
  expect(await world.order(order.orderId)).toMatchObject({ state: 'printable' });
  return order;
}

it('waits in the queue while the mail server is away, and goes out later', async () => {
  const order = await mailWhile('*', 'down');
  expect(await storedMails()).toMatchObject([{ state: 'queued', attempts: 1 }]);
  expect(await drain()).toBe(0); // not yet its turn
  await world.pass(MINUTE);
  expect(await drain()).toBe(0); // still away
  expect(await storedMails()).toMatchObject([{ state: 'queued', attempts: 2 }]);
  await world.noFaults();
  await world.pass(MINUTE);
  expect(await drain()).toBe(1);
  expect(await drain()).toBe(0);
  expect(await world.mails(order.mailAddress)).toHaveLength(1);
  expect(await storedMails()).toMatchObject([{ state: 'accepted', nextTryAt: null }]);
});

it('is tried ever more rarely, at least every 31 minutes', async () => {
  await mailWhile('*', 'down');
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 14; attempt += 1) {
    const [mail] = await storedMails();
    const pause = (mail?.nextTryAt?.getTime() ?? 0) - world.now().getTime();
    pauses.push(pause);
    await world.pass(pause + 1_000);
    await drain();
  }
  expect(Math.max(...pauses)).toBeLessThanOrEqual(31 * MINUTE);
  expect(pauses.at(-1)).toBeGreaterThan(29 * MINUTE);
  expect(pauses[0]).toBeLessThan(MINUTE);
});

it('has the same Message-ID when the reply was lost and it is sent again (I12)', async () => {
  const order = await mailWhile('data', 'drop-after');
  await world.pass(HOUR);
  expect(await drain()).toBe(1);
  const [first, second, ...more] = await world.mails(order.mailAddress);
  expect(more).toEqual([]);
  expect(second?.messageId).toBe(first?.messageId);
  expect(second?.text).toBe(first?.text);
});

it('is never sent again to an address that is refused for good', async () => {
  const order = await mailWhile('recipient', 'refuse', { status: 550 });
  expect(await storedMails()).toMatchObject([{ state: 'undeliverable', reason: 'smtp 550' }]);
  await world.pass(HOUR);
  expect(await drain()).toBe(0);
  expect(await world.mails(order.mailAddress)).toEqual([]);
});

it('is sent once, however many senders there are at once', async () => {
  const order = await mailWhile('*', 'down');
  await world.noFaults();
  await world.pass(HOUR);
  const copies = 40;
  await world.database.pool.query(
    `INSERT INTO mail_message (id, key, template, locale, recipient, sender, sender_name, message_id, subject, text,
       html, attempts, next_try_at)
     SELECT gen_random_uuid(), 'copy' || n, template, locale, recipient, sender, sender_name, '<' || n || '@x.example>',
       subject, text, html, attempts, next_try_at FROM mail_message, generate_series(1, $1) n`,
    [copies],
  );
  const sent = await Promise.all(Array.from({ length: 5 }, drain));
  expect(sent.reduce((sum, count) => sum + count, 0)).toBe(copies + 1);
  expect(await world.mails(order.mailAddress)).toHaveLength(copies + 1);
});

it('is taken up by another when its sender was killed in the middle', async () => {
  const order = await mailWhile('*', 'down');
  await world.noFaults();
  await world.pass(HOUR);
  // A sender takes it and is killed before SMTP: that is the lease, and nothing else.
  await world.database.pool.query(`UPDATE mail_message SET next_try_at = $1`, [
    new Date(world.now().getTime() + MINUTE),
  ]);
  expect(await drain()).toBe(0);
  await world.pass(MINUTE + 1_000);
  expect(await drain()).toBe(1);
  expect(await world.mails(order.mailAddress)).toHaveLength(1);
});

it('comes from the university, and its Message-ID tells nobody anything (R-277)', async () => {
  const order = await world.placePaidOrder();
  const [mail] = await world.mails(order.mailAddress);
  expect(mail).toMatchObject({ from: expect.stringContaining('<certificates@aomine.example>') });
  expect(mail?.messageId).toMatch(/^<[0-9a-f]{32}@aomine\.example>$/);
  expect(messageIdFor('a', 'x@aomine.example')).not.toBe(messageIdFor('b', 'x@aomine.example'));
});

it('says nothing to an account without an address', async () => {
  const order = await world.placeOrder();
  await world.database.pool.query(
    `UPDATE account SET mail_address = NULL FROM "order" o WHERE o.account_id = account.id AND o.id = $1`,
    [order.orderId],
  );
  await world.approve(order);
  await world.run('settlePayment', { orderId: order.orderId });
  expect(await storedMails()).toEqual([]);
});
