import type { UniversityProfile } from '../../domain/university/profile.ts';
import { createActivityWorld, DAY, HOUR, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url }));

const watch = () => world.run('watchPrinting', undefined);
const keepHouse = async () => (await world.run('keepHouse', undefined)).extendedForOutages;
const issue = ({ orderId }: TestOrder) =>
  world.run('issueDocuments', { orderId, isUsable: false }, { attempt: 1 });

async function deadline({ orderId }: TestOrder): Promise<number> {
  const { rows } = await world.database.pool.query<{ at: Date }>(
    'SELECT print_deadline AS at FROM "order" WHERE id = $1',
    [orderId],
  );
  return Number(rows[0]?.at);
}

async function outages() {
  const { rows } = await world.database.pool.query<{
    network: string;
    hours: number | null;
    until: Date | null;
  }>(
    `SELECT network, round(extract(epoch FROM "to" - "from") / 3600)::int AS hours, until
     FROM network_outage ORDER BY "from"`,
  );
  return rows;
}

/** Hours by which the deadline has moved, to the minute. */
const movedHours = async (order: TestOrder) =>
  Math.round(((await deadline(order)) - order.printDeadline.getTime()) / MINUTE) / 60;

const templates = async ({ orderId }: TestOrder) =>
  (
    await world.database.pool.query<{ template: string }>(
      'SELECT template FROM mail_message WHERE order_id = $1 ORDER BY created_at',
      [orderId],
    )
  ).rows.map(({ template }) => template);

/** The activities see the settings of these universities changed. */
function settle(change: (certificate: UniversityProfile['certificate']) => object): () => void {
  const { profiles } = world.deps;
  world.deps.profiles = {
    ...profiles,
    async forUniversity(...asked) {
      const loaded = await profiles.forUniversity(...asked);
      if (!loaded) return null;
      const { certificate } = loaded.profile;
      const profile = {
        ...loaded.profile,
        certificate: { ...certificate, ...change(certificate) },
      };
      return { ...loaded, profile };
    },
  };
  return () => (world.deps.profiles = profiles);
}

it('gives the 16 hours back in which the only network was down, once, and says so (X-14, R-326)', async () => {
  const order = await world.placePaidOrder({ networks: ['netprint'] });
  const other = await world.placePaidOrder({ networks: ['netprint', 'network-print'] });
  await world.fault('netprint', '*', 'down');
  await watch();
  await watch();
  expect(await outages()).toEqual([{ network: 'netprint', hours: null, until: null }]);
  expect(await keepHouse()).toBe(0);
  await world.pass(16 * HOUR);
  await watch();
  await world.noFaults();
  await watch();
  expect(await outages()).toEqual([{ network: 'netprint', hours: 16, until: null }]);

  expect(await keepHouse()).toBe(1);
  expect(await movedHours(order)).toBe(16);
  expect(await movedHours(other)).toBe(0);
  expect(await templates(order)).toEqual(['order-numbers', 'deadline-moved']);
  expect(await templates(other)).toEqual(['order-numbers']);
  expect(world.lives.told('moveDeadlines').map(([orderId]) => orderId)).toEqual([order.orderId]);
  expect(await keepHouse()).toBe(0);
  expect(await movedHours(order)).toBe(16);
});

it('gives time back before an outage that still lasts has taken the window away, and then leaves it (X-14)', async () => {
  const order = await world.placePaidOrder();
  await world.pass(7 * DAY - 3 * HOUR);
  await world.fault('netprint', '*', 'down');
  await world.fault('network-print', '*', 'down');
  await watch();
  expect(await keepHouse()).toBe(0);
  await world.pass(1.5 * HOUR);
  expect(await keepHouse()).toBe(1);
  const first = await movedHours(order);
  expect(first).toBeGreaterThanOrEqual(7.5);
  await world.pass(HOUR);
  expect(await keepHouse()).toBe(0);
  // Whatever the time of day is, housekeeping sees the deadline come near before it is reached.
  for (let hour = 0; hour < 10; hour += 1) {
    await world.pass(HOUR);
    await keepHouse();
  }
  await world.noFaults();
  await watch();
  await keepHouse();
  expect(await movedHours(order)).toBeGreaterThanOrEqual(12);
  // By the time of day its network may have forgotten it meanwhile, and it is being registered anew.
  expect(['printable', 'preparing']).toContain((await world.order(order.orderId)).state);
  expect(await world.run('closePrintWindow', { orderId: order.orderId })).toMatchObject({
    outcome: 'not_yet',
  });
});

