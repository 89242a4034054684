import { ApplicationFailure } from '@temporalio/common';
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
afterEach(() => checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url }));

const close = ({ orderId }: TestOrder, attempt = 1) =>
  world.run('closePrintWindow', { orderId }, { attempt });

/** The window's last moment has passed for the product; the town's clock may follow later. */
const deadline = () => world.setOwnClock(7 * DAY);

async function accountsOf({ orderId }: TestOrder): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ event: string }>(
    'SELECT event FROM journal_entry WHERE order_id = $1 ORDER BY booked_at',
    [orderId],
  );
  return rows.map(({ event }) => event);
}

async function living(order: TestOrder): Promise<string[]> {
  const both = await Promise.all([
    world.documents('netprint', order.orderId),
    world.documents('network-print', order.orderId),
  ]);
  return both
    .flat()
    .filter(({ end }) => end === null)
    .map(({ name }) => name);
}

async function numberOf(order: TestOrder, network = 'netprint'): Promise<string> {
  const job = (await world.printJobs(order.orderId)).find((one) => one.network === network);
  return job?.code ?? '';
}

it('removes every document, forfeits the money, and says so once (R-189, R-219, R-291)', async () => {
  const order = await world.placePaidOrder();
  const number = await numberOf(order);
  deadline();
  expect(await close(order)).toEqual({ outcome: 'print_expired' });
  expect(await close(order)).toEqual({ outcome: 'print_expired' });
  expect(await living(order)).toEqual([]);
  expect(await accountsOf(order)).toEqual(['captured', 'forfeited']);
  expect(await world.order(order.orderId)).toMatchObject({ state: 'print_expired' });
  expect(await world.mails(order.mailAddress)).toHaveLength(2); // numbers, expired
  expect((await world.printAtStore(number)).status).toBe(409);
});

it('tells the person also when an earlier attempt was killed before it did', async () => {
  const order = await world.placePaidOrder();
  deadline();
  await close(order);
  await world.database.pool.query(`DELETE FROM mail_message WHERE template = 'print-expired'`);
  expect(await close(order)).toEqual({ outcome: 'print_expired' });
  const { rows } = await world.database.pool.query(
    `SELECT state FROM mail_message WHERE template = 'print-expired'`,
  );
  expect(rows).toEqual([{ state: 'accepted' }]);
});

it.each([
  ['netprint', 'remove', 'fail-before'],
  ['netprint', 'list', 'drop-before'],
  ['network-print', 'remove', 'fail-before'],
  ['network-print', '*', 'down'],
])('is not over before %s has confirmed (%s %s)', async (party, operation, mode) => {
  const order = await world.placePaidOrder();
  deadline();
  await world.fault(party, operation, mode, { times: 50 });
  const failure = await failureOf(close(order));
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'RemovalNotConfirmed', nonRetryable: false });
  expect(await world.order(order.orderId)).toMatchObject({ state: 'printable' });
  expect(await living(order)).toHaveLength(1);
  await world.noFaults();
  expect(await close(order, 2)).toEqual({ outcome: 'print_expired' });
  expect(await living(order)).toEqual([]);
});

it('is not yet over while the deadline on the row is later than the life knew (X-14)', async () => {
  const order = await world.placePaidOrder();
  deadline();
  const later = new Date(order.printDeadline.getTime() + DAY);
  await world.database.pool.query('UPDATE "order" SET print_deadline = $2 WHERE id = $1', [
    order.orderId,
    later,
  ]);
  expect(await close(order)).toMatchObject({
    outcome: 'not_yet',
    deadlines: { printDeadline: later.toISOString() },
  });
  expect(await living(order)).toHaveLength(2);
});

it('believes a print that nobody had counted yet', async () => {
  const order = await world.placePaidOrder();
  expect((await world.printAtStore(await numberOf(order))).status).toBe(200);
  deadline();
  expect(await close(order)).toEqual({ outcome: 'printed' });
  expect(await accountsOf(order)).toEqual(['captured', 'issued']);
  expect(await close(order)).toEqual({ outcome: 'printed' });
  expect(await world.mails(order.mailAddress)).toHaveLength(1);
});

it('adds up prints at both networks', async () => {
  const order = await world.placePaidOrder({ copies: [2] });
  await world.printAtStore(await numberOf(order));
  await world.printAtStore(await numberOf(order, 'network-print'), 1, 'lawson');
  deadline();
  expect(await close(order)).toEqual({ outcome: 'printed' });
});

it('is issued, not forfeited, once a part was printed', async () => {
  const order = await world.placePaidOrder({ copies: [2] });
  await world.printAtStore(await numberOf(order));
  deadline();
  expect(await close(order)).toEqual({ outcome: 'print_expired' });
  expect(await accountsOf(order)).toEqual(['captured', 'issued']);
});

it('says that an order never was printable, and leaves its money to be returned (X-33)', async () => {
  const order = await world.placePaidOrder({ person: { nameJa: '\u{2A6DF}\u{E01EF}' } });
  deadline();
  expect(await close(order)).toEqual({ outcome: 'never_printable' });
  expect(await accountsOf(order)).toEqual(['captured']);
  await world.run('refundOrder', { orderId: order.orderId, cause: 'cannot_issue' });
  expect(await accountsOf(order)).toEqual(['captured', 'refund_requested', 'refunded']);
});

