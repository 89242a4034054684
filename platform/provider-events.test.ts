import { randomUUID } from 'node:crypto';
import { createActivityWorld, DAY, HOUR } from '../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../tests/support/activity-world.ts';
import { LifeUnreachable } from './lives.ts';
import { dispatchProviderEvent } from './provider-events.ts';
import type { DispatchOccasion } from './provider-events.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

async function receive(
  type: string,
  fields: { paymentId?: string; providerOrderId?: string; captureId?: string } = {},
): Promise<string> {
  const id = randomUUID();
  await world.database.prisma.providerEvent.create({
    data: { id, provider: 'paypal', eventId: id, type, payload: {}, ...fields },
  });
  return id;
}

const dispatch = (id: string, occasion: DispatchOccasion = 'housekeeping') =>
  dispatchProviderEvent(world.deps, id, occasion);
const isHandled = async (id: string) =>
  (await world.database.prisma.providerEvent.findUniqueOrThrow({ where: { id } })).handledAt !==
  null;
const ended = async () => 'ended' as const;

async function lapsed(): Promise<TestOrder> {
  const order = await world.placeOrder();
  await world.pass(3 * HOUR);
  await world.run('lapseOrder', { orderId: order.orderId });
  world.lives.answer({ noticePayment: ended });
  return order;
}

it.each([
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.DENIED',
])('%s tells the order’s life, which asks for itself', async (type) => {
  const order = await world.placeOrder();
  const id = await receive(type, { providerOrderId: order.providerOrderId });
  await dispatch(id);
  expect(world.lives.calls).toEqual([
    { life: 'noticePayment', arguments: [order.orderId, 'webhook'] },
  ]);
  expect(await isHandled(id)).toBe(true);
});

it.each([
  ['of another kind', 'CHECKOUT.PAYMENT-APPROVAL.REVERSED', true],
  ['about nobody’s payment', 'PAYMENT.CAPTURE.COMPLETED', false],
])('a notice %s is kept and needs nothing', async (_what, type, isOurs) => {
  const order = await world.placeOrder();
  const id = await receive(type, isOurs ? { paymentId: order.paymentId } : {});
  await dispatch(id);
  expect(world.lives.calls).toEqual([]);
  expect(await isHandled(id)).toBe(true);
});

it('the capture that counts already wakes nobody', async () => {
  const order = await world.placePaidOrder();
  const { captureId } = await world.payment(order.paymentId);
  const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
    paymentId: order.paymentId,
    captureId: captureId ?? '',
  });
  await dispatch(id);
  expect(world.lives.calls).toEqual([]);
  expect(await isHandled(id)).toBe(true);
});

it('a second capture of a paid order wakes its life', async () => {
  const order = await world.placePaidOrder();
  await dispatch(
    await receive('PAYMENT.CAPTURE.COMPLETED', { paymentId: order.paymentId, captureId: 'OTHER' }),
  );
  expect(world.lives.told('noticePayment')).toHaveLength(1);
});

it.each([
  ['lapsed', 'late', lapsed],
  [
    'cancelled',
    'order_closed',
    async () => {
      const order = await world.placeOrder();
      await world.run('cancelOrder', { orderId: order.orderId });
      return order;
    },
  ],
  [
    'print_expired',
    'duplicate',
    async () => {
      const order = await world.placePaidOrder();
      world.setOwnClock(7 * DAY);
      await world.run('closePrintWindow', { orderId: order.orderId });
      return order;
    },
  ],
])(
  'money for an order that is %s goes back by a life of its own (%s)',
  async (_state, cause, end) => {
    const order = await end();
    world.lives.answer({ noticePayment: ended });
    const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
      paymentId: order.paymentId,
      captureId: 'CAPTURE',
    });
    await dispatch(id);
    expect(world.lives.told('startRefund')).toEqual([
      [
        {
          orderId: order.orderId,
          paymentId: order.paymentId,
          captureId: 'CAPTURE',
          university: 'aomine',
          cause,
        },
      ],
    ]);
    expect(await isHandled(id)).toBe(true);
  },
);

it('a notice that brought no money to an ended order starts nothing', async () => {
  const order = await lapsed();
  const id = await receive('CHECKOUT.ORDER.APPROVED', { paymentId: order.paymentId });
  await dispatch(id);
  expect(world.lives.told('startRefund')).toEqual([]);
  expect(await isHandled(id)).toBe(true);
});

it('waits for a life that has not begun yet', async () => {
  const order = await world.placeOrder();
  world.lives.answer({ noticePayment: ended });
  const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
    paymentId: order.paymentId,
    captureId: 'CAPTURE',
  });
  await dispatch(id);
  expect(await isHandled(id)).toBe(false);
  world.lives.forget();
  await dispatch(id);
  expect(await isHandled(id)).toBe(true);
});

it.each(['noticePayment', 'startRefund'] as const)(
  'is not handled when Temporal was away (%s)',
  async (life) => {
    const order = await lapsed();
    world.lives.answer({
      [life]: async () => {
        throw new LifeUnreachable('away');
      },
    });
    const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
      paymentId: order.paymentId,
      captureId: 'CAPTURE',
    });
    await expect(dispatch(id)).rejects.toThrow(LifeUnreachable);
    expect(await isHandled(id)).toBe(false);
  },
);

describe('a notice that only echoes what is under way', () => {
  it('waits for housekeeping: the capture that the life is making this moment', async () => {
    const order = await world.placeOrder();
    const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
      paymentId: order.paymentId,
      captureId: 'CAPTURE',
    });
    await dispatch(id, 'arrival');
    expect(world.lives.calls).toEqual([]);
    expect(await isHandled(id)).toBe(false);
    await dispatch(id, 'housekeeping');
    expect(world.lives.told('noticePayment')).toHaveLength(1);
    expect(await isHandled(id)).toBe(true);
  });

  it('waits when the browser is back, and tells when it is not', async () => {
    const order = await world.placeOrder();
    const approved = () => receive('CHECKOUT.ORDER.APPROVED', { paymentId: order.paymentId });
    await dispatch(await approved(), 'arrival');
    expect(world.lives.told('noticePayment')).toHaveLength(1);
    await world.database.pool.query('UPDATE payment SET returned_at = now() WHERE id = $1', [
      order.paymentId,
    ]);
    await dispatch(await approved(), 'arrival');
    expect(world.lives.told('noticePayment')).toHaveLength(1);
  });

  it('is no echo when the order has ended, or when money was pending', async () => {
    const order = await world.placeOrder();
    await world.database.pool.query(`UPDATE payment SET state = 'pending' WHERE id = $1`, [
      order.paymentId,
    ]);
    await dispatch(
      await receive('PAYMENT.CAPTURE.COMPLETED', { paymentId: order.paymentId, captureId: 'C' }),
      'arrival',
    );
    expect(world.lives.told('noticePayment')).toHaveLength(1);
    const late = await lapsed();
    await dispatch(
      await receive('PAYMENT.CAPTURE.COMPLETED', { paymentId: late.paymentId, captureId: 'D' }),
      'arrival',
    );
    expect(world.lives.told('startRefund')).toHaveLength(1);
  });
});