it('keeps what the network says about its end, and sees it come back though nobody asks for a document', async () => {
  const order = await world.placeOrder({ networks: ['netprint'] });
  await world.approve(order);
  const until = new Date(Math.ceil((world.now().getTime() + 2 * HOUR) / MINUTE) * MINUTE);
  await world.post('/netprint/control/maintenance', { status: 'scheduled', until });
  await world.run('settlePayment', { orderId: order.orderId });
  await watch();
  expect(await outages()).toEqual([{ network: 'netprint', hours: null, until }]);
  await world.pass(2 * HOUR + MINUTE);
  await watch();
  expect(await outages()).toEqual([{ network: 'netprint', hours: 2, until: null }]);
});

it('gives the wait for a first number back before the mail says until when to print (X-14)', async () => {
  const order = await world.placeOrder();
  await world.approve(order);
  await world.fault('netprint', 'register', 'fail-before', { times: 50 });
  await world.fault('network-print', 'login', 'fail-before', { times: 50 });
  expect(await world.run('settlePayment', { orderId: order.orderId })).toMatchObject({
    issuance: { state: 'incomplete' },
  });
  await world.pass(5 * HOUR);
  await world.noFaults();
  expect(await issue(order)).toEqual({ state: 'complete' });
  expect(await movedHours(order)).toBe(5);
  const { rows } = await world.database.pool.query(
    `SELECT which, cause FROM deadline_change WHERE order_id = $1`,
    [order.orderId],
  );
  expect(rows).toEqual([{ which: 'print', cause: 'outage' }]);
  await watch();
  expect(await keepHouse()).toBe(0);
});

describe('re-opening the print window', () => {
  const reopen = ({ orderId }: TestOrder) =>
    world.run('reopenPrintWindow', { orderId, actor: 'account:someone' });
  const refused = { type: 'NotReopenable', nonRetryable: true };

  it('is refused where the university does not have it', async () => {
    const order = await world.placePaidOrder();
    const back = settle(() => ({ reopening: null }));
    await expect(reopen(order)).rejects.toMatchObject(refused);
    back();
  });

  it('moves the deadline once, and an attempt that was cut off is finished', async () => {
    const order = await world.placePaidOrder();
    const back = settle(() => ({ reopening: { days: 7 } }));
    await world.pass(6 * DAY);
    const { printDeadline } = await reopen(order);
    expect(Date.parse(printDeadline)).toBe(await deadline(order));
    expect(await movedHours(order)).toBeGreaterThan(5 * 24);
    await expect(reopen(order)).rejects.toMatchObject(refused);
    await world.database.pool.query('UPDATE "order" SET reopened_at = NULL');
    expect(await reopen(order)).toMatchObject({ printDeadline });
    const { rows } = await world.database.pool.query(
      `SELECT cause FROM deadline_change WHERE order_id = $1`,
      [order.orderId],
    );
    expect(rows).toEqual([{ cause: 'reopening' }]);
    // One mail, however often the wish was repeated.
    const mails = await world.database.pool.query(
      `SELECT 1 FROM mail_message WHERE order_id = $1 AND template = 'deadline-moved'`,
      [order.orderId],
    );
    expect(mails.rowCount).toBe(1);
    back();
  });

  it('is refused at the deadline, and when nothing is left to print', async () => {
    const late = await world.placePaidOrder();
    const done = await world.placePaidOrder();
    const back = settle(() => ({ reopening: { days: 7 } }));
    await world.database.pool.query('UPDATE print_job SET printed_count = 1 WHERE order_id = $1', [
      done.orderId,
    ]);
    await expect(reopen(done)).rejects.toMatchObject(refused);
    await world.database.pool.query('UPDATE print_job SET printed_count = 0');
    world.setOwnClock(7 * DAY);
    await expect(reopen(late)).rejects.toMatchObject(refused);
    back();
  });
});