it('tells the person, and nobody else has to act, when an order that cost nothing never was printable (R-188, X-33)', async () => {
  const person = { nameJa: '\u{2A6DF}\u{E01EF}' };
  const order = await world.placeOrder({ person, isFree: true });
  await world.run('issueDocuments', { orderId: order.orderId, isUsable: false });
  deadline();
  expect(await close(order)).toEqual({ outcome: 'never_printable' });
  for (const cause of ['cannot_issue', 'cannot_issue'] as const) {
    await world.run('refundOrder', { orderId: order.orderId, cause });
  }
  expect(await world.order(order.orderId)).toMatchObject({ state: 'cancelled' });
  const subjects = (await world.mails(order.mailAddress)).map(({ subject }) => subject);
  expect(subjects.filter((subject) => subject.includes('申請を取りやめました'))).toHaveLength(1);
  const open = { where: { orderId: order.orderId, state: 'open' } };
  expect(await world.database.prisma.staffTask.count(open)).toBe(0);
});

it('returns the money also when only one of its certificates lost every number (X-33)', async () => {
  const order = await world.placePaidOrder({ copies: [1, 1], networks: ['netprint'] });
  const [first] = await world.printJobs(order.orderId);
  await world.post('/netprint/control/lose', { document: first?.key });
  await world.run('watchPrinting', undefined);
  expect(await world.order(order.orderId)).toMatchObject({ state: 'preparing' });
  deadline();
  expect(await close(order)).toEqual({ outcome: 'never_printable' });
});

it('ends an order that was printed in part while another certificate had no number', async () => {
  const order = await world.placePaidOrder({ copies: [1, 1], networks: ['netprint'] });
  const [first, second] = await world.printJobs(order.orderId);
  await world.post('/netprint/control/lose', { document: first?.key });
  await world.run('watchPrinting', undefined);
  await world.printAtStore(second?.code ?? '');
  await world.run('watchPrinting', undefined);
  const { orderId } = order;
  await world.fault('netprint', 'register', 'refuse');
  expect(await world.run('issueDocuments', { orderId, isUsable: false })).toEqual({
    state: 'blocked',
  });
  const held = { state: 'partly_printed', attention: 'print_refused' };
  expect(await world.order(orderId)).toEqual(held);
  deadline();
  expect(await close(order)).toEqual({ outcome: 'print_expired' });
  // Nobody can do anything about it any more: it is on no list.
  expect(await world.order(orderId)).toEqual({ state: 'print_expired', attention: null });
  const open = { where: { orderId, state: 'open' } };
  expect(await world.database.prisma.staffTask.count(open)).toBe(0);
});

it.each([
  ['printed once', 1, 'issued'],
  ['never printed', 0, 'forfeited'],
])(
  'does not take for lost what it removed itself before it was killed: %s (R-189)',
  async (_how, printedCount, account) => {
    const order = await world.placePaidOrder({ networks: ['netprint'], copies: [2] });
    if (printedCount > 0) await world.printAtStore(await numberOf(order));
    deadline();
    const [job] = await world.printJobs(order.orderId);
    const jobRef = job?.jobRef ?? '';
    const { recordRemoving } = await import('./print-job-records.ts');
    const last = { jobRef, printedCount, at: world.now() };
    await recordRemoving(world.database.pool, job?.id ?? '', last);
    await world.deps.printNetworks.netprint.remove(jobRef);
    expect(await close(order)).toEqual({ outcome: 'print_expired' });
    expect(await world.printJobs(order.orderId)).toMatchObject([{ printedCount }]);
    expect(await accountsOf(order)).toEqual(['captured', account]);
  },
);

it('believes that nobody can say any more what came out, when no worker ran for longer than the network keeps it', async () => {
  const order = await world.placePaidOrder({ networks: ['netprint'] });
  await world.pass(9 * DAY);
  expect(await close(order)).toEqual({ outcome: 'print_expired' });
  expect(await accountsOf(order)).toEqual(['captured', 'forfeited']);
});

it('returns the money of an order whose documents every network lost', async () => {
  const order = await world.placePaidOrder();
  await world.post('/netprint/control/lose');
  await world.post('/network-print/control/lose');
  await world.run('watchPrinting', undefined);
  deadline();
  expect(await close(order)).toEqual({ outcome: 'never_printable' });
  expect(await accountsOf(order)).toEqual(['captured']);
  await world.run('refundOrder', { orderId: order.orderId, cause: 'cannot_issue' });
  expect(await accountsOf(order)).toEqual(['captured', 'refund_requested', 'refunded']);
  expect(await world.order(order.orderId)).toMatchObject({ state: 'refunded' });
});

it('says it when more came out than was ordered, also when that is found only now (I8)', async () => {
  const order = await world.placePaidOrder({ copies: [1] });
  await world.printAtStore(await numberOf(order), 2);
  deadline();
  expect(await close(order)).toEqual({ outcome: 'printed' });
  const tasks = await world.database.prisma.staffTask.findMany();
  expect(tasks).toMatchObject([{ kind: 'overprinted', facts: { copies: 1, tooMany: 1 } }]);
});
