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

it('writes down the copies that came out', async () => {
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

it('removes later what could not be removed at once, also when the life has ended', async () => {
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

it('goes on with the others while one network is silent', async () => {
  const order = await world.placePaidOrder();
  await world.fault('network-print', '*', 'down');
  await print(order, 'netprint');
  expect(await watch()).toEqual({ asked: 2, changed: 1 });
  expect(told()).toEqual([order.orderId]);
});

it('calls staff when a network has lost a document', async () => {
  const order = await world.placePaidOrder();
  await world.post('/netprint/control/lose');
  await watch();
  expect(await world.order(order.orderId)).toMatchObject({
    state: 'printable',
    attention: 'number_lost',
  });
  expect((await world.printJobs(order.orderId)).map(({ state }) => state)).toEqual([
    'failed',
    'ready',
  ]);
});

it('counts late reports, and never counts down', async () => {
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
