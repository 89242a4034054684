import { createActivityWorld, DAY } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url }));

const place = () => world.placeOrder({ slip: 'sbps' });
const settle = ({ orderId }: TestOrder) => world.run('settlePayment', { orderId });
const causes = () => world.lives.told('startRefund').map(([{ cause }]) => cause);
const complete = { kind: 'paid', issuance: { state: 'complete' } };

/** Pays at a store; SBPS has told us when this is done. */
async function pay(
  { paymentId }: TestOrder,
  payment: { amountYen?: number; force?: boolean } = {},
) {
  const before = await world.database.prisma.providerEvent.count();
  await world.cash.pay('sbps', paymentId, payment);
  const giveUpAt = Date.now() + 10_000;
  while ((await world.database.prisma.providerEvent.count()) === before) {
    if (Date.now() > giveUpAt) throw new Error('SBPS did not tell');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('counts cash through SBPS by the same rules: in parts, twice, and for an order that lapsed (R-202, R-206, R-208, I2)', async () => {
  const order = await place();
  expect(await settle(order)).toEqual({ kind: 'unpaid' });
  await pay(order, { amountYen: 200 });
  expect(await settle(order)).toEqual({ kind: 'unpaid' });
  await pay(order, { amountYen: 300, force: true });
  expect(await settle(order)).toEqual(complete);
  await pay(order, { force: true });
  expect(await settle(order)).toMatchObject({ kind: 'paid' });
  expect(causes()).toEqual(['duplicate']);

  const lapsed = await place();
  await world.pass(8 * DAY);
  expect(await world.run('lapseOrder', { orderId: lapsed.orderId })).toEqual({ kind: 'lapsed' });
  await pay(lapsed, { force: true });
  await settle(lapsed);
  expect(causes()).toEqual(['duplicate', 'late']);
});

it('is given up although SBPS takes no number back: money that still comes is owed (R-178, R-190)', async () => {
  const order = await place();
  expect(await world.run('cancelOrder', { orderId: order.orderId })).toEqual({
    state: 'cancelled',
  });
  await pay(order, { force: true });
  await settle(order);
  expect(causes()).toEqual(['order_closed']);
});
