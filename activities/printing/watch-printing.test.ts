import { LifeUnreachable } from '../../platform/lives.ts';
import { createActivityWorld, MINUTE } from '../../tests/support/activity-world.ts';
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
const told = () => world.lives.told('allPrinted').map(([orderId]) => orderId);

async function print(order: TestOrder, network: 'netprint' | 'network-print' = 'netprint') {
  const job = (await world.printJobs(order.orderId)).find((one) => one.network === network);
  const chain = network === 'netprint' ? 'seven-eleven' : 'familymart';
  expect((await world.printAtStore(job?.code ?? '', 1, chain)).status).toBe(200);
}

async function living({ orderId }: TestOrder): Promise<number> {
  const both = await Promise.all([
    world.documents('netprint', orderId),
    world.documents('network-print', orderId),
  ]);
  return both.flat().filter(({ end }) => end === null).length;
}

it('says nothing to a life while nothing was printed', async () => {
  await world.placePaidOrder();
  expect(await watch()).toEqual({ asked: 2, changed: 0 });
  expect(world.lives.calls).toEqual([]);
});

it('writes down the copies that came out: 1 of 2 is a state of its own (R-222, R-223)', async () => {
  const order = await world.placePaidOrder({ copies: [2] });
  await print(order);
  expect(await watch()).toEqual({ asked: 2, changed: 1 });
  expect(await world.order(order.orderId)).toMatchObject({ state: 'partly_printed' });
  expect(told()).toEqual([]);
  expect(await living(order)).toBe(2);
  expect(await watch()).toEqual({ asked: 2, changed: 0 });
});

it('removes a line everywhere once its copies are out, and tells the life (R-222)', async () => {
  const order = await world.placePaidOrder({ copies: [2] });
  await print(order, 'netprint');
  await watch();
  await print(order, 'network-print');
  await watch();
  expect(await living(order)).toBe(0);
  expect(told()).toEqual([order.orderId]);

  await world.run('recordPrinted', { orderId: order.orderId });
  await world.run('recordPrinted', { orderId: order.orderId });
  expect(await world.order(order.orderId)).toMatchObject({ state: 'printed' });
  expect(await watch()).toEqual({ asked: 0, changed: 0 });
});

it('leaves the other line of the order where it is', async () => {
  const order = await world.placePaidOrder({ copies: [1, 1] });
  await print(order);
  await watch();
  expect(await living(order)).toBe(2);
  expect(await world.order(order.orderId)).toMatchObject({ state: 'partly_printed' });
  expect(told()).toEqual([]);
});

it('finds an order that was counted and whose life was not told, because the process was killed', async () => {
  const order = await world.placePaidOrder();
  await print(order);
  world.lives.answer({
    allPrinted: async () => {
      throw new LifeUnreachable('killed');
    },
  });
  await expect(watch()).rejects.toThrow(LifeUnreachable);
  world.lives.forget();
  expect(await living(order)).toBe(0);

  await world.pass(3 * MINUTE);
  await watch();
  expect(told()).toEqual([order.orderId]);
});

it('removes later what could not be removed at once, also when the life has ended (R-224)', async () => {
  const order = await world.placePaidOrder();
  await print(order);
  await world.fault('network-print', 'remove', 'fail-before', { times: 20 });
  await watch();
  expect(told()).toEqual([order.orderId]);
  await world.run('recordPrinted', { orderId: order.orderId });
  expect(await living(order)).toBe(1);
  await world.noFaults();
  await watch();
  expect(await living(order)).toBe(0);
});

it('goes on with the others while one network is silent (R-326)', async () => {
  const order = await world.placePaidOrder();
  await world.fault('network-print', '*', 'down');
  await print(order, 'netprint');
  expect(await watch()).toEqual({ asked: 2, changed: 1 });
  expect(told()).toEqual([order.orderId]);
});

it('counts late reports, and never counts down (R-223)', async () => {
  const order = await world.placePaidOrder({ copies: [2] });
  await world.post('/netprint/control/report-delay', { delayMs: 5 * MINUTE });
  await print(order);
  expect(await watch()).toMatchObject({ changed: 0 });
  await world.pass(6 * MINUTE);
  expect(await watch()).toMatchObject({ changed: 1 });
  await world.post('/netprint/control/printed-count', { count: 0 });
  expect(await watch()).toMatchObject({ changed: 0 });
  expect((await world.printJobs(order.orderId)).map((job) => job.printedCount)).toEqual([1, 0]);
});

it('says so when more came out than was ordered, before anybody could take it back (I8)', async () => {
  const order = await world.placePaidOrder();
  const [netprint, networkPrint] = await world.printJobs(order.orderId);
  await world.printAtStore(netprint?.code ?? '');
  await world.printAtStore(networkPrint?.code ?? '', 2, 'lawson');
  await watch();
  expect(await living(order)).toBe(0);
  expect(told()).toEqual([order.orderId]);
  const { rows } = await world.database.pool.query(
    `SELECT t.facts, t.state FROM staff_task t JOIN order_line l ON l.id::text = t.reference
     WHERE t.kind = 'overprinted' AND l.order_id = $1`,
    [order.orderId],
  );
  expect(rows).toEqual([{ facts: { copies: 1, tooMany: 2 }, state: 'open' }]);
});
