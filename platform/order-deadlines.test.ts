import { createActivityWorld, DAY, HOUR } from '../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../tests/support/activity-world.ts';
import { LifeUnreachable } from './lives.ts';
import { moveDeadlines } from './order-deadlines.ts';
import type { DeadlineMove } from './order-deadlines.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const later = (date: Date, milliseconds: number) => new Date(date.getTime() + milliseconds);

const move = ({ orderId }: TestOrder, different: Partial<DeadlineMove> = {}) =>
  moveDeadlines(world.deps, {
    orderId,
    cause: 'halt',
    reference: 'one',
    actor: 'system',
    at: world.now(),
    ...different,
  });

const deadlinesOf = ({ orderId }: TestOrder) =>
  world.database.prisma.order.findUniqueOrThrow({
    where: { id: orderId },
    select: { paymentDeadline: true, printDeadline: true },
  });
const changes = () => world.database.prisma.deadlineChange.findMany({ orderBy: { which: 'asc' } });
const trail = () =>
  world.database.prisma.auditEntry.findMany({ where: { action: 'deadline_moved' } });

it('moves both deadlines later, writes down why, and tells the life what they are now (R-241, X-14, I17)', async () => {
  const order = await world.placeOrder();
  const payment = later(order.paymentDeadline, HOUR);
  const print = later(order.printDeadline, DAY);
  expect(await move(order, { payment, print })).toBe(true);

  expect(await deadlinesOf(order)).toEqual({ paymentDeadline: payment, printDeadline: print });
  expect(await changes()).toMatchObject([
    { which: 'payment', cause: 'halt', before: order.paymentDeadline, after: payment },
    { which: 'print', cause: 'halt', before: order.printDeadline, after: print },
  ]);
  expect(await trail()).toMatchObject([
    {
      actor: 'system',
      entityId: order.orderId,
      cause: 'halt',
      before: expect.objectContaining({}),
    },
  ]);
  expect(world.lives.told('moveDeadlines')).toEqual([
    [order.orderId, { paymentDeadline: payment.toISOString(), printDeadline: print.toISOString() }],
  ]);
});

it('moves once for a cause, however often and at how many places at once it is asked (X-14)', async () => {
  const order = await world.placeOrder();
  const asked = Array.from({ length: 10 }, (_, index) =>
    move(order, { print: later(order.printDeadline, (index + 1) * HOUR) }),
  );
  expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  expect(await changes()).toHaveLength(1);
  expect(await trail()).toHaveLength(1);
  expect(world.lives.told('moveDeadlines')).toHaveLength(1);
});

it('moves only later: of two causes at once the later deadline stays', async () => {
  const order = await world.placeOrder();
  const far = later(order.printDeadline, 9 * DAY);
  await Promise.all([
    move(order, { reference: 'far', print: far }),
    ...Array.from({ length: 5 }, (_, index) =>
      move(order, { reference: `near ${index}`, print: later(order.printDeadline, index * DAY) }),
    ),
  ]);
  expect((await deadlinesOf(order)).printDeadline).toEqual(far);
  // Each row begins where the one before ended.
  const steps = (await changes()).sort((one, other) => Number(one.after) - Number(other.after));
  expect(steps.map(({ before }) => before)).toEqual([
    order.printDeadline,
    ...steps.slice(0, -1).map(({ after }) => after),
  ]);
  expect(await move(order, { reference: 'same', print: far })).toBe(false);
  expect(await move(order, { reference: 'earlier', print: order.printDeadline })).toBe(false);
});

it.each([
  [-1, true],
  [0, false],
  [1, false],
])('a deadline that is %i ms away from being reached moves: %s (R-219, I9)', async (ms, moves) => {
  const order = await world.placeOrder();
  const payment = later(order.paymentDeadline, HOUR);
  expect(await move(order, { payment, at: later(order.paymentDeadline, ms) })).toBe(moves);
  expect((await deadlinesOf(order)).paymentDeadline).toEqual(
    moves ? payment : order.paymentDeadline,
  );
});

it.each([
  ['preparing', 'print'],
  ['printable', 'print'],
  ['partly_printed', 'print'],
  ['printed', null],
  ['print_expired', null],
  ['lapsed', null],
  ['cancelled', null],
  ['refunding', null],
  ['refunded', null],
])('of an order that is %s it moves: %s', async (state, which) => {
  const order = await world.placeOrder();
  await world.database.pool.query('UPDATE "order" SET state = $2 WHERE id = $1', [
    order.orderId,
    state,
  ]);
  const moved = await move(order, {
    payment: later(order.paymentDeadline, HOUR),
    print: later(order.printDeadline, HOUR),
  });
  expect(moved).toBe(which !== null);
  expect((await changes()).map((change) => change.which)).toEqual(which === null ? [] : [which]);
});

it('stands although the life cannot be told: it finds the new deadline at the old one', async () => {
  const order = await world.placeOrder();
  world.lives.answer({
    moveDeadlines: async () => {
      throw new LifeUnreachable('away');
    },
  });
  const print = later(order.printDeadline, DAY);
  expect(await move(order, { print })).toBe(true);
  expect((await deadlinesOf(order)).printDeadline).toEqual(print);
});
